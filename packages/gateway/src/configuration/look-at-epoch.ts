import type { ConfigurationStore } from '../journal/port/configuration.ts'
import type { Live } from './live.ts'

/**
 * For readiness: null where the configuration in use is the one in the store, be it after another look; else a
 * sentence. Where they differ nothing is taken in.
 */
export async function lookAtEpoch(
  journal: Pick<ConfigurationStore, 'epoch'>,
  live: Live,
): Promise<string | null> {
  if ((await journal.epoch()) === live.current().epoch) return null
  await live.refresh()
  if ((await journal.epoch()) === live.current().epoch) return null
  return 'The configuration in use is not the one in the store.'
}
