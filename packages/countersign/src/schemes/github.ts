import { hmac } from '../engines/hmac/hmac.ts'
import type { Message } from '../message/message.ts'
import { header } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import type { GithubEvents } from '../payloads/github.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

export type { GithubEvents, GithubPayload } from '../payloads/github.ts'

/**
 * Type is `X-GitHub-Event` with the body's `action` where it has one, such as `issues.opened`. GitHub keeps
 * `X-GitHub-Delivery` on a redelivery ("Redelivering webhooks" in its documentation), but the signature leaves
 * it out: it suppresses only together with equal bytes.
 */
function describe(message: Message): Description {
  const name = message.header('x-github-event')
  const action = message.field('action')
  const type = name !== undefined && typeof action === 'string' ? `${name}.${action}` : name
  const delivery = message.header('x-github-delivery')
  if (delivery === undefined) return { type }
  return { type, id: delivery, dedupe: { basis: 'unsigned-id+bytes', fields: [delivery] } }
}

/**
 * GitHub. HMAC-SHA256 of the raw body in hex after `sha256=`. The older `X-Hub-Signature` with SHA-1 is not
 * looked at. No timestamp.
 *
 * Source: docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries.
 */
export const github: Scheme<GithubEvents> = hmac<GithubEvents>({
  name: 'github',
  title: 'GitHub',
  documentation: ['https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-Hub-Signature-256'),
  prefix: 'sha256=',
  forward: [
    'X-GitHub-Event',
    'X-GitHub-Delivery',
    'X-GitHub-Hook-ID',
    'X-GitHub-Hook-Installation-Target-ID',
    'X-GitHub-Hook-Installation-Target-Type',
  ],
  dedupeBytes: hashedBody,
  describe,
  unprotected: ['id', 'type'],
  delivery: { timeoutSeconds: 10, retries: 'none' },
})
