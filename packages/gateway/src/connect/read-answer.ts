import { isDeeperThan } from './deeper-than.ts'
import { parseKeepingDigits } from './keep-digits.ts'
import { ProviderError } from './provider-error.ts'

/** An answer longer than this is none that a list or an object of these APIs has. */
export const maxBytes: number = 8 * 1024 * 1024

/** As many lists and objects within each other: more than any of these APIs' answers has. */
const mostDepth = 1000

/** Where an answer came from, for sentences. */
export interface AnswerPlace {
  readonly provider: string
  readonly host: string
  readonly doing: string
  readonly status: number
}

/** The body of an answer; one that was longer than the limit is no answer of this API. */
export function bodyOf(place: AnswerPlace, body: Uint8Array | null): Uint8Array {
  if (body !== null) return body
  throw new ProviderError(
    'ERR_PROVIDER_ANSWER',
    `${place.host} answered with more than ${maxBytes} bytes when asked to ${place.doing}.`,
    { status: place.status, ambiguous: true },
  )
}

/** Parses an answer; a page of HTML and half an answer end in a sentence. */
export function readJson(place: AnswerPlace, bytes: Uint8Array): unknown {
  try {
    if (isDeeperThan(mostDepth, bytes)) throw new RangeError(`nested more than ${mostDepth} times`)
    return parseKeepingDigits(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new ProviderError(
      'ERR_PROVIDER_ANSWER',
      `${place.host} did not answer as ${place.provider}'s API does when asked to ${place.doing}: the answer is not JSON.`,
      { status: place.status, ambiguous: true, cause },
    )
  }
}
