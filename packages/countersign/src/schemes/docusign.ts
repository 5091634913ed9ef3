import { hmac } from '../engines/hmac/hmac.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { type FoundPlace, header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const mostKeys = 100
/** So many absent numbers in a row are the end: a key that was taken away may leave its number free. */
const mostAbsent = 10
const first = 'X-DocuSign-Signature-1'

/** The signatures of all keys; a header that is there twice is none. */
const signatures: FoundPlace = {
  in: 'found',
  title: `the header ${first.toLowerCase()} and those that follow it`,
  headers: [first.toLowerCase()],
  write: { header: first },
  find(message) {
    const found: string[] = []
    let absent = 0
    for (let key = 1; key <= mostKeys && absent < mostAbsent; key++) {
      const values = message.headerValues(`x-docusign-signature-${key}`)
      if (values.length > 1) return undefined
      absent = values.length === 0 ? absent + 1 : 0
      found.push(...values)
    }
    return found
  },
}

/**
 * DocuSign Connect. Base64 HMAC-SHA256 of the raw body, one header for each key, numbered from 1; up to a hundred
 * keys. Where a header names the digest, it must be this one. `X-DocuSign-AccountId` tells whose keys they are.
 *
 * Sources: docusign/connect-node-listener-aws; developers.docusign.com, Connect HMAC.
 */
export const docusign: Scheme = onlyWhere(
  header('X-Authorization-Digest'),
  (digest) => digest === undefined || digest === 'HMACSHA256',
  hmac({
    name: 'docusign',
    title: 'DocuSign Connect',
    documentation: [
      'https://developers.docusign.com/platform/webhooks/connect/validate',
      'https://github.com/docusign/connect-node-listener-aws',
    ],
    confidence: 'high',
    hash: 'sha256',
    encoding: base64,
    signature: signatures,
    describe: described({ type: jsonField('event') }),
    forward: ['X-DocuSign-AccountId'],
  }),
  () => 'HMACSHA256',
)
