import type { Live } from '../configuration/live.ts'
import type { Ingest } from '../ingest/ingest.ts'
import { ownAct } from '../model/act.ts'
import type { Raise } from '../model/news.ts'
import { operationalSource } from '../model/source.ts'
import type { Setup } from '../setup/setup.ts'
import { provideOperationalSource } from '../setup/source.ts'

/**
 * Makes the built-in source where it is missing, and answers what publishes on it. Nothing can come in from
 * outside: its secret is made up and shown to nobody.
 */
export async function createRaise(options: {
  readonly live: Pick<Live, 'current'>
  readonly setup: Pick<Setup, 'by'>
  readonly ingest: Pick<Ingest, 'publish'>
  readonly log: { error(about: object, message: string): void }
  readonly now: () => number
}): Promise<Raise> {
  const { live, setup, ingest, log, now } = options
  const make = async (): Promise<void> => {
    if (live.current().source(operationalSource) === undefined)
      await setup.by(ownAct('createOperationalSource', '/sources')).run(provideOperationalSource, {})
  }
  await make()
  return async ({ type, at, data, once }) => {
    try {
      await make()
      const source = live.current().source(operationalSource)
      if (source === undefined) throw new Error('The built-in source is missing.')
      const body = { type, timestamp: new Date(at).toISOString(), data }
      const outcome = await ingest.publish({
        source: source.source.number,
        type,
        headers: [['content-type', 'application/json']],
        body: Buffer.from(JSON.stringify(body)),
        idempotencyKey: once ?? null,
        receivedAt: now(),
      })
      if (outcome.kind === 'failed') throw new Error(`It was not taken in (${outcome.code}).`)
    } catch (error) {
      log.error({ err: error, type }, 'an operational event could not be published')
    }
  }
}
