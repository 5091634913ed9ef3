import { z } from 'zod'
import type { InlineHmac, InlineList, InlinePart, InlinePlace, InlineScheme } from '../model/scheme-ref.ts'

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
const place: z.ZodType<InlinePlace> = z.union([inHeader, inParameter, inQuery, inJson, inForm])

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
const timestamp: z.ZodType<InlineHmac['timestamp']> = z
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

const hmac = z.strictObject({
  kind: z.literal('hmac'),
  ...facts,
  hash: z.enum(['sha1', 'sha256', 'sha384', 'sha512']),
  encoding: z.enum(['hex', 'hex-upper', 'base64', 'base64url', 'base64url-padded']),
  signature: z.union([place, list, z.array(place).min(1).max(4)]),
  prefix: short.optional().meta({ description: 'What every signature begins with, such as `sha256=`.' }),
  key: z
    .strictObject({ encoding: z.enum(['utf8', 'base64', 'hex']), prefix: short.optional() })
    .optional()
    .meta({ description: 'How the text of a secret becomes the key; absent: its UTF-8 bytes.' }),
  content: z.array(part).min(1).max(32).optional().meta({
    description:
      'What is signed, piece by piece: `body`, `timestamp`, `id`, `url`, `path` and `method` stand for the message’s, other text for itself. Absent: the body alone.',
  }),
  timestamp,
  id: place.optional().meta({ description: 'Where the id stands that the content holds.' }),
  idWithout: z.string().min(1).max(8).optional(),
})

const token = z.strictObject({
  kind: z.literal('token'),
  ...facts,
  at: place,
  prefix: short.optional().meta({ description: 'What the token follows, such as `Bearer `.' }),
})

const basic = z.strictObject({ kind: z.literal('basic'), ...facts })

/** A scheme written out. */
export const inlineSchemeSchema: z.ZodType<InlineScheme> = z
  .discriminatedUnion('kind', [hmac, token, basic])
  .meta({
    id: 'InlineScheme',
    description: 'A scheme of your own, as data: how a provider signs that is not in the catalogue.',
  })
