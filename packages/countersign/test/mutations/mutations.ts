import { readFileSync } from 'node:fs'
import { createVerifier, type RawInput, type Scheme, type Verifier, WebhookError } from 'countersign'
import { type Vector, vectorInput, vectorParams, vectorSecrets } from 'countersign/vectors'

/** Numbers from a seed: xorshift of 32 bits, which is enough to choose places and bytes. */
export function numbersFrom(seed: number): (below: number) => number {
  let state = seed | 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** A message in pieces that are changed by themselves. */
interface Changed {
  readonly url: string | undefined
  readonly headers: Record<string, string>
  readonly body: Uint8Array
}

/** A valid message of a scheme, and what is ready to judge others by it. */
export interface Subject {
  readonly scheme: Scheme
  readonly vector: Vector
  readonly verifier: Verifier
  readonly original: Changed
  readonly now: Date | undefined
  /** When it was signed, as it says. */
  readonly signedAt: number | undefined
}

const folder = new URL('../../../../vectors/', import.meta.url)
/** More than any body that is tried, so that none is refused for its size alone. */
const mostBytes = 8 * 1_048_576
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

/** The valid vectors of a scheme. */
export async function subjectsOf(scheme: Scheme): Promise<readonly Subject[]> {
  const vectors: Vector[] = JSON.parse(readFileSync(new URL(`${scheme.name}.json`, folder), 'utf8'))
  const valid = vectors.filter((vector) => vector.expect === 'valid')
  return Promise.all(
    valid.map(async (vector) => {
      const verifier = createVerifier({
        scheme,
        secrets: vectorSecrets(vector),
        params: vectorParams(vector, scheme),
        publicUrl: vector.url,
        maxBytes: mostBytes,
      })
      const input = vectorInput(vector)
      const body = typeof input.body === 'string' ? Buffer.from(input.body) : (input.body as Uint8Array)
      const headers = Object.fromEntries(
        Object.entries(vector.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
      )
      const original = { url: vector.url, headers, body }
      const now = typeof vector.now === 'number' ? new Date(vector.now * 1000) : undefined
      const result = await verifier.safeVerify(inputOf(vector, original), now && { now })
      const signedAt = result.ok ? result.event.timestamp?.getTime() : undefined
      return { scheme, vector, verifier, original, now, signedAt }
    }),
  )
}

function inputOf({ method }: Vector, { url, headers, body }: Changed): RawInput {
  return { method, url, headers, body }
}

type Numbers = (below: number) => number

/** Bytes with one replaced, put in, taken out, or a piece written twice or moved. */
function changedBytes(bytes: Uint8Array, number: Numbers): Uint8Array {
  const at = number(bytes.length + 1)
  const to = Math.min(bytes.length, at + 1 + number(8))
  const [before, piece, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)]
  switch (number(5)) {
    case 0:
      return Buffer.concat([before, Uint8Array.of(number(256)), bytes.subarray(at + 1)])
    case 1:
      return Buffer.concat([before, Uint8Array.of(number(256)), bytes.subarray(at)])
    case 2:
      return Buffer.concat([before, after])
    case 3:
      return Buffer.concat([before, piece, piece, after])
    default:
      return Buffer.concat([piece, before, after])
  }
}

/** Moves the border between two neighbors in what is signed: bytes from the end of one to the beginning of the other. */
function shifted(original: Changed, number: Numbers): Changed {
  const names = Object.keys(original.headers)
  const places = [
    ...names.map((name) => latin1(Buffer.from(original.headers[name] ?? '', 'latin1'))),
    latin1(original.body),
  ]
  const from = number(places.length)
  const to = number(places.length)
  const text = places[from] ?? ''
  const by = 1 + number(Math.max(1, Math.min(12, text.length)))
  const front = number(2) === 0
  const moved = front ? text.slice(0, by) : text.slice(-by)
  places[from] = front ? text.slice(by) : text.slice(0, -by)
  places[to] = front ? (places[to] ?? '') + moved : moved + (places[to] ?? '')
  const headers = Object.fromEntries(names.map((name, at) => [name, places[at] ?? '']))
  return { ...original, headers, body: Buffer.from(places.at(-1) ?? '', 'latin1') }
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
  return { ...original, body: Buffer.from(body, 'latin1') }
}

/** A message that differs from a valid one somewhere. */
export function mutated(original: Changed, number: Numbers): Changed {
  const names = Object.keys(original.headers)
  const name = names[number(names.length || 1)]
  switch (number(name === undefined ? 2 : 8)) {
    case 0:
    case 2:
      return { ...original, body: changedBytes(original.body, number) }
    case 1:
      return shiftedInside(original, number)
    case 3:
    case 4: {
      const value = changedBytes(Buffer.from(original.headers[name ?? ''] ?? '', 'latin1'), number)
      return { ...original, headers: { ...original.headers, [name ?? '']: latin1(value) } }
    }
    case 5: {
      const { [name ?? '']: _gone, ...headers } = original.headers
      return { ...original, headers }
    }
    case 6:
      return { ...original, url: original.url && latin1(changedBytes(Buffer.from(original.url), number)) }
    default:
      return shifted(original, number)
  }
}

/** Whether what a signature covers of a body is the same in another, where it covers less than its bytes. */
type Same = (one: Uint8Array, other: Uint8Array, message: Changed) => boolean

const equal: Same = (one, other) => Buffer.compare(one, other) === 0
const form = (bytes: Uint8Array): URLSearchParams => new URLSearchParams(Buffer.from(bytes).toString())
/** The decoded fields, sorted and written without borders, are all that is signed: see what these schemes leave open. */
const text = (bytes: Uint8Array): string => {
  const values = new Map<string, string[]>()
  for (const [name, value] of form(bytes)) values.set(name, [...(values.get(name) ?? []), value])
  return [...values.keys()]
    .sort()
    .flatMap((name) => [...new Set(values.get(name))].sort().map((one) => name + one))
    .join('')
}
const sameText: Same = (one, other) => text(one) === text(other)
const sameField =
  (field: string): Same =>
  (one, other, { headers }) => {
    const isForm = Object.entries(headers).some(
      ([name, value]) => /^content-type$/i.test(name) && /^application\/x-www-form-urlencoded/i.test(value),
    )
    return isForm || field === 'bt_payload'
      ? form(one).get(field) === form(other).get(field)
      : equal(one, other, { url: undefined, headers, body: other })
  }
const sameSigned: Readonly<Record<string, Same>> = {
  braintree: (one, other) =>
    (form(one).get('bt_payload') ?? '').trimEnd() === (form(other).get('bt_payload') ?? '').trimEnd(),
  gitea: sameField('payload'),
  gogs: sameField('payload'),
  mandrill: sameText,
  plivo: sameText,
  twilio: sameText,
}

/** What is wrong with how a message was judged; undefined where nothing is. */
export async function judged(subject: Subject, message: Changed): Promise<string | undefined> {
  const { scheme, vector, verifier, original, now, signedAt } = subject
  const input = inputOf(vector, message)
  const at = now && { now }
  try {
    const result =
      scheme.proof.synchronous === true
        ? verifier.safeVerifySync(input, at)
        : await verifier.safeVerify(input, at)
    if (!result.ok) return WebhookError.is(result.error) ? undefined : `refused with ${String(result.error)}`
    const { event } = result
    // Asked for what it is: no word of a message may make that throw another thing.
    void [event.type, event.id, event.dedupe]
    if (event.timestamp?.getTime() !== signedAt) return 'another time of signing is accepted'
    if (event.verdict !== 'verified' || scheme.unprotected.includes('body')) return undefined
    const same = sameSigned[scheme.name] ?? equal
    return same(original.body, message.body, message) ? undefined : 'another body is accepted'
  } catch (error) {
    return WebhookError.is(error) ? undefined : `threw ${String(error)}`
  }
}

/** Tries so many; answers the first that is judged wrongly. */
export async function tryMutations(
  subjects: readonly Subject[],
  count: number,
  seed: number,
): Promise<string | undefined> {
  const number = numbersFrom(seed)
  for (let done = 0; done < count; done++) {
    const subject = subjects[number(subjects.length)]
    if (subject === undefined) return 'no valid vector'
    // Some are changed twice.
    let message = mutated(subject.original, number)
    if (number(4) === 0) message = mutated(message, number)
    const wrong = await judged(subject, message)
    if (wrong !== undefined)
      return `${subject.vector.id}: ${wrong}: ${JSON.stringify({ ...message, body: latin1(message.body) })}`
  }
  return undefined
}
