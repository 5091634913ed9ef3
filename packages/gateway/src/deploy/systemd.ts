import type { Known } from './known.ts'

/** Where a service's parts are. */
export interface ServicePlaces {
  /** Of the machine, or of one user. */
  readonly scope: 'system' | 'user'
  /** The Node that runs it, and the command's own file: nothing between systemd and them, so that sockets reach it. */
  readonly node: string
  readonly program: string
  /** Of settings, and of the sealing key. */
  readonly settingsFile: string
  readonly keyFile: string
  /** The names of its socket units. */
  readonly sockets: readonly string[]
}

/** What the service itself may do. V8 makes code at run time, so memory may be written and executed. */
const hardening = `NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
UMask=0077
`

/** `countersign.service`. Its data folder is systemd's state folder: `/var/lib/countersign`, or the user's own. */
export function serviceUnit(known: Known, places: ServicePlaces): string {
  const { scope, node, program, settingsFile, keyFile, sockets } = places
  const system = scope === 'system'
  const atHome = [node, program, settingsFile].some((path) => /^\/(home|root)\//.test(path))
  return `[Unit]
Description=Countersign gateway
After=network-online.target
Wants=network-online.target
Requires=${sockets.join(' ')}

[Service]
ExecStart=${node} ${program} serve --config ${settingsFile} --data %S/countersign
${system ? 'User=countersign\n' : ''}StateDirectory=countersign
StateDirectoryMode=0700
RuntimeDirectory=countersign
RuntimeDirectoryMode=0700
LoadCredential=key:${keyFile}
Environment=COUNTERSIGN_KEY_FILE=%d/key
ExecReload=/bin/kill -HUP $MAINPID
Restart=always
RestartSec=1
RestartPreventExitStatus=78
KillMode=mixed
TimeoutStopSec=${known.stopSeconds}
LimitNOFILE=65536
${system ? `ProtectHome=${atHome ? 'read-only' : 'yes'}\n${hardening}` : 'NoNewPrivileges=yes\nUMask=0077\n'}
[Install]
WantedBy=${system ? 'multi-user.target' : 'default.target'}
`
}

/**
 * `countersign.socket`: systemd listens, and holds on to the socket while the service is away.
 *
 * @param listen - `HOST:PORT`
 */
export function socketUnit(listen: string, name: 'public' | 'admin'): string {
  return `[Unit]
Description=Countersign gateway, ${name === 'admin' ? 'console, API and metrics' : 'what providers post'}

[Socket]
ListenStream=${listen}
FileDescriptorName=${name}
NoDelay=yes
Service=countersign.service

[Install]
WantedBy=sockets.target
`
}

/** A user of its own, for systemd-sysusers. */
export const sysusers = 'u countersign - "Countersign gateway" /var/lib/countersign\n'
