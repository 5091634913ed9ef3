import 'countersign/messages'
import {
  basic,
  body,
  formField,
  header,
  hmac,
  id,
  jsonField,
  type Message,
  method,
  type Part,
  type Place,
  parameter,
  path,
  query,
  type Scheme,
  type SchemeFacts,
  timestamp,
  token,
  url,
} from 'countersign'
import type { InlineHmac, InlinePart, InlinePlace, InlineScheme } from '../model/scheme-ref.ts'

/** The scheme that the data describes. Throws the library's ERR_OPTIONS_INVALID where it contradicts itself. */
export function compileScheme(inline: InlineScheme): Scheme {
  const facts = factsOf(inline)
  if (inline.kind === 'basic') return basic(facts)
  const prefix = inline.prefix === undefined ? {} : { prefix: inline.prefix }
  if (inline.kind === 'token') return token({ ...facts, ...prefix, at: placeOf(inline.at) })
  const { hash, encoding, key, content, timestamp: clock, id: idAt, idWithout } = inline
  return hmac({
    ...facts,
    ...prefix,
    hash,
    encoding,
    signature: signatureOf(inline.signature),
    ...(key !== undefined && {
      key: { encoding: key.encoding, ...(key.prefix !== undefined && { prefix: key.prefix }) },
    }),
    ...(content !== undefined && { content: content.map(partOf) }),
    ...(clock !== undefined && {
      timestamp: {
        at: placeOf(clock),
        unit: clock.unit,
        ...(clock.toleranceSeconds !== undefined && { toleranceSeconds: clock.toleranceSeconds }),
      },
    }),
    ...(idAt !== undefined && { id: placeOf(idAt) }),
    ...(idWithout !== undefined && { idWithout }),
  })
}

function factsOf({ name, title, credentials, type }: InlineScheme): SchemeFacts {
  return {
    name,
    ...(title !== undefined && { title }),
    ...(credentials !== undefined && { credentials }),
    ...(type !== undefined && { describe: (message) => ({ type: textAt(message, placeOf(type)) }) }),
  }
}

function signatureOf(signature: InlineHmac['signature']): Parameters<typeof hmac>[0]['signature'] {
  if (Array.isArray(signature)) return signature.map(placeOf)
  const one = signature as Exclude<InlineHmac['signature'], readonly InlinePlace[]>
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

function partOf(part: InlinePart): Part {
  if (typeof part === 'string') return Object.hasOwn(values, part) ? (values[part] ?? part) : part
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
