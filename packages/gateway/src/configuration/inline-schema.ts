import { z } from 'zod'
import type {
  InlineList,
  InlineMade,
  InlinePart,
  InlinePlace,
  InlineProof,
  InlineScheme,
} from '../model/scheme-ref.ts'
import { wrongWithFacts } from './inline-facts.ts'
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
const inEach = z.strictObject({ each: path, field: path })
const count = z.int().min(0).max(16)
const inItems = z.strictObject({
  items: headerName,
  separator: written.optional(),
  prefix: short.optional(),
  from: count.optional(),
  to: count.optional(),
  after: written.optional(),
})
const paramName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,62}$/, 'must be the name of a setting')
const inNamed = z.strictObject({ namedHeader: paramName, otherwise: headerName.optional() })
const place: z.ZodType<InlinePlace> = z
  .union([inHeader, inParameter, inQuery, inJson, inForm, inEach, inItems, inNamed])
  .meta({ id: 'InlinePlace', description: 'Where a text of a message stands.' })

const list: z.ZodType<InlineList> = z.strictObject({
  header: headerName,
  tag: written,
  separator: written,
  joiner: written,
})

const hash = z.enum(['sha1', 'sha256', 'sha384', 'sha512'])
const digits = z.enum(['hex', 'base64', 'base64url'])
/** Under a name of its own: what stands within an alternative without one, openapi-python-client leaves out. */
const sortedForm = z
  .strictObject({ unique: z.boolean().optional(), before: short.optional() })
  .meta({ id: 'InlineSortedForm' })
const made: z.ZodType<InlineMade> = z
  .union([
    z.strictObject({ bodyHash: hash, encoding: digits }),
    z.strictObject({ sortedForm }),
    z.strictObject({ lower: place }),
    z.strictObject({ required: place }),
    z.strictObject({ ifPresent: place, before: short.optional(), after: short.optional() }),
    z.strictObject({
      listedHeaders: place,
      separator: written,
      joiner: short.optional(),
      must: z.array(headerName).max(16).optional(),
    }),
    z.strictObject({ param: paramName }),
  ])
  .meta({
    id: 'InlineMade',
    description:
      'A piece that is worked out: the hash of the body as text; the fields of a form, sorted; what stands at a place in lower case, or must stand there, or with text around it where it does; the headers that a list names; a setting of the source.',
  })
const part: z.ZodType<InlinePart> = z.union([short, z.strictObject({ text: short }), place, made])

const clock = {
  unit: z.enum(['seconds', 'milliseconds', 'rfc3339', 'rfc3339-utc', 'http-date']),
  toleranceSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .nullable()
    .optional()
    .meta({ description: 'Both ways. Absent: 300; null: none, but what a source sets itself.' }),
}
const timestamp = z
  .union([
    inHeader.extend(clock),
    inParameter.extend(clock),
    inQuery.extend(clock),
    inJson.extend(clock),
    inForm.extend(clock),
    inItems.extend(clock),
    inNamed.extend(clock),
  ])
  .optional()

const facts = {
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 small letters, digits and -, the first no -'),
  title: z.string().min(1).max(100).optional(),
  credentials: z.array(headerName).max(20).optional(),
  type: place.optional().meta({ description: 'Where the type of an event stands.' }),
  eventId: place
    .optional()
    .meta({ description: 'Where the provider’s id of an event stands, signed or not.' }),
  dedupe: z.enum(['signed-id', 'unsigned-id+bytes']).optional().meta({
    description:
      'That two deliveries of one event share `eventId` and two events never do, as the provider promises: alone, where it is signed, or with equal bytes. Absent: it promises nothing.',
  }),
  once: z.array(place).min(1).max(8).optional().meta({
    description:
      'In place of `dedupe`: where signed values stand that the provider uses for one message alone, such as a token.',
  }),
  params: recordOf(
    paramName,
    z.strictObject({
      title: z.string().min(1).max(200),
      optional: z.boolean().optional(),
      secret: z.boolean().optional(),
    }),
  )
    .refine((params) => Object.keys(params).length <= 16, 'must be 16 settings at most')
    .optional()
    .meta({ description: 'Settings that a source has of it, which `namedHeader` and `param` name.' }),
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
        'What is signed, piece by piece, nothing long of the message twice: `body`, `timestamp`, `id`, `url`, `path`, `host` and `method` stand for the message’s, of a `keyed-hash` `secret` for the secret, other text for itself. Absent: the body alone.',
    }),
  timestamp,
  id: place.optional().meta({ description: 'Where the id stands that the content holds.' }),
  idWithout: z.string().min(1).max(8).optional(),
}

const key = z
  .strictObject({
    encoding: z.enum(['utf8', 'base64', 'hex']),
    prefix: short.optional(),
    hashed: hash.optional().meta({ description: 'The key is this hash of the bytes.' }),
  })
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
      'ecdsa-p256-sha1',
      'ecdsa-p256-sha256',
      'ecdsa-p384-sha384',
      'ecdsa-p521-sha512',
      'rsa-sha1',
      'rsa-sha256',
      'rsa-sha384',
      'rsa-sha512',
      'rsa-pss-sha256',
      'rsa-pss-sha384',
      'rsa-pss-sha512',
    ])
    .meta({ description: 'The secret of a source is the public key then, as PEM, base64 or hex.' }),
  encoding: digits,
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
  bodyHash: z.strictObject({ claim: written, hash, encoding: digits }).optional().meta({
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
  .superRefine((scheme, { addIssue }) => {
    for (const { path: at, message } of wrongWithFacts(scheme as InlineScheme))
      addIssue({ code: 'custom', path: [...at], message })
  })
  .meta({
    id: 'InlineScheme',
    description: 'A scheme of your own, as data: how a provider signs that is not in the catalogue.',
  })
