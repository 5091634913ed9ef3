import { bodyHash } from '../content/body-hash.ts'
import { placeText } from '../content/place-text.ts'
import { publicKey } from '../engines/public-key.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock, signedId } from '../engines/signed-values.ts'
import { refusal } from '../errors/refusal.ts'
import { header, jsonField, looked } from '../message/place.ts'
import { id, type MadePart, timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const user = header('X-Fal-Webhook-User-Id')

/** Whose event it is: where the receiver has said who he is, no other's passes. */
const ownUser: MadePart = {
  part: 'made',
  of: [user],
  make(message) {
    const text = placeText(message, user) ?? ''
    const own = Object.hasOwn(message.params, 'userId') ? message.params.userId : undefined
    if (text.includes('\n') || (own !== undefined && own !== '*' && own !== text))
      throw refusal('ERR_CONTENT_MALFORMED', looked(user))
    return [text]
  },
}

/**
 * fal.ai. Hex Ed25519 over four lines: request id, user id, timestamp, and hex SHA-256 of the body. The keys are fal's
 * own, from its JWKS, and sign for all of its customers: without `params.userId`, the own account's, any of them can
 * have an event sent here that verifies.
 *
 * Source: docs.fal.ai, webhooks.
 */
export const fal: Scheme = publicKey({
  name: 'fal',
  title: 'fal.ai',
  documentation: ['https://docs.fal.ai/documentation/model-apis/inference/webhooks'],
  confidence: 'medium',
  algorithm: 'ed25519',
  encoding: 'hex',
  signature: header('X-Fal-Webhook-Signature'),
  content: contentOf([id, '\n', ownUser, '\n', timestamp, '\n', bodyHash('sha256', 'hex')]),
  id: signedId(header('X-Fal-Webhook-Request-Id')),
  idWithout: '\n',
  timestamp: clock({ at: header('X-Fal-Webhook-Timestamp'), unit: 'seconds' }),
  params: {
    userId: { title: "the own account's user id; * takes anybody's", optional: true, demanded: true },
  },
  describe: described({ type: jsonField('status') }),
  forward: ['X-Fal-Webhook-Request-Id', 'X-Fal-Webhook-User-Id'],
})
