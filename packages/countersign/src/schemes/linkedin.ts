import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { linkedinHandshake } from '../handshakes/linkedin.ts'
import { header, jsonField } from '../message/place.ts'
import { hex } from '../message/spelling.ts'
import { body } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * LinkedIn. Hex HMAC-SHA256 of `hmacsha256=` and the body. The words `hmacsha256=` stand before the body in what is
 * signed, and not in the header. The key is the client secret.
 *
 * Sources: learn.microsoft.com/linkedin/shared/api-guide/webhook-validation; the registry webhook-co/webhook @de3aa4e.
 */
export const linkedin: Scheme = hmac({
  name: 'linkedin',
  title: 'LinkedIn',
  documentation: ['https://learn.microsoft.com/linkedin/shared/api-guide/webhook-validation'],
  confidence: 'medium',
  hash: 'sha256',
  encoding: hex,
  signature: header('X-LI-Signature'),
  content: contentOf(['hmacsha256=', body]),
  describe: described({ id: jsonField('notificationId') }),
  handshake: linkedinHandshake,
})
