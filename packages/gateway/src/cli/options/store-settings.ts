import { resolveSettings } from '../../process/config.ts'
import type { Settings } from '../../process/settings.ts'

/** Where a store is, as the command line names it. */
interface Given {
  readonly data?: string | undefined
  readonly databaseUrl?: string | undefined
}

const variables = ['COUNTERSIGN_DATA', 'COUNTERSIGN_DATABASE_URL'].flatMap((name) => [name, `${name}_FILE`])

/**
 * The store that a command works on without a gateway: the one that the command line names, else the one that `serve`
 * would use in this environment. No other setting is looked at: a key that may not be read here is not needed.
 *
 * Throws SettingsRefused.
 */
export function storeSettings({ data, databaseUrl }: Given): Pick<Settings, 'data' | 'databaseUrl'> {
  const named = data !== undefined || databaseUrl !== undefined
  const env = named ? {} : Object.fromEntries(variables.map((name) => [name, process.env[name]]))
  const flags = { ...(data !== undefined && { data }), ...(databaseUrl !== undefined && { databaseUrl }) }
  return resolveSettings({ flags, env })
}
