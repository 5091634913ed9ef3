import { readFileSync } from 'node:fs'
import {
  createSigner,
  createVerifier,
  type Scheme,
  type Signer,
  type Verifier,
  type VerifyResult,
  type WebhookEvent,
} from 'countersign'
import { type Vector, vectorInput, vectorParams, vectorSecrets } from 'countersign/vectors'
import { bytesOf, type Changed, inputOf, latin1 } from './message.ts'

/** What an accepted message says of itself. */
export interface Said {
  /** When it was signed. */
  readonly at: number | undefined
  readonly id: string | undefined
  readonly type: string
  readonly dedupe: string | undefined
  /** Whether the dedup key is of what was signed. */
  readonly signedKey: boolean
}

/** A message that whoever has the key has signed. */
export interface Authentic {
  readonly message: Changed
  readonly said: Said
}

/** A part of a message beside its body that a signature may cover. */
export type Part = 'method' | 'host' | 'pathname' | 'search'

/** A valid message of a scheme, and what is ready to judge others by it. */
export interface Subject {
  readonly scheme: Scheme
  readonly vector: Vector
  readonly verifier: Verifier
  /** Absent where only the provider signs. */
  readonly signer: Signer | undefined
  readonly original: Authentic
  readonly now: Date | undefined
  /** The parts by whose change alone the valid message is refused. */
  readonly signedParts: readonly Part[]
  /** Words that mean something to the scheme, for its messages to be changed to. */
  readonly words: readonly string[]
}

const vectors = new URL('../../../../vectors/', import.meta.url)
const sources = new URL('../../src/schemes/', import.meta.url)
/** More than any body that is tried, so that none is refused for its size alone. */
const mostBytes = 8 * 1_048_576

/** The valid vectors of a scheme. */
export async function subjectsOf(scheme: Scheme): Promise<readonly Subject[]> {
  const all: Vector[] = JSON.parse(readFileSync(new URL(`${scheme.name}.json`, vectors), 'utf8'))
  const source = readFileSync(new URL(`${scheme.name}.ts`, sources), 'utf8')
  const words = [...new Set([...source.matchAll(/'([^'\n]{1,40})'/g)].map(([, word = '']) => word))]
  return Promise.all(
    all.filter(({ expect }) => expect === 'valid').map((vector) => subjectOf(scheme, vector, words)),
  )
}

/** A valid vector as what is changed. */
export async function subjectOf(
  scheme: Scheme,
  vector: Vector,
  words: readonly string[] = [],
): Promise<Subject> {
  const options = { scheme, secrets: vectorSecrets(vector), params: vectorParams(vector, scheme) }
  const verifier = createVerifier({
    ...options,
    // A URL that is whole speaks for itself, so that changes of all its parts are seen.
    publicUrl: /^https?:/.test(vector.url ?? '') ? undefined : vector.url,
    maxBytes: mostBytes,
  })
  const { body } = vectorInput(vector)
  const message: Changed = {
    method: vector.method,
    url: vector.url,
    headers: Object.fromEntries(
      Object.entries(vector.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    ),
    body: typeof body === 'string' ? Buffer.from(body) : (body as Uint8Array),
  }
  const now = typeof vector.now === 'number' ? new Date(vector.now * 1000) : undefined
  const subject = { scheme, vector, verifier, signer: signerOf(options), now, words }
  const original = await authentic(subject, message)
  if (original === undefined) throw new Error(`${vector.id} is refused`)
  return {
    ...subject,
    original,
    signedParts: await signedParts(subject, message),
  }
}

function signerOf(options: Parameters<typeof createSigner>[0]): Signer | undefined {
  try {
    return createSigner(options)
  } catch {
    // Only the provider has the key, or its public half alone is in the vector.
    return undefined
  }
}

/** What a verifier says of a message: at once where the scheme can. */
export function checked(
  { scheme, verifier, now }: Pick<Subject, 'scheme' | 'verifier' | 'now'>,
  message: Changed,
): VerifyResult | Promise<VerifyResult> {
  const at = now && { now }
  return scheme.proof.synchronous === true
    ? verifier.safeVerifySync(inputOf(message), at)
    : verifier.safeVerify(inputOf(message), at)
}

export function saidOf(event: WebhookEvent): Said {
  const { dedupe } = event
  return {
    at: event.timestamp?.getTime(),
    id: event.id,
    type: event.type,
    dedupe: dedupe?.key,
    signedKey: dedupe?.basis.startsWith('signed') === true,
  }
}

/** A message that is signed, with what it says of itself; `undefined` where it is not taken. */
export async function authentic(
  subject: Pick<Subject, 'scheme' | 'verifier' | 'now'>,
  message: Changed,
): Promise<Authentic | undefined> {
  const result = await checked(subject, message)
  return result.ok ? { message, said: saidOf(result.event) } : undefined
}

/** A part of a message as it is written, and as a reader of URLs sees it: `%65xample.com` is `example.com`. */
export function partOf({ method = 'POST', url = '' }: Changed, part: Part): readonly string[] {
  if (part === 'method') return [method.toUpperCase()]
  const read = URL.parse(url, 'http://none')?.[part] ?? ''
  const [, host = '', pathname = '', search = ''] =
    /^(?:[a-z]+:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?/i.exec(url) ?? []
  return [{ host, pathname, search }[part], part === 'search' ? sorted(read) : read]
}

const sorted = (search: string): string => JSON.stringify([...new URLSearchParams(search)].map(String).sort())

async function signedParts(
  subject: Pick<Subject, 'scheme' | 'verifier' | 'now'>,
  message: Changed,
): Promise<readonly Part[]> {
  const url = URL.parse(message.url ?? '')
  if (url === null) return []
  const { href, host, pathname, search } = url
  const changes: Readonly<Record<Part, Changed>> = {
    method: { ...message, method: message.method === 'PUT' ? 'PATCH' : 'PUT' },
    host: { ...message, url: href.replace(host, 'other.example') },
    pathname: { ...message, url: href.replace(host + pathname, `${host}${pathname}other`) },
    search: { ...message, url: `${href}${search === '' ? '?' : '&'}other=1` },
  }
  const parts: Part[] = []
  for (const [part, changed] of Object.entries(changes))
    if (!(await checked(subject, changed)).ok) parts.push(part as Part)
  return parts
}

/** Another message under the same key, signed; `undefined` where it cannot be. */
export async function signedAnew(
  { signer, now, original }: Subject,
  message: Changed,
): Promise<Changed | undefined> {
  if (signer === undefined) return undefined
  const { id } = original.said
  const headers = { ...message.headers }
  const signed = await signer
    .sign(
      { ...message, headers, ...(id !== undefined && /^[\x21-\x7e]{1,256}$/.test(id) ? { id } : {}) },
      now && { now },
    )
    // Where the vector has the public half of a key alone, or the message is none that the provider signs.
    .catch(() => undefined)
  if (signed === undefined) return undefined
  const written = new Set(Object.keys(signed.headers).map((name) => name.toLowerCase()))
  for (const name of Object.keys(headers)) if (written.has(name.toLowerCase())) delete headers[name]
  return {
    ...message,
    url: signed.url ?? message.url,
    headers: { ...headers, ...signed.headers },
    body: bytesOf(latin1(signed.body)),
  }
}
