import { Gathered } from '../model/gathered.ts'
import { parseKeepingDigits } from './keep-digits.ts'
import { ProviderError } from './provider-error.ts'

/** An answer longer than this is none that a list or an object of these APIs has. */
const maxBytes = 8 * 1024 * 1024

/** Where an answer came from, for sentences. */
export interface AnswerPlace {
  readonly provider: string
  readonly host: string
  readonly doing: string
  readonly status: number
}

/** Reads an answer to the limit; what goes beyond it is no answer of this API. */
export async function readLimited(place: AnswerPlace, body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const gathered = new Gathered()
  for await (const chunk of body) {
    if (gathered.length + chunk.byteLength > maxBytes)
      throw new ProviderError(
        'ERR_PROVIDER_ANSWER',
        `${place.host} answered with more than ${maxBytes} bytes when asked to ${place.doing}.`,
        { status: place.status, ambiguous: true },
      )
    gathered.add(chunk)
  }
  return gathered.take()
}

/** Parses an answer; a page of HTML and half an answer end in a sentence. */
export function readJson(place: AnswerPlace, bytes: Uint8Array): unknown {
  try {
    return parseKeepingDigits(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new ProviderError(
      'ERR_PROVIDER_ANSWER',
      `${place.host} did not answer as ${place.provider}'s API does when asked to ${place.doing}: the answer is not JSON.`,
      { status: place.status, ambiguous: true, cause },
    )
  }
}
