import { host, path } from '../content/path.ts'
import { either } from '../engines/either.ts'
import { publicKey } from '../engines/public-key.ts'
import { clock } from '../engines/signed-values.ts'
import { refusal } from '../errors/refusal.ts'
import { httpDate } from '../message/dates.ts'
import type { Message } from '../message/message.ts'
import { type FoundPlace, jsonField } from '../message/place.ts'
import type { Pieces, SignatureAlgorithm } from '../platform/platform.ts'
import type { ContentValues, MadePart } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** A header that proxies may rewrite, in the copy that Keygen sends along. */
const copied = (name: string): FoundPlace => ({
  in: 'found',
  title: `the header keygen-${name}`,
  headers: [`keygen-${name}`, name],
  write: { header: `Keygen-${name[0]?.toUpperCase()}${name.slice(1)}` },
  find(message) {
    const copy = message.headerValues(`keygen-${name}`)
    return copy.length > 0 ? copy : message.headerValues(name)
  },
})

const signed = '"(request-target) host date digest"'

/** The signature of a header in the older form of HTTP signatures, where it is by this algorithm over these headers. */
const signature = (word: string): FoundPlace => ({
  in: 'found',
  title: `signature= in the header keygen-signature, with algorithm="${word}"`,
  headers: ['keygen-signature'],
  write: {
    header: 'Keygen-Signature',
    wrap: (text) => `keyid="countersign", algorithm="${word}", signature="${text}", headers=${signed}`,
  },
  find(message) {
    const values = message.headerValues('keygen-signature')
    const [text = ''] = values
    if (values.length === 0) return []
    if (values.length > 1 || text.length > 2048) return undefined
    const pairs = text.split(',').map((pair) => pair.trim())
    if (!pairs.includes(`algorithm="${word}"`) || !pairs.includes(`headers=${signed}`)) return undefined
    const found = pairs.filter((pair) => pair.startsWith('signature="') && pair.endsWith('"'))
    return found.map((pair) => pair.slice('signature="'.length, -1))
  },
})

const digest = copied('digest')

/** What the header with the digest holds. */
const madeDigest: MadePart = {
  part: 'made',
  make({ body }, { platform }) {
    const hash = platform.hash('sha256', [body], 'base64')
    const written = (text: string): Pieces => [`sha-256=${text}`]
    return typeof hash === 'string' ? written(hash) : hash.then(written)
  },
}

function content(message: Message, values: ContentValues): Eventually<Pieces> {
  const { platform, timestamp = '' } = values
  const signedOver = ([made = '']: Pieces): Pieces => {
    const [given = ''] = digest.find(message) ?? []
    // The signature is over the header alone: that it is the body's is seen here.
    if (!platform.equal(given, made as string))
      throw refusal('ERR_SIGNATURE_MISMATCH', 'The digest is of another body.')
    const [target = ''] = path.make(message, values) as Pieces
    const [authority = ''] = host.make(message, values) as Pieces
    return [`(request-target): post ${target}\nhost: ${authority}\ndate: ${timestamp}\ndigest: ${given}`]
  }
  const made = madeDigest.make(message, values)
  return isLater(made) ? made.then(signedOver) : signedOver(made)
}

const of = (algorithm: SignatureAlgorithm, word: string): Scheme =>
  publicKey({
    algorithm,
    encoding: 'base64',
    signature: signature(word),
    content,
    covers: 'body',
    beside: [{ at: digest, made: madeDigest }],
    timestamp: clock({ at: copied('date'), unit: 'http-date', read: httpDate }),
  })

/**
 * Keygen. HTTP signatures as they were before RFC 9421, over target, host, date and the digest, which is computed anew
 * from the body. The account says by which algorithm. Signing is by the first of them that a private key is for.
 *
 * Source: github.com/keygen-sh/keygen-api app/workers/webhook_worker.rb.
 */
export const keygen: Scheme = either(
  {
    name: 'keygen',
    title: 'Keygen',
    documentation: ['https://github.com/keygen-sh/keygen-api'],
    confidence: 'high',
    describe: described({ type: jsonField('data', 'attributes', 'event'), id: jsonField('data', 'id') }),
  },
  [
    of('ed25519', 'ed25519'),
    of('rsa-pss-sha256', 'rsa-pss-sha256'),
    of('rsa-sha256', 'rsa-sha256'),
    of('ecdsa-p256-sha256', 'ecdsa-p256'),
  ],
)
