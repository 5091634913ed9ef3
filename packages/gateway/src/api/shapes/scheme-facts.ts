import { body, type DedupeFields, type Message, type Scheme } from 'countersign'
import { samplesOf } from 'countersign/testing'

/** Where the proof stands, in words such as `signature.signature in the body`. */
export function placeOf({ proof: { hmac, credential, headers } }: Scheme): string {
  if (headers.length > 0) return headers.join(', ')
  const place = credential?.at ?? hmac?.signature
  return place !== undefined && 'title' in place ? place.title : 'the body'
}

/** What is signed, such as `{timestamp}.{body}`, of a scheme that is one keyed hash of plain pieces; else null. */
export function signedOf({ proof: { hmac } }: Scheme): string | null {
  if (hmac === undefined) return null
  const { content, prefix, key } = hmac
  const parts = content === undefined ? [body] : content.parts
  if (parts === undefined) return null
  const pieces = parts.map((part) => {
    if (typeof part === 'string') return part.replaceAll('\n', '\\n')
    if (part instanceof Uint8Array) return undefined
    if ('in' in part) return `{${part.title}}`
    return part.part === 'made' ? undefined : `{${part.part}}`
  })
  if (pieces.includes(undefined)) return null
  const before = typeof prefix === 'string' ? ` after \`${prefix}\`` : ''
  const encoded = key === undefined || key.encoding === 'utf8' ? '' : `; the secret is ${key.encoding}`
  const behind = encoded !== '' && key?.prefix !== undefined ? ` behind \`${key.prefix}\`` : ''
  return `\`${pieces.join('')}\`${before}${encoded}${behind}`
}

/**
 * On what the dedup keys of a scheme rest; null where its provider promises nothing. `describe` is a function: what it
 * says is seen by messages, one that holds a text wherever it looks, and the samples.
 */
export function dedupeBasisOf(scheme: Scheme): DedupeFields['basis'] | null {
  const samples = Object.values(samplesOf(scheme)).map((sample) => holding(sample.body))
  for (const message of [everything, ...samples]) {
    const basis = scheme.describe?.(message).dedupe?.basis
    if (basis !== undefined) return basis
  }
  return null
}

const text = 'something'

/** A message with a text wherever one is looked for. */
const everything: Message = {
  method: 'POST',
  url: 'https://example.com/',
  params: {},
  body: new Uint8Array(0),
  header: () => text,
  headerValues: () => [text],
  query: () => text,
  queryValues: () => [text],
  field: () => text,
  form: () => new URLSearchParams(),
}

/** The same with the fields of a body, where that is JSON. */
function holding(json: string): Message {
  let root: unknown
  try {
    root = JSON.parse(json)
  } catch {
    // A form, or nothing to be read.
  }
  const field: Message['field'] = (...path) =>
    path.reduce<unknown>((value, step) => (value as Record<string, unknown> | null | undefined)?.[step], root)
  return { ...everything, field }
}
