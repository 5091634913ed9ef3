import { hash } from 'node:crypto'
import { type Countersigner, createCountersigner, WebhookError } from 'countersign'
import type { LiveDestination } from '../configuration/live.ts'
import type { DeliverySigner } from './delivery-message.ts'

/**
 * The signer of a destination; null for a broken one, which is not sent to. One that has no secret at all is
 * sent to unsigned; one whose secrets have all expired is not.
 */
export function createDeliverySigner(live: LiveDestination): DeliverySigner | null {
  if (live.broken !== null) return null
  const countersigner = liveCountersigner(live)
  return {
    sign({ id, url, body, now }) {
      if (live.signer === null) return {}
      const signed = live.signer.signSync({ id, url, body }, { now: new Date(now) })
      if ((signed.url ?? url) !== url || !isSame(signed.body, body))
        throw new Error('The scheme signs another body or address than a delivery sends.')
      return signed.headers
    },
    countersign(said, body, now) {
      const bodyHash = hash('sha256', body, 'hex')
      return countersigner(now)?.signSync({ ...said, bodyHash }) ?? null
    },
  }
}

/** A signer gives back the bytes that it was given, unless it has written into them. */
function isSame(signed: Uint8Array, body: Uint8Array): boolean {
  return signed === body || Buffer.compare(signed, body) === 0
}

/** Read anew only when a secret's validity begins or ends. */
function liveCountersigner({ secrets }: LiveDestination): (now: number) => Countersigner | null {
  let made: { readonly ids: string; readonly countersigner: Countersigner | null } | null = null
  return (now) => {
    const usable = secrets.filter(
      ({ notBefore, expiresAt }) =>
        (notBefore === undefined || notBefore.getTime() <= now) &&
        (expiresAt === undefined || expiresAt.getTime() > now),
    )
    const ids = usable.map(({ id }) => id).join()
    if (made?.ids !== ids) made = { ids, countersigner: countersignerOf(usable) }
    return made.countersigner
  }
}

/** Null where a secret is none of Standard Webhooks: a provider's scheme may be given any text as its key. */
function countersignerOf(secrets: LiveDestination['secrets']): Countersigner | null {
  if (secrets.length === 0) return null
  try {
    return createCountersigner(secrets.map(({ id, value }) => ({ id, value })))
  } catch (error) {
    if (WebhookError.is(error)) return null
    throw error
  }
}
