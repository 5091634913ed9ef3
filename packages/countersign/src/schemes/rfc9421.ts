import { messageSignature } from '../engines/message-signature/message-signature.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * HTTP Message Signatures, RFC 9421, with every algorithm of its registry. Without `content-digest` among what is covered
 * the body is not protected, and the verdict says so. What else must be covered, and how old it may be, is for the
 * receiver to say: `messageSignature()` makes a scheme of that.
 *
 * Source: RFC 9421, RFC 9530.
 */
export const rfc9421: Scheme = messageSignature({
  name: 'rfc9421',
  title: 'HTTP Message Signatures',
  documentation: ['https://www.rfc-editor.org/rfc/rfc9421', 'https://www.rfc-editor.org/rfc/rfc9530'],
  confidence: 'high',
  algorithms: [
    'hmac-sha256',
    'ed25519',
    'ecdsa-p256-sha256',
    'ecdsa-p384-sha384',
    'rsa-pss-sha512',
    'rsa-v1_5-sha256',
  ],
})
