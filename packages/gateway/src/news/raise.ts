import { randomBytes } from 'node:crypto'
import type { ChangeConfiguration } from '../api/change.ts'
import { createSource } from '../api/create-source.ts'
import type { Live } from '../configuration/live.ts'
import type { Ingest } from '../ingest/ingest.ts'
import type { Configuration } from '../model/configuration.ts'
import type { Raise } from '../model/news.ts'
import { operationalSource } from '../model/source.ts'
import type { Seal } from '../seal/seal.ts'

/**
 * Makes the built-in source where it is missing, and answers what publishes on it. Nothing can come in from
 * outside: its secret is made up and shown to nobody.
 */
export async function createRaise(options: {
  readonly live: Pick<Live, 'current'>
  readonly change: ChangeConfiguration
  readonly seal: Seal
  readonly ingest: Pick<Ingest, 'publish'>
  readonly log: { error(about: object, message: string): void }
  readonly maxBodyBytes: number
  readonly now: () => number
}): Promise<Raise> {
  const { live, change, seal, ingest, log, maxBodyBytes, now } = options
  const exists = ({ sources }: Configuration): boolean => sources.one('name', operationalSource) !== undefined
  const make = async (): Promise<void> => {
    if (exists(live.current().configuration)) return
    const value = `whsec_${randomBytes(32).toString('base64')}`
    const secrets = [{ value, notBefore: null, expiresAt: null }]
    const input = { name: operationalSource, scheme: 'standard-webhooks', secrets, unsigned: false }
    await change((before) =>
      exists(before) ? {} : createSource(input, { seal, maxBodyBytes, now: now() }).change,
    )
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
