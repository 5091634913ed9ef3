import { bytesOf, type Changed, latin1 } from './message.ts'
import { type Numbers, oneOf } from './numbers.ts'

// Changes of a message: of bytes, of borders between what stands side by side, of words and numbers, of what an encoding
// hides, of JSON's values.

/** What readers stumble over, whatever they read. */
const oddities = [
  ...['', ' ', '\t', '\r\n', '\0', '\ufeff', '\xef\xbb\xbf', '\xff', '\xc3', '\xed\xa0\x80', 'é'],
  ...[
    '"',
    "'",
    '\\',
    '\\"',
    '\\u0000',
    '\\ud800',
    ',',
    ';',
    '|',
    '=',
    '&',
    '?',
    '#',
    '/',
    '..',
    '%',
    '%00',
    '%zz',
    '+',
  ],
  ...[
    '{',
    '}',
    '[',
    ']',
    '{}',
    '[]',
    'null',
    'true',
    '()',
    ':',
    '.',
    '-',
    '*',
    '~',
    '@',
    '$&',
    '__proto__',
    'constructor',
  ],
  ...[
    '0',
    '-1',
    '00',
    '1e400',
    '1.5',
    '9007199254740993',
    '99999999999',
    '999999999999999',
    'NaN',
    'Infinity',
  ],
  ...[
    'alg',
    'none',
    'HS256',
    'RS256',
    'ES256',
    'kid',
    'jku',
    'x5u',
    'crit',
    'b64',
    'exp',
    'nbf',
    'iat',
    'aud',
  ],
  ...[
    'v1',
    'v0',
    't=',
    'sha1=',
    'sha256=',
    'Bearer ',
    'Basic ',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=b',
  ],
]

type TextChange = (text: string, at: number, number: Numbers, words: readonly string[]) => string

/** What of a text's neighborhood is one word, number or encoded value. */
function run(text: string, at: number, letters: RegExp): readonly [from: number, to: number] {
  let [from, to] = [at, at]
  while (from > 0 && at - from < 2000 && letters.test(text[from - 1] ?? '')) from--
  while (to < text.length && to - at < 2000 && letters.test(text[to] ?? '')) to++
  return [from, to]
}

const replaced = (text: string, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to)
const piece = (text: string, at: number, number: Numbers): string => text.slice(at, at + 1 + number(8))

const textChanges: readonly TextChange[] = [
  (text, at, number) => replaced(text, at, at + 1, String.fromCharCode(number(256))),
  (text, at, number) => replaced(text, at, at, String.fromCharCode(number(256))),
  (text, at, number) =>
    replaced(text, at, at + 1, String.fromCharCode(text.charCodeAt(at) ^ ((1 << number(8)) & 0xff))),
  (text, at, number) => replaced(text, at, at + 1 + number(8), ''),
  (text, at, number) => replaced(text, at, at, piece(text, at, number)),
  (text, at, number) => {
    const moved = piece(text, at, number)
    return moved + replaced(text, at, at + moved.length, '')
  },
  (text, at, number, words) => replaced(text, at, at, oneOf(words, number)),
  (text, at, number, words) => replaced(text, ...run(text, at, /\w/), oneOf(words, number)),
  // A number nearby, or of another size.
  (text, at, number) => {
    const [from, to] = run(text, at, /\d/)
    const digits = text.slice(from, to)
    if (digits === '') return replaced(text, at, at, '0')
    const others = [
      `${Number(digits) + number(3) - 1}`,
      `-${digits}`,
      `0${digits}`,
      `${digits}000`,
      digits.slice(1),
    ]
    return replaced(text, from, to, oneOf(others, number))
  },
  (text, at) => {
    const [from, to] = run(text, at, /[A-Za-z]/)
    const word = text.slice(from, to)
    return replaced(text, from, to, word === word.toUpperCase() ? word.toLowerCase() : word.toUpperCase())
  },
  // What stands in base64 is changed and put back.
  (text, at, number, words) => {
    const [from, to] = run(text, at, /[\w+/=-]/)
    const encoded = text.slice(from, to)
    const encoding = /[-_]/.test(encoded) || !encoded.includes('=') ? 'base64url' : 'base64'
    const inside = changedText(Buffer.from(encoded, encoding).toString('latin1'), number, words)
    return replaced(text, from, to, bufferOf(inside).toString(encoding))
  },
  (text, at, number) => replaced(text, at, at, piece(text, at, number).repeat(1 + number(200))),
  (text, at) => replaced(text, at, at + 1, `%${text.charCodeAt(at).toString(16).padStart(2, '0')}`),
  (text, at, number) => text.slice(at) + oneOf(['', ',', ';', '&', ' ', '\n'], number) + text.slice(0, at),
]
const bufferOf = (text: string): Buffer => Buffer.from(text, 'latin1')

/** A text of bytes, changed at one place. */
function changedText(text: string, number: Numbers, words: readonly string[]): string {
  return oneOf(textChanges, number)(text, number(text.length + 1), number, words)
}

/** A URL with one of its borders more, or changed as any text. */
function changedUrl(url: string, number: Numbers, words: readonly string[]): string {
  if (number(3) > 0) return changedText(url, number, words)
  const at = number(url.length + 1)
  return replaced(
    url,
    at,
    at,
    oneOf(['?', '&', '#', '/', '/..', ';', '@', ':', '=', '%26', '%3f'], number) + piece(url, at, number),
  )
}

/** A value of JSON in place of another, somewhere in a document; the body as it is where it is none. */
function changedJson(body: Uint8Array, number: Numbers, words: readonly string[]): Uint8Array {
  let root: unknown
  try {
    root = JSON.parse(Buffer.from(body).toString())
  } catch {
    return body
  }
  const odd: readonly unknown[] = [
    null,
    true,
    0,
    -1,
    1.5,
    1e21,
    '',
    [],
    {},
    [[]],
    { length: 1 },
    [[[[]]]],
    oneOf(words, number),
  ]
  let holder = root
  for (let depth = 0; depth < 8; depth++) {
    if (typeof holder !== 'object' || holder === null) break
    const fields = holder as Record<string, unknown>
    const names = Object.keys(fields)
    const name = names[number(names.length + 1)] ?? oneOf(words, number)
    const below = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (typeof below === 'object' && below !== null && number(3) > 0) holder = below
    else {
      if (number(4) === 0) delete fields[name]
      else
        Object.defineProperty(fields, name, {
          value: oneOf(odd, number),
          enumerable: true,
          writable: true,
          configurable: true,
        })
      break
    }
  }
  return Buffer.from(JSON.stringify(typeof root === 'object' && root !== null ? root : oneOf(odd, number)))
}

/** Moves the border between two neighbors in what is signed: bytes from the end of one to the beginning of the other. */
function shifted(original: Changed, number: Numbers): Changed {
  const names = Object.keys(original.headers)
  const places = [...names.map((name) => original.headers[name] ?? ''), latin1(original.body)]
  const from = number(places.length)
  const to = number(places.length)
  const text = places[from] ?? ''
  const by = 1 + number(Math.max(1, Math.min(12, text.length)))
  const front = number(2) === 0
  const moved = front ? text.slice(0, by) : text.slice(-by)
  places[from] = front ? text.slice(by) : text.slice(0, -by)
  places[to] = front ? (places[to] ?? '') + moved : moved + (places[to] ?? '')
  const headers = Object.fromEntries(names.map((name, at) => [name, places[at] ?? '']))
  return { ...original, headers, body: bytesOf(places.at(-1) ?? '') }
}

/** A border within the body: bytes of one value at the beginning or end of another, of JSON or of a form. */
function shiftedInside(original: Changed, number: Numbers): Changed {
  const text = latin1(original.body)
  const borders = [...text.matchAll(/["&=]/g)].map(({ index }) => index)
  const [one = 0, two = 0] = [borders[number(borders.length || 1)], borders[number(borders.length || 1)]]
  const [from, to] = one < two ? [one, two] : [two, one]
  const by = 1 + number(6)
  const moved = text.slice(from - by < 0 ? 0 : from - by, from)
  const body = text.slice(0, from - moved.length) + text.slice(from, to + 1) + moved + text.slice(to + 1)
  return { ...original, body: bytesOf(body) }
}

/** One header more, fewer, doubled under another case, or under another name. */
function otherHeaders({ headers }: Changed, number: Numbers, words: readonly string[]): Changed['headers'] {
  const names = Object.keys(headers)
  if (names.length === 0) return { [oneOf(words, number)]: oneOf(words, number) }
  const name = oneOf(names, number)
  const { [name]: value = '', ...others } = headers
  const added = (to: string, text: string): Changed['headers'] => ({ ...others, [name]: value, [to]: text })
  switch (number(5)) {
    case 0:
      return others
    case 1:
      return added(name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase(), value)
    case 2:
      return { ...others, [oneOf(words, number)]: value }
    case 3:
      return added(oneOf(words, number), oneOf(words, number))
    default:
      return { ...headers, [name]: headers[oneOf(names, number)] ?? '' }
  }
}

/** A message that differs from another somewhere, as a rule; `words` are those that mean something to its scheme. */
export function mutated(original: Changed, number: Numbers, words: readonly string[] = []): Changed {
  const known = words.length > 0 && number(2) === 0 ? words : oddities
  const { headers, body, url } = original
  const names = Object.keys(headers)
  const name = names[number(names.length || 1)]
  switch (number(12)) {
    case 0:
    case 1:
    case 2:
      return { ...original, body: bytesOf(changedText(latin1(body), number, known)) }
    case 3:
      return shiftedInside(original, number)
    case 4:
      return shifted(original, number)
    case 5:
      return { ...original, body: changedJson(body, number, known) }
    case 6:
      return { ...original, headers: otherHeaders(original, number, known) }
    case 7:
      return number(8) === 0
        ? { ...original, method: oneOf(['GET', 'POST', 'post', 'PUT', '', undefined], number) }
        : { ...original, url: url && changedUrl(url, number, known) }
    default:
      if (name === undefined) return { ...original, body: bytesOf(changedText(latin1(body), number, known)) }
      return { ...original, headers: { ...headers, [name]: changedText(headers[name] ?? '', number, known) } }
  }
}
