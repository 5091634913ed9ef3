import type { Live } from '../configuration/live.ts'
import type { Journal } from '../journal/journal.ts'
import type { Acceptor, Outcome } from './accept.ts'
import { type HeaderSeal, openHeaders } from './sealed-headers.ts'

/** What became of a rejection that was verified again. */
export type Reverified = Exclude<Outcome, { kind: 'handshake' }>

/**
 * Verifies a rejection again as of its receipt, with the secrets that are set up now, and lets it in as the
 * newest event where it holds.
 */
export async function reverify(
  options: { readonly journal: Pick<Journal, 'rejection'>; readonly live: Live; readonly seal: HeaderSeal },
  acceptor: Acceptor,
  seq: number,
): Promise<Reverified> {
  const kept = await options.journal.rejection(seq)
  if (kept === null) return { kind: 'gone' }
  const { source, receivedAt, payload } = kept
  const credentials = openHeaders(options.seal, payload.sealedHeaders, source, receivedAt)
  const list = [...payload.headers, ...credentials]
  const outcome = await new Promise<Outcome>((resolve) =>
    acceptor.accept(
      {
        source,
        receivedAt,
        method: payload.method,
        url: payload.url,
        headers: grouped(list),
        rawHeaders: list.flat(),
        body: payload.body,
        rejection: seq,
      },
      resolve,
    ),
  )
  if (outcome.kind !== 'handshake') return outcome
  return {
    kind: 'refused',
    code: 'ERR_HANDSHAKE',
    explanation: 'It is a handshake, whose sender waits no more; it carries no event.',
  }
}

/** Headers by name, values of a repeated one as a list, so that a doubled signature is still seen. */
function grouped(list: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.create(null)
  for (const [name, value] of list) {
    const before = headers[name]
    headers[name] = before === undefined ? value : [before, value].flat()
  }
  return headers
}
