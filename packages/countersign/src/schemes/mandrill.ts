import { sortedForm } from '../content/sorted-form.ts'
import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import type { Message } from '../message/message.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { url } from '../scheme/content.ts'
import type { Description } from '../scheme/facts.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** A form of one event is described by it. `_id` is the message's, and no event's. */
function describe(message: Message): Description {
  try {
    const events: unknown = JSON.parse(message.form().get('mandrill_events') ?? '')
    if (!Array.isArray(events) || events.length !== 1) return {}
    const type: unknown = events[0]?.event
    return typeof type === 'string' ? { type } : {}
  } catch {
    return {}
  }
}

/**
 * Mailchimp Transactional, once Mandrill. Base64 HMAC-SHA1 of the URL exactly as it was typed in there, and of the
 * form's decoded fields, sorted, without borders. A form holds up to a thousand events. Audience webhooks of Mailchimp
 * are not signed at all.
 *
 * Sources: mandrill.zendesk.com, authenticating webhook requests; mailchimp.com/developer, webhooks.
 */
export const mandrill: Scheme = hmac({
  name: 'mandrill',
  title: 'Mailchimp Transactional (Mandrill)',
  documentation: [
    'https://mandrill.zendesk.com/hc/en-us/articles/360039232513',
    'https://mailchimp.com/developer/transactional/docs/webhooks',
  ],
  confidence: 'high',
  describe,
  unprotected: ['body'],
  hash: 'sha1',
  encoding: base64,
  signature: header('X-Mandrill-Signature'),
  content: contentOf([url, sortedForm()]),
})
