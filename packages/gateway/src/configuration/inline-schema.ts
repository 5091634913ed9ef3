import { z } from 'zod'
import type { InlineList, InlinePart, InlinePlace, InlineProof, InlineScheme } from '../model/scheme-ref.ts'
import { readTwice } from './read-twice.ts'
import { recordOf } from './record-of.ts'

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/, 'must be the name of a header')
const short = z.string().max(128)
const written = z.string().min(1).max(128)
const path = z
  .array(z.union([written, z.int().min(0)]))
  .min(1)
  .max(16)

const separator = z.enum([',', ';', '|']).optional()
const inHeader = z.strictObject({ header: headerName })
const inParameter = z.strictObject({ header: headerName, parameter: written, separator })
const inQuery = z.strictObject({ query: written })
const inJson = z.strictObject({ json: path })
const inForm = z.strictObject({ form: written })
const place: z.ZodType<InlinePlace> = z
  .union([inHeader, inParameter, inQuery, inJson, inForm])
  .meta({ id: 'InlinePlace', description: 'Where a text of a message stands.' })

const list: z.ZodType<InlineList> = z.strictObject({
  header: headerName,
  tag: written,
  separator: written,
  joiner: written,
})

const part: z.ZodType<InlinePart> = z.union([short, z.strictObject({ text: short }), place])

const clock = {
  unit: z.enum(['seconds', 'milliseconds', 'rfc3339', 'rfc3339-utc', 'http-date']),
  toleranceSeconds: z.int().min(1).max(86_400).optional(),
}
const timestamp = z
  .union([
    inHeader.extend(clock),
    inParameter.extend(clock),
    inQuery.extend(clock),
    inJson.extend(clock),
    inForm.extend(clock),
  ])
  .optional()

const facts = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 small letters, digits and -, the first no -'),
  title: z.string().min(1).max(100).optional(),
  credentials: z.array(headerName).max(20).optional(),
  type: place.optional().meta({ description: 'Where the type of an event stands.' }),
}

const signed = {
  signature: z.union([place, list, z.array(place).min(1).max(4)]),
  prefix: short.optional().meta({ description: 'What every signature begins with, such as `sha256=`.' }),
  content: z
    .array(part)
    .min(1)
    .max(32)
    .refine((parts) => readTwice(parts) === undefined, {
      error: ({ input }) =>
        `has ${readTwice(input as readonly InlinePart[])} twice: what a message may be long in stands in it once at most`,
    })
    .optional()
    .meta({
      description:
        'What is signed, piece by piece, nothing long of the message twice: `body`, `timestamp`, `id`, `url`, `path` and `method` stand for the message’s, of a `keyed-hash` `secret` for the secret, other text for itself. Absent: the body alone.',
    }),
  timestamp,
  id: place.optional().meta({ description: 'Where the id stands that the content holds.' }),
  idWithout: z.string().min(1).max(8).optional(),
}

const hash = z.enum(['sha1', 'sha256', 'sha384', 'sha512'])
const key = z
  .strictObject({ encoding: z.enum(['utf8', 'base64', 'hex']), prefix: short.optional() })
  .optional()
  .meta({ description: 'How the text of a secret becomes the key; absent: its UTF-8 bytes.' })
const keyed = {
  ...signed,
  hash,
  encoding: z.enum(['hex', 'hex-upper', 'base64', 'base64url', 'base64url-padded']),
  key,
}

const hmac = z.strictObject({ kind: z.literal('hmac'), ...keyed })

const keyedHash = z.strictObject({ kind: z.literal('keyed-hash'), ...keyed })

const publicKey = z.strictObject({
  kind: z.literal('public-key'),
  ...signed,
  algorithm: z
    .enum([
      'ed25519',
      'ecdsa-p256-sha256',
      'ecdsa-p384-sha384',
      'ecdsa-p521-sha512',
      'rsa-sha256',
      'rsa-sha384',
      'rsa-sha512',
      'rsa-pss-sha256',
      'rsa-pss-sha384',
      'rsa-pss-sha512',
    ])
    .meta({ description: 'The secret of a source is the public key then, as PEM, base64 or hex.' }),
  encoding: z.enum(['hex', 'base64', 'base64url']),
  ecdsa: z
    .enum(['der', 'fixed'])
    .optional()
    .meta({ description: 'How an ECDSA signature is written; absent: `der`.' }),
})

const keyedJws = z.array(z.enum(['HS256', 'HS384', 'HS512'])).min(1)
const pairedJws = z
  .array(z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']))
  .min(1)

const jwt = z.strictObject({
  kind: z.literal('jwt'),
  at: z
    .union([z.literal('body'), place])
    .meta({ description: 'Where the token stands; `body` where the body is the token.' }),
  prefix: short.optional().meta({ description: 'What the token follows, such as `Bearer `.' }),
  algorithms: z.union([keyedJws, pairedJws]).meta({
    description: 'Those that are taken: keyed hashes alone, or key pairs alone.',
  }),
  key,
  claims: recordOf(written, z.union([short, z.boolean()]))
    .refine((claims) => Object.keys(claims).length <= 16, 'must be 16 claims at most')
    .optional()
    .meta({ description: 'Claims that must hold exactly this; in `aud` a list may hold it among others.' }),
  bodyHash: z
    .strictObject({ claim: written, hash, encoding: z.enum(['hex', 'base64', 'base64url']) })
    .optional()
    .meta({
      description: 'The claim that holds the hash of the raw body; without one the body is unprotected.',
    }),
  issuedWithinSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .optional()
    .meta({ description: '`iat` must be there, and this near to now.' }),
  expires: z.boolean().optional().meta({ description: 'Whether `exp` must be there.' }),
  leewaySeconds: z.int().min(0).max(3600).optional(),
  id: written.optional().meta({ description: 'The claim that is the id of the message.' }),
})

const token = z.strictObject({
  kind: z.literal('token'),
  at: place,
  prefix: short.optional().meta({ description: 'What the token follows, such as `Bearer `.' }),
})

const basic = z.strictObject({ kind: z.literal('basic') })

const proof: z.ZodType<InlineProof> = z
  .discriminatedUnion('kind', [hmac, keyedHash, publicKey, jwt, token, basic])
  .meta({ id: 'InlineProof', description: 'How a message is signed, as data.' })

const either = z.strictObject({
  kind: z.literal('either'),
  schemes: z
    .array(proof)
    .min(2)
    .max(4)
    .meta({ description: 'Without name and facts, which are the whole’s; none of them is itself `either`.' }),
})

/** A scheme written out. */
export const inlineSchemeSchema: z.ZodType<InlineScheme> = z
  .discriminatedUnion('kind', [
    hmac.extend(facts),
    keyedHash.extend(facts),
    publicKey.extend(facts),
    jwt.extend(facts),
    token.extend(facts),
    basic.extend(facts),
    either.extend(facts),
  ])
  .meta({
    id: 'InlineScheme',
    description: 'A scheme of your own, as data: how a provider signs that is not in the catalogue.',
  })
