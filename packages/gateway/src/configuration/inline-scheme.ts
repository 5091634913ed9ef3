import 'countersign/messages'
import {
  basic,
  body,
  bodyHash,
  described,
  each,
  either,
  formField,
  type HmacOptions,
  header,
  hmac,
  host,
  id,
  ifPresent,
  items,
  jsonField,
  jwt,
  type KeyForm,
  keyedHash,
  listedHeaders,
  lower,
  method,
  namedHeader,
  type ParamSpec,
  type Part,
  type Place,
  param,
  parameter,
  path,
  publicKey,
  query,
  required,
  type Scheme,
  type SchemeFacts,
  type SignedOptions,
  secret,
  sortedForm,
  timestamp,
  token,
  url,
} from 'countersign'
import type { InlinePart, InlinePlace, InlineProof, InlineScheme } from '../model/scheme-ref.ts'

/** The scheme that the data describes. Throws the library's ERR_OPTIONS_INVALID where it contradicts itself. */
export function compileScheme(inline: InlineScheme): Scheme {
  const facts = factsOf(inline)
  const set = paramsOf(inline)
  if (inline.kind !== 'either') return proofOf(inline, { ...facts, ...set })
  return either(
    facts,
    inline.schemes.map((one) => proofOf(one, { name: inline.name, ...set })),
  )
}

/** The facts of a scheme and the settings of its sources. */
type Facts = SchemeFacts & { readonly params?: Readonly<Record<string, ParamSpec>> }

function paramsOf({ params = {} }: InlineScheme): Pick<Facts, 'params'> {
  const entries = Object.entries(params)
  if (entries.length === 0) return {}
  return {
    params: Object.fromEntries(
      entries.map(([name, spec]) => [name, { title: spec.title, ...given(spec, ['optional', 'secret']) }]),
    ),
  }
}

function proofOf(inline: InlineProof, facts: Facts): Scheme {
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

function jwtOf(inline: Extract<InlineProof, { kind: 'jwt' }>, facts: Facts): Scheme {
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

function keyOf(key: NonNullable<Keyed['key']>): KeyForm {
  return { encoding: key.encoding, ...given(key, ['prefix', 'hashed']) }
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

function factsOf({ name, title, credentials, type, eventId, dedupe, once }: InlineScheme): SchemeFacts {
  const places = {
    ...(type !== undefined && { type: placeOf(type) }),
    ...(eventId !== undefined && { id: placeOf(eventId) }),
    ...(dedupe !== undefined && { dedupe }),
    ...(once !== undefined && { once: once.map(placeOf) }),
  }
  return {
    name,
    ...(title !== undefined && { title }),
    ...(credentials !== undefined && { credentials }),
    ...(Object.keys(places).length > 0 && { describe: described(places) }),
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
  if ('each' in place) return each(place.each, place.field)
  if ('items' in place)
    return items(place.items, given(place, ['separator', 'prefix', 'from', 'to', 'after']))
  if ('namedHeader' in place) return namedHeader(place.namedHeader, place.otherwise)
  return 'parameter' in place
    ? parameter(place.header, place.parameter, place.separator)
    : header(place.header)
}

const values: Readonly<Record<string, Part>> = { body, timestamp, id, url, path, host, method }

function partOf(part: InlinePart, named: Readonly<Record<string, Part>>): Part {
  if (typeof part === 'string') return Object.hasOwn(named, part) ? (named[part] ?? part) : part
  if ('text' in part) return part.text
  if ('bodyHash' in part) return bodyHash(part.bodyHash, part.encoding)
  if ('sortedForm' in part) return sortedForm(given(part.sortedForm, ['unique', 'before']))
  if ('lower' in part) return lower(placeOf(part.lower))
  if ('required' in part) return required(placeOf(part.required))
  if ('ifPresent' in part) return ifPresent(part.before ?? '', placeOf(part.ifPresent), part.after)
  if ('listedHeaders' in part) return listedOf(part)
  return 'param' in part ? param(part.param) : placeOf(part)
}

function listedOf(part: Extract<InlinePart, { listedHeaders: unknown }>): Part {
  const { separator, must = [] } = part
  return listedHeaders(placeOf(part.listedHeaders), {
    separator,
    must: must.map((name) => name.toLowerCase()),
    ...given(part, ['joiner']),
  })
}
