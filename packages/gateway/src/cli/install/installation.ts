import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Known } from '../../deploy/known.ts'
import { serviceUnit, socketUnit, sysusers } from '../../deploy/systemd.ts'
import { isLoopback } from '../../model/loopback.ts'
import { planListeners } from '../../process/config.ts'
import type { Settings } from '../../process/settings.ts'

/** A file that an installation writes. */
export interface InstalledFile {
  readonly path: string
  readonly text: string
  /** Of its rights. */
  readonly mode: number
  /** Made once, never shown, and left as it is where it is there. */
  readonly secret: boolean
}

/** What is installed. */
export interface Installation {
  readonly known: Known
  readonly settings: Settings
  readonly scope: 'system' | 'user'
  /** The user's, for a service of his own. */
  readonly home: string
}

/** The command's own file, as it is installed. */
const program = fileURLToPath(new URL('../../../bin/countersign.js', import.meta.url))

/** All files of a service: settings, key, units. */
export function installation({ known, settings, scope, home }: Installation): readonly InstalledFile[] {
  const system = scope === 'system'
  const configuration = system ? '/etc/countersign' : join(home, '.config/countersign')
  const units = system ? '/etc/systemd/system' : join(home, '.config/systemd/user')
  const settingsFile = join(configuration, 'settings.json')
  const keyFile = join(configuration, 'key')
  const sockets = planListeners(settings).map(({ role, host, port }) => ({
    name: role === 'admin' ? ('admin' as const) : ('public' as const),
    unit: role === 'admin' ? 'countersign-admin.socket' : 'countersign.socket',
    listen: host.includes(':') ? `[${host}]:${port}` : `${host === 'localhost' ? '127.0.0.1' : host}:${port}`,
  }))
  const places = {
    ...{ scope, node: process.execPath, program, settingsFile, keyFile },
    sockets: sockets.map(({ unit }) => unit),
  }
  const file = (path: string, text: string, mode = 0o644): InstalledFile => ({
    path,
    text,
    mode,
    secret: false,
  })
  return [
    file(settingsFile, settingsText(settings)),
    { path: keyFile, text: `${randomBytes(32).toString('base64')}\n`, mode: 0o600, secret: true },
    ...(system ? [file('/etc/sysusers.d/countersign.conf', sysusers)] : []),
    ...sockets.map(({ name, unit, listen }) => file(join(units, unit), socketUnit(listen, name))),
    file(join(units, 'countersign.service'), serviceUnit(known, places)),
  ]
}

/** The settings that differ from what holds without them; no secret is ever among them. */
function settingsText({
  host,
  port,
  adminListen,
  publicUrl,
  trustedProxies,
  maxBodyBytes,
}: Settings): string {
  const given = {
    ...(publicUrl !== null && { publicUrl }),
    ...{ host, port },
    ...(!isLoopback(host) && { adminListen }),
    ...(trustedProxies.length > 0 && { trustedProxies }),
    maxBodyBytes,
  }
  return `${JSON.stringify(given, null, 2)}\n`
}
