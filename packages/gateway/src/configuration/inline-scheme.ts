import 'countersign/messages'
import {
  basic,
  body,
  either,
  formField,
  type HmacOptions,
  header,
  hmac,
  id,
  jsonField,
  jwt,
  type KeyForm,
  keyedHash,
  type Message,
  method,
  type Part,
  type Place,
  parameter,
  path,
  publicKey,
  query,
  type Scheme,
  type SchemeFacts,
  type SignedOptions,
  secret,
  timestamp,
  token,
  url,
} from 'countersign'
import type { InlinePart, InlinePlace, InlineProof, InlineScheme } from '../model/scheme-ref.ts'

/** The scheme that the data describes. Throws the library's ERR_OPTIONS_INVALID where it contradicts itself. */
export function compileScheme(inline: InlineScheme): Scheme {
  const facts = factsOf(inline)
  if (inline.kind !== 'either') return proofOf(inline, facts)
  return either(
    facts,
    inline.schemes.map((one) => proofOf(one, { name: inline.name })),
  )
}

function proofOf(inline: InlineProof, facts: SchemeFacts): Scheme {
  switch (inline.kind) {
    case 'basic':
      return basic(facts)
    case 'token':
      return token({ ...facts, ...given(inline, ['prefix']), at: placeOf(inline.at) })
    case 'jwt':
      return jwtOf(inline, facts)
    case 'public-key':
      return publicKey({
        ...facts,
        ...signedOf(inline),
        algorithm: inline.algorithm,
        encoding: inline.encoding,
        ...given(inline, ['ecdsa']),
      })
    case 'keyed-hash':
      return keyedHash({ ...facts, ...keyedOf(inline) })
    case 'hmac':
      return hmac({ ...facts, ...keyedOf(inline) })
  }
}

function jwtOf(inline: Extract<InlineProof, { kind: 'jwt' }>, facts: SchemeFacts): Scheme {
  const { at, algorithms, key } = inline
  return jwt({
    ...facts,
    at: at === 'body' ? at : placeOf(at),
    algorithms,
    ...given(inline, [
      'prefix',
      'claims',
      'bodyHash',
      'issuedWithinSeconds',
      'expires',
      'leewaySeconds',
      'id',
    ]),
    ...(key !== undefined && { key: keyOf(key) }),
  })
}

/** What is there of these. */
function given<T extends object, K extends keyof T>(
  from: T,
  names: readonly K[],
): { [N in K]?: Exclude<T[N], undefined> } {
  return Object.fromEntries(
    names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])),
  ) as { [N in K]?: Exclude<T[N], undefined> }
}

type Signed = Extract<InlineProof, { signature: unknown }>
type Keyed = Extract<InlineProof, { hash: unknown; signature: unknown }>

function keyedOf(inline: Keyed): HmacOptions {
  const { hash, encoding, key } = inline
  return { ...signedOf(inline), hash, encoding, ...(key !== undefined && { key: keyOf(key) }) }
}

function keyOf({ encoding, prefix }: NonNullable<Keyed['key']>): KeyForm {
  return { encoding, ...(prefix !== undefined && { prefix }) }
}

function signedOf(inline: Signed): Pick<HmacOptions, keyof SignedOptions> & Pick<HmacOptions, 'signature'> {
  const { content, timestamp: clock, id: idAt, kind } = inline
  const named = kind === 'keyed-hash' ? { ...values, secret } : values
  return {
    ...given(inline, ['prefix', 'idWithout']),
    signature: signatureOf(inline.signature),
    ...(content !== undefined && { content: content.map((part) => partOf(part, named)) }),
    ...(clock !== undefined && {
      timestamp: {
        at: placeOf(clock),
        unit: clock.unit,
        ...(clock.toleranceSeconds !== undefined && { toleranceSeconds: clock.toleranceSeconds }),
      },
    }),
    ...(idAt !== undefined && { id: placeOf(idAt) }),
  }
}

function factsOf({ name, title, credentials, type }: InlineScheme): SchemeFacts {
  return {
    name,
    ...(title !== undefined && { title }),
    ...(credentials !== undefined && { credentials }),
    ...(type !== undefined && { describe: (message) => ({ type: textAt(message, placeOf(type)) }) }),
  }
}

function signatureOf(signature: Signed['signature']): HmacOptions['signature'] {
  if (Array.isArray(signature)) return signature.map(placeOf)
  const one = signature as Exclude<Signed['signature'], readonly InlinePlace[]>
  if (!('tag' in one)) return placeOf(one)
  const { header: name, tag, separator, joiner } = one
  return { in: 'list', at: header(name), tag, separator, joiner }
}

function placeOf(place: InlinePlace): Place {
  if ('query' in place) return query(place.query)
  if ('json' in place) return jsonField(...place.json)
  if ('form' in place) return formField(place.form)
  return 'parameter' in place
    ? parameter(place.header, place.parameter, place.separator)
    : header(place.header)
}

const values: Readonly<Record<string, Part>> = { body, timestamp, id, url, path, method }

function partOf(part: InlinePart, named: Readonly<Record<string, Part>>): Part {
  if (typeof part === 'string') return Object.hasOwn(named, part) ? (named[part] ?? part) : part
  return 'text' in part ? part.text : placeOf(part)
}

function textAt(message: Message, place: Place): string | undefined {
  if (place.in === 'header') return message.header(place.name)
  if (place.in === 'query') return message.query(place.name)
  if (place.in === 'form') return message.form().get(place.name) ?? undefined
  if (place.in !== 'json') return undefined
  const found = message.field(...place.path)
  return typeof found === 'string' ? found : undefined
}
