import { readFileSync } from 'node:fs'
import { isLoopback } from '../model/loopback.ts'
import { readSecretFile, SecretFileUnsafe } from '../seal/read-secret-file.ts'
import {
  parseAddress,
  type Setting,
  type SettingName,
  type Settings,
  settingTable,
  variableOf,
} from './settings.ts'

/** The settings are wrong; the process ends with exit code 78. Holds no secret. */
export class SettingsRefused extends Error {
  override readonly name = 'SettingsRefused'
  readonly code = 'ERR_SETTING'
  /** One sentence a setting: its name, what it must be. */
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** The exit code of a configuration error, as in sysexits.h; a supervisor should not restart on it. */
export const configurationExitCode = 78

/** Where settings come from, the strongest first. */
export interface SettingSources {
  /** From the command line, by name; absent where not given. */
  readonly flags: Readonly<Partial<Record<SettingName, string>>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** `--config` or COUNTERSIGN_CONFIG; a JSON object of settings. */
  readonly configFile?: string | undefined
}

/** Reads, merges and checks all settings. Throws SettingsRefused with every problem found. */
export function resolveSettings(sources: SettingSources): Settings {
  const problems: string[] = []
  const file = readConfigFile(sources.configFile ?? sources.env.COUNTERSIGN_CONFIG, problems)
  const settings = {} as Record<SettingName, unknown>
  for (const name of Object.keys(settingTable) as SettingName[]) {
    const row: Setting = settingTable[name]
    const found = findValue(name, sources, file, problems)
    if (found === undefined) {
      settings[name] = row.default
      continue
    }
    const parsed = row.schema.safeParse(found.value)
    if (parsed.success) settings[name] = parsed.data
    else problems.push(`${found.from} ${parsed.error.issues[0]?.message ?? 'is wrong'}.`)
  }
  if (problems.length > 0) throw new SettingsRefused(problems)
  return settings as Settings
}

/**
 * Whether a variable is what Kubernetes sets for a service of its name (`COUNTERSIGN_PORT=tcp://10.0.0.1:80`, see
 * `enableServiceLinks`), and nothing that somebody has set here.
 */
export function isServiceLink(value: string | undefined): boolean {
  return /^(tcp|udp|sctp):\/\//.test(value ?? '')
}

function findValue(
  name: SettingName,
  { flags, env }: SettingSources,
  file: Readonly<Record<string, unknown>>,
  problems: string[],
): { value: unknown; from: string } | undefined {
  const row: Setting = settingTable[name]
  if (flags[name] !== undefined) return { value: flags[name], from: `--${row.flag}` }
  const variable = variableOf(name)
  const path = env[`${variable}_FILE`]
  if (env[variable] !== undefined && path !== undefined) {
    problems.push(`${variable} and ${variable}_FILE are both set; set one of them.`)
    return undefined
  }
  // An empty variable is what `X=$UNSET` leaves behind: for a secret that must not pass as "not set".
  if (env[variable] !== undefined && (env[variable] !== '' || row.secret) && !isServiceLink(env[variable])) {
    return { value: env[variable], from: variable }
  }
  if (path !== undefined && path !== '') {
    try {
      const text = row.secret || row.confidential ? readSecretFile(path) : readFileSync(path, 'utf8')
      return { value: text.replace(/\r?\n$/, ''), from: `${variable}_FILE` }
    } catch (error) {
      if (error instanceof SecretFileUnsafe) {
        problems.push(error.message)
        return undefined
      }
      problems.push(`${variable}_FILE names a file that cannot be read (${errorCode(error)}): ${path}.`)
      return undefined
    }
  }
  return file[name] === undefined
    ? undefined
    : { value: file[name], from: `"${name}" in the configuration file` }
}

function readConfigFile(path: string | undefined, problems: string[]): Readonly<Record<string, unknown>> {
  if (path === undefined || path === '') return {}
  let parsed: unknown
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is not JSON' : `cannot be read (${errorCode(error)})`
    problems.push(`--config: ${path} ${what}.`)
    return {}
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    problems.push(`--config: ${path} must hold one JSON object.`)
    return {}
  }
  for (const key of Object.keys(parsed)) {
    if (!Object.hasOwn(settingTable, key)) {
      problems.push(
        `--config: ${path} holds "${key}", which is no setting. There are: ${Object.keys(settingTable).join(', ')}.`,
      )
    }
  }
  return withoutUnsafe(path, parsed as Record<string, unknown>, problems)
}

/** A token or a key may stand in a configuration file that is guarded as a file for it alone would be. */
function withoutUnsafe(
  path: string,
  settings: Readonly<Record<string, unknown>>,
  problems: string[],
): Readonly<Record<string, unknown>> {
  const rows: Readonly<Record<string, Setting>> = settingTable
  if (!Object.keys(settings).some((name) => rows[name]?.secret)) return settings
  try {
    readSecretFile(path)
    return settings
  } catch (error) {
    problems.push(`--config: ${error instanceof Error ? error.message : String(error)}`)
    return {}
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}

/** What one listener serves: `all` on loopback, else `public` (/in and health) and `admin` apart. */
export type ListenerRole = 'all' | 'public' | 'admin'

/** An address to listen on, and what is served there. */
export interface ListenerPlan {
  readonly role: ListenerRole
  readonly host: string
  readonly port: number
}

/** One listener on a loopback address, two on any other. */
export function planListeners(
  settings: Pick<Settings, 'host' | 'port' | 'adminListen'>,
): readonly ListenerPlan[] {
  const { host, port } = settings
  if (isLoopback(host)) return [{ role: 'all', host, port }]
  const admin = parseAddress(settings.adminListen)
  if (admin === null) throw new SettingsRefused(['--admin-listen must be HOST:PORT.'])
  return [
    { role: 'public', host, port },
    { role: 'admin', ...admin },
  ]
}
