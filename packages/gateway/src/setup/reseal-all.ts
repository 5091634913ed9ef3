import type { Live } from '../configuration/live.ts'
import { hasSealedParams } from '../configuration/sealed-params.ts'
import { ownAct } from '../model/act.ts'
import { resealSetup } from './reseal.ts'
import type { Setup } from './setup.ts'

/** Seals what is set up anew where another key has sealed it; answers how much of it was. */
export async function resealAll(parts: {
  readonly live: Pick<Live, 'current' | 'catalog'>
  readonly setup: Pick<Setup, 'by'>
  /** Whether the key that seals now has sealed it; null: none that is here has. */
  readonly isCurrent: (sealed: Uint8Array, boundTo: string) => boolean | null
}): Promise<number> {
  const { live, setup, isCurrent } = parts
  const { configuration } = live.current()
  const sources = [...configuration.sources].filter((source) => hasSealedParams(source, live.catalog))
  const sealed = { ...configuration, sources: sources.map(({ id }) => id) }
  const { change } = await setup
    .by(ownAct('resealSetup', '/sealing-key'))
    .run(resealSetup, { sealed, isCurrent })
  return (change.secrets?.length ?? 0) + (change.connections?.length ?? 0)
}
