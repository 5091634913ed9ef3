import { strictText, toBase64 } from '../message/encoding.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import type { Cause } from './causes.ts'
import type { Change } from './trial.ts'

type Mode = 'test' | 'live'

/** Whether the bytes hold U+FFFD, which is EF BF BD in UTF-8. */
function holdsReplacement(body: Uint8Array): boolean {
  for (let at = body.indexOf(0xef); at >= 0; at = body.indexOf(0xef, at + 1)) {
    if (body[at + 1] === 0xbf && body[at + 2] === 0xbd) return true
  }
  return false
}

/** What a field says of the mode, under the names that providers give it. */
const modeFields: Readonly<Record<string, (value: unknown) => Mode | undefined>> = {
  livemode: (value) => (value === true ? 'live' : value === false ? 'test' : undefined),
  live_mode: (value) => (value === true ? 'live' : value === false ? 'test' : undefined),
  test: (value) => (value === true ? 'test' : undefined),
  test_mode: (value) => (value === true ? 'test' : undefined),
  testmode: (value) => (value === true ? 'test' : undefined),
  is_test: (value) => (value === true ? 'test' : undefined),
  sandbox: (value) => (value === true ? 'test' : undefined),
  mode: worded,
  environment: worded,
  domain: worded,
}

function worded(value: unknown): Mode | undefined {
  if (typeof value !== 'string') return undefined
  if (/^(test|sandbox|development)$/i.test(value)) return 'test'
  return /^(live|production)$/i.test(value) ? 'live' : undefined
}

/** The mode that a body says it is of, and in which field. */
function modeOf(body: Uint8Array): { readonly mode: Mode; readonly field: string } | undefined {
  let root: unknown
  try {
    root = JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
  const within = (value: unknown, depth: number): ReturnType<typeof modeOf> => {
    if (typeof value !== 'object' || value === null) return undefined
    for (const [field, read] of Object.entries(modeFields)) {
      const mode = Object.hasOwn(value, field) ? read((value as Record<string, unknown>)[field]) : undefined
      if (mode !== undefined) return { mode, field }
    }
    if (depth === 0) return undefined
    const { data, attributes } = value as { data?: unknown; attributes?: unknown }
    return within(data, depth - 1) ?? within(attributes, depth - 1)
  }
  return within(root, 2)
}

function modeOfSecret(secret: SecretMaterial): Mode | undefined {
  const [, mode] =
    (typeof secret === 'string' && /(?:^|_)(test|sandbox|live|prod)(?:_|$)/i.exec(secret)) || []
  return mode === undefined ? undefined : /test|sandbox/i.test(mode) ? 'test' : 'live'
}

function modes(body: Uint8Array, secrets: readonly SecretMaterial[]): Change[] {
  const said = modeOf(body)
  if (said === undefined) return []
  const given = secrets.map(modeOfSecret)
  const contrary = given.length > 0 && given.every((mode) => mode !== undefined && mode !== said.mode)
  // A live message under a secret that says nothing is the usual thing, and tells nothing.
  if (!contrary && (said.mode === 'live' || given.includes('test'))) return []
  const evidence = `The body’s ${said.field} says that it is of ${said.mode} mode.`
  return [{ code: 'secret-of-another-mode', evidence }]
}

function isText(body: Uint8Array): boolean {
  try {
    return strictText(body) !== ''
  } catch {
    return false
  }
}

/** Whether whsec_ was decoded along with the key, which moves all of its bits. */
function prefixDecoded(secret: SecretMaterial): boolean {
  return secret instanceof Uint8Array && toBase64(secret).startsWith('whsec/')
}

/** What is suspicious about a message, where nothing is proven; without secrets, of all but those. */
export function suspicions(
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
  contentLength: number | undefined,
  secrets: readonly SecretMaterial[] | undefined,
): readonly Change[] {
  const found: Change[] = []
  const add = (code: Cause, evidence: string): void => void found.push({ code, evidence })
  const gzip = body[0] === 0x1f && body[1] === 0x8b
  if (body.length === 0) add('body-empty', 'It has no bytes.')
  const encoded = /gzip|deflate|br|zstd/.test(headers['content-encoding'] ?? '') && !gzip
  if (encoded && body.length > 0) {
    const [code, how] = isText(body)
      ? (['body-decompressed', 'plain'] as const)
      : (['body-compressed', 'no text'] as const)
    add(code, `Content-Encoding is ${headers['content-encoding']?.slice(0, 32)}, and the body is ${how}.`)
  } else if (body.length > 0 && contentLength !== undefined && contentLength !== body.length)
    add('body-shorter', `Content-Length says ${contentLength} bytes, the body has ${body.length}.`)
  if (holdsReplacement(body))
    add('body-lost-letters', 'The body holds U+FFFD, which a decoder puts in place of bytes it cannot read.')
  if (body.length === 15 && new TextDecoder().decode(body) === '[object Object]')
    add('body-rewritten', 'It is [object Object], which a parsed body becomes when it is written as text.')
  if (gzip) add('body-compressed', 'The body is gzip; the provider may have signed what is inside.')
  if (secrets === undefined) return found
  if (secrets.some(prefixDecoded))
    add('secret-prefix', 'The key given begins as whsec_ does where it is decoded along.')
  return [...found, ...modes(body, secrets)]
}
