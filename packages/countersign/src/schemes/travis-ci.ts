import { publicKey } from '../engines/public-key.ts'
import { contentOf } from '../engines/signed-content.ts'
import type { Message } from '../message/message.ts'
import { formField, header } from '../message/place.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** The event is JSON in a field of the form. */
function describe(message: Message): Description {
  const [text, other] = message.form().getAll('payload')
  if (text === undefined || other !== undefined) return {}
  let payload: unknown
  try {
    payload = JSON.parse(text)
  } catch {
    return {}
  }
  if (typeof payload !== 'object' || payload === null) return {}
  const { id, state } = payload as { readonly id?: unknown; readonly state?: unknown }
  return {
    ...(typeof state === 'string' && { type: state }),
    ...(Number.isSafeInteger(id) && { id: String(id) }),
  }
}

/**
 * Travis CI. RSA with SHA-1 over the form field `payload` as it reads when it is decoded, not over the form; whatever
 * else stands in the form is not protected. The public key is told by `/config` of its API.
 *
 * Sources: docs.travis-ci.com, notifications; travis-ci/webhook-signature-verifier.
 */
export const travisCi: Scheme = publicKey({
  name: 'travis-ci',
  title: 'Travis CI',
  documentation: [
    'https://docs.travis-ci.com/user/notifications/#verifying-webhook-requests',
    'https://github.com/travis-ci/webhook-signature-verifier',
  ],
  confidence: 'high',
  algorithm: 'rsa-sha1',
  encoding: 'base64',
  signature: header('Signature'),
  content: contentOf([formField('payload')]),
  describe,
  forward: ['Travis-Repo-Slug'],
})
