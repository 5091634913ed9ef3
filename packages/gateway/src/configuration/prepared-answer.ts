import type { EventAnswer } from 'countersign'
import { publishScheme, type Source } from '../model/source.ts'

/** What an event of a source is answered with, made once. */
export interface PreparedAnswer {
  readonly status: number
  /** Name, value, name, value, … */
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

const plain = 'text/plain; charset=utf-8'

/**
 * Whatever is answered at `/in/` is no page of the gateway's: a browser that is sent there neither runs it, nor takes it
 * for one of the console's origin.
 */
export const inert: readonly string[] = [
  ...['x-content-type-options', 'nosniff'],
  ...['content-security-policy', "sandbox; default-src 'none'"],
]

/** A source's own answer, or the one that its scheme's provider demands; null: the gateway's, which names the event. */
export function preparedAnswer(
  { policy, scheme: name }: Pick<Source, 'policy' | 'scheme'>,
  scheme: { readonly answer?: EventAnswer | undefined } | null,
): PreparedAnswer | null {
  const answer = name === publishScheme ? undefined : (policy.answer ?? scheme?.answer)
  if (answer === undefined) return null
  const { status, body: text = '', contentType = plain } = answer
  const body = Buffer.from(text, 'utf8')
  if (body.length === 0) {
    // RFC 9110, section 8.6: a 204 has no length.
    return { status, headers: status === 204 ? [] : ['content-length', '0'], body }
  }
  return {
    status,
    headers: [...['content-type', contentType, 'content-length', String(body.length)], ...inert],
    body,
  }
}
