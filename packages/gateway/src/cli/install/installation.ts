import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Known } from '../../deploy/known.ts'
import { serviceUnit, socketUnit, sysusers } from '../../deploy/systemd.ts'
import { isLoopback } from '../../model/loopback.ts'
import { planListeners, SettingsRefused } from '../../process/config.ts'
import { type Setting, type Settings, settingTable } from '../../process/settings.ts'

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
  /** Of a configuration file, all of which the service goes on with. */
  readonly configured: Readonly<Record<string, unknown>>
  readonly scope: 'system' | 'user'
  /** The user's, for a service of his own. */
  readonly home: string
}

/** The command's own file, as it is installed. */
const program = fileURLToPath(new URL('../../../bin/countersign.js', import.meta.url))

/** All files of a service: settings, key, units. Throws SettingsRefused. */
export function installation(about: Installation): readonly InstalledFile[] {
  const { known, settings, scope, home } = about
  refuseUnfit(about)
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
    file(settingsFile, settingsText(about)),
    { path: keyFile, text: `${randomBytes(32).toString('base64')}\n`, mode: 0o600, secret: true },
    ...(system ? [file('/etc/sysusers.d/countersign.conf', sysusers)] : []),
    ...sockets.map(({ name, unit, listen }) => file(join(units, unit), socketUnit(listen, name))),
    file(join(units, 'countersign.service'), serviceUnit(known, places)),
  ]
}

/** What a file that others may read does not hold, and what a unit says itself. */
function refuseUnfit({ configured, settings }: Installation): void {
  const problems: string[] = []
  if (configured.data !== undefined)
    problems.push(
      'A service of systemd has its data folder from systemd (/var/lib/countersign): leave "data" out of the settings.',
    )
  const rows: Readonly<Record<string, Setting>> = settingTable
  const held = Object.keys(configured).filter((name) => rows[name]?.secret || rows[name]?.confidential)
  if (held.length > 0 || settings.databaseUrl !== null)
    problems.push(
      `${held.join(', ') || 'databaseUrl'}: the settings of a service hold no secret. Hand it over as a credential: docs/guides/install.md, "As a service".`,
    )
  if (problems.length > 0) throw new SettingsRefused(problems)
}

/** What is configured and what is given; files by their whole paths, since a service starts at the root. */
function settingsText({ settings, configured }: Installation): string {
  const { host, port, adminListen, publicUrl, trustedProxies, maxBodyBytes } = settings
  const files = Object.fromEntries(
    Object.entries({ ca: settings.ca, apply: settings.apply }).flatMap(([name, path]) =>
      path === null ? [] : [[name, resolve(path)]],
    ),
  )
  const given = {
    ...configured,
    ...files,
    ...(publicUrl !== null && { publicUrl }),
    ...{ host, port },
    ...(!isLoopback(host) && { adminListen }),
    ...(trustedProxies.length > 0 && { trustedProxies }),
    maxBodyBytes,
  }
  return `${JSON.stringify(given, null, 2)}\n`
}
