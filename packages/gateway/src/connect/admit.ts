import { createSigner } from 'countersign'
import type { LiveSource } from '../configuration/live.ts'
import type { Ingest } from '../ingest/ingest.ts'
import { ledgerEntry } from '../ingest/ledger-key.ts'
import type { Missed } from './provider.ts'

const headers = [['content-type', 'application/json']] as const
/** Under way at once. */
const atOnce = 50

/**
 * Lets in what was missed, as `backfilled`, under the key in the dedup ledger that a notification with these
 * bytes would have: one that comes late after all is then a duplicate. Answers how many were new.
 */
export function createAdmit(options: {
  readonly ingest: Pick<Ingest, 'publish'>
  readonly now: () => number
}): (live: LiveSource, missed: readonly Missed[]) => Promise<number> {
  return async (live, missed) => {
    let added = 0
    for (let at = 0; at < missed.length; at += atOnce) {
      const outcomes = await Promise.all(
        missed.slice(at, at + atOnce).map(({ type, body }) =>
          options.ingest.publish({
            source: live.source.number,
            type,
            headers,
            body,
            idempotencyKey: null,
            receivedAt: options.now(),
            backfilled: { ledger: keyOf(live, type, body, options.now()) },
          }),
        ),
      )
      const failed = outcomes.find(({ kind }) => kind !== 'accepted' && kind !== 'duplicate')
      if (failed !== undefined) throw new Error(`A back-filled event was not taken in (${failed.kind}).`)
      added += outcomes.filter(({ kind }) => kind === 'accepted').length
    }
    return added
  }
}

/**
 * What the ledger would know this message by had the provider sent it. Only a verified event tells, so it is
 * signed with the source's own secret and verified here; nothing but the key is taken from that.
 */
function keyOf(
  live: LiveSource,
  type: string,
  body: Uint8Array,
  now: number,
): ReturnType<typeof ledgerEntry> {
  const { scheme, verifier, secrets, source } = live
  const [newest] = secrets
  if (scheme === null || verifier === null || newest === undefined)
    return ledgerEntry(source, null, type, body)
  const signed = createSigner({ scheme, secrets: newest.value }).signSync({ body })
  const result = verifier.safeVerifySync({ ...signed, method: 'POST' }, { now: new Date(now) })
  return ledgerEntry(source, result.ok ? result.event : null, type, body)
}
