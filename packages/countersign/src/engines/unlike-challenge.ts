import { WebhookError } from '../errors/webhook-error.ts'
import type { Message } from '../message/message.ts'
import type { Challenge } from '../scheme/handshake.ts'
import type { ContentFunction } from '../scheme/signed-options.ts'
import { fits, longestChallenge } from './handshake/challenge.ts'

/**
 * The body as signed content, but none that has a challenge's form: where a provider asks for the HMAC of its challenge
 * under the key that signs events, whoever asks has the signature of an event with that body.
 */
export function unlikeChallenge(challenge: Pick<Challenge, 'alphabet' | 'least' | 'most'>): ContentFunction {
  return ({ body }: Message) => {
    const { most = longestChallenge } = challenge
    // Beyond that length it is none; and what is no ASCII is none either, whatever it is decoded to.
    if (body.length <= most && fits(String.fromCharCode(...body), challenge))
      throw new WebhookError('ERR_SIGNATURE_MISMATCH')
    return [body]
  }
}
