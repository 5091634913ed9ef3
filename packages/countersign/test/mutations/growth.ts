import { explain, type RawInput } from 'countersign'
import { vectorInput, vectorParams, vectorSecrets } from 'countersign/vectors'
import { exponentOf } from './exponent.ts'
import type { Subject } from './subjects.ts'

/** A message that is the larger the more is asked for, in one of its parts alone. */
interface Dimension {
  readonly name: string
  readonly sizes: readonly [small: number, large: number]
  input(size: number): RawInput
}

/** Something long, in bytes more or less. */
type Long = (size: number) => string

const bodySizes = [32_768, 262_144] as const
/** Servers take no longer heads. */
const headSizes = [8192, 65_536] as const
const explainSizes = [16_384, 131_072] as const

const many = (count: number, each: (at: number) => string): string =>
  Array.from({ length: Math.ceil(count) }, (_, at) => each(at)).join('')

/** Whole bodies that are dear to read for one or the other. */
const bodies: Readonly<Record<string, Long>> = {
  text: (size) => 'x'.repeat(size),
  'form of one name': (size) => 'a=1&'.repeat(size / 4),
  'form of many names': (size) => many(size / 8, (at) => `n${at.toString(36)}=1&`),
  list: (size) => `{"a":[${'{"b":1},'.repeat(size / 8)}1]}`,
  depth: (size) => '['.repeat(size / 2) + ']'.repeat(size / 2),
  parts: (size) =>
    `--b\r\n${'content-disposition: form-data; name="x"\r\n\r\ny\r\n--b\r\n'.repeat(size / 50)}--b--`,
  quotes: (size) => '"\\u0061'.repeat(size / 7),
}
/** What a JSON object has more, beside all that the signature and its content are made of. */
const members: Readonly<Record<string, Long>> = {
  'JSON list': (size) => `"zz":[${'{"b":1},'.repeat(size / 8)}1],`,
  'JSON depth': (size) => `"zz":${'['.repeat(size / 2)}${']'.repeat(size / 2)},`,
  'JSON text': (size) => `"zz":"${'\\u0061\\"'.repeat(size / 8)}",`,
  'JSON names': (size) => many(size / 10, (at) => `"z${at.toString(36)}":1,`),
}
/** What a form has more. */
const fields: Readonly<Record<string, Long>> = {
  'form names': (size) => many(size / 8, (at) => `&z${at.toString(36)}=1`),
  'form name': (size) => '&zz=1'.repeat(size / 5),
  'form text': (size) => `&zz=${'%C3%A4+'.repeat(size / 7)}`,
}
/** What stands in a header in place of its value, of which it is made. */
const values: Readonly<Record<string, (value: string) => Long>> = {
  'with commas': (value) => (size) => `${value},`.repeat(size / (value.length + 1)),
  'with blanks': (value) => (size) => `${value} `.repeat(size / (value.length + 1)),
  'and letters': (value) => (size) => value + 'a'.repeat(size),
  'as pairs': () => (size) => 'a=1,'.repeat(size / 4),
  'as signs': () => (size) => '("\\;='.repeat(size / 6),
  'as pieces': () => (size) => 'a.'.repeat(size / 2),
}

/** All parts of a message that a stranger can make long. */
function dimensionsOf({ scheme, vector, original }: Subject): readonly Dimension[] {
  const input = vectorInput(vector)
  const { headers, body, url = 'https://example.com/' } = original.message
  const text = Buffer.from(body).toString()
  const found: Dimension[] = []
  const ofBody = (name: string, long: Long, more: object = {}): void =>
    void found.push({
      name: `body: ${name}`,
      sizes: bodySizes,
      input: (size) => ({ ...input, headers: { ...headers, ...more }, body: long(size) }),
    })
  for (const [name, long] of Object.entries(bodies))
    ofBody(name, long, name === 'parts' ? { 'content-type': 'multipart/form-data; boundary=b' } : {})
  if (text.startsWith('{') && text !== '{}')
    for (const [name, long] of Object.entries(members))
      ofBody(name, (size) => `{${long(size)}${text.slice(1)}`)
  if (/^[\w.[\]%-]+=/.test(text))
    for (const [name, long] of Object.entries(fields)) ofBody(name, (size) => text + long(size))
  const ofHead = (
    name: string,
    make: (size: number) => object,
    sizes: Dimension['sizes'] = headSizes,
  ): void =>
    void found.push({
      name,
      sizes,
      input: (size) => ({ ...input, headers, ...make(size) }),
    })
  for (const [header, value] of Object.entries(headers)) {
    if (!scheme.proof.headers.includes(header.toLowerCase())) continue
    for (const [name, longOf] of Object.entries(values))
      ofHead(`header ${header}: ${name}`, (size) => ({
        headers: { ...headers, [header]: longOf(value)(size) },
      }))
  }
  // Beyond so many names V8 holds an object in another way, by which each costs more.
  ofHead(
    'headers',
    (size) => ({
      headers: {
        ...headers,
        ...Object.fromEntries(Array.from({ length: size / 32 }, (_, at) => [`x-${at}`, ''])),
      },
    }),
    [65_536, 524_288],
  )
  for (const [name, long] of Object.entries({
    name: bodies['form of one name'],
    names: bodies['form of many names'],
  }))
    ofHead(`query: ${name}`, (size) => ({ url: `${url}${url.includes('?') ? '&' : '?'}${long?.(size)}` }))
  return found
}

/** What was made long, and the exponent by which the CPU time grows with it. */
export interface Growth {
  readonly what: string
  readonly exponent: number
}

/** How a check grows with each part of a message; measured again where it is steeper than is wanted. */
export async function growthOfCheck(subject: Subject, steepest: number): Promise<readonly Growth[]> {
  const { scheme, verifier, now } = subject
  const at = now && { now }
  const found: Growth[] = []
  for (const { name, sizes, input } of dimensionsOf(subject)) {
    const exponent = await exponentOf(sizes, steepest, (size) => {
      const given = input(size)
      return scheme.proof.synchronous === true
        ? () => verifier.safeVerifySync(given, at)
        : () => verifier.safeVerify(given, at)
    })
    found.push({ what: name, exponent })
  }
  return found
}

/** How an explanation grows with the body. */
export async function growthOfExplanation(
  { scheme, vector, now }: Subject,
  steepest: number,
): Promise<Growth> {
  const options = {
    scheme,
    secrets: vectorSecrets(vector),
    params: vectorParams(vector, scheme),
    publicUrl: vector.url,
    ...(now && { now }),
  }
  const exponent = await exponentOf(explainSizes, steepest, (size) => {
    const given = { ...vectorInput(vector), body: bodies.list?.(size) ?? '' }
    return () => explain(given, options)
  })
  return { what: 'an explanation', exponent }
}
