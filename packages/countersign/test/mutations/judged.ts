import { WebhookError } from 'countersign'
import { type Changed, inputOf } from './message.ts'
import { type Authentic, checked, type Part, partOf, type Said, type Subject, saidOf } from './subjects.ts'

/** Whether what a signature covers of a body is the same in another, where it covers less than its bytes. */
type Same = (one: Uint8Array, other: Uint8Array, message: Changed) => boolean

const equal = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0
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
    return isForm ? form(one).get(field) === form(other).get(field) : equal(one, other)
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

/** A part as its signature covers it: TrueLayer's own library lets a path end with a slash or without. */
function coveredPart(scheme: string, message: Changed, part: Part): readonly string[] {
  const ways = partOf(message, part)
  return scheme === 'truelayer' && part === 'pathname' ? ways.map((one) => one.replace(/\/$/, '')) : ways
}

/** What an accepted message has otherwise than the one that was signed, though it is protected. */
function forged(
  { scheme, signedParts }: Subject,
  { message: from, said: before }: Authentic,
  message: Changed,
  said: Said,
  verdict: string,
): string | undefined {
  const { name, unprotected } = scheme
  if (said.at !== before.at) return 'another time of signing is accepted'
  if (said.signedKey && said.dedupe !== before.dedupe) return 'another signed dedup key is accepted'
  for (const part of signedParts) {
    const signed = coveredPart(name, from, part)
    // Each scheme reads it in one of the ways.
    if (!coveredPart(name, message, part).some((one, way) => one === signed[way]))
      return `another ${part} is accepted`
  }
  if (verdict !== 'verified' || unprotected.includes('body')) return undefined
  const same = sameSigned[name] ?? equal
  if (!same(from.body, message.body, message)) return 'another body is accepted'
  if (!unprotected.includes('id') && said.id !== before.id) return 'another id is accepted'
  if (!unprotected.includes('type') && said.type !== before.type) return 'another type is accepted'
  return undefined
}

/**
 * What is wrong with how a message was judged; undefined where nothing is.
 *
 * @param from - the authentic message that it is made of; absent where it is signed itself
 */
export async function judged(
  subject: Subject,
  message: Changed,
  from?: Authentic,
): Promise<string | undefined> {
  try {
    const result = await checked(subject, message)
    if (!result.ok) return WebhookError.is(result.error) ? undefined : `refused with ${String(result.error)}`
    const { event } = result
    // Asked for what it is: no word of a message may make that throw anything.
    const said = saidOf(event)
    if (from === undefined) return undefined
    // What was signed anew may hold the signature of the first, too.
    const why = [from, subject.original].map((one) => forged(subject, one, message, said, event.verdict))
    return why.every((one) => one !== undefined) ? why[0] : undefined
  } catch (error) {
    return `threw ${WebhookError.is(error) ? `${error.code}, ${String(error.cause)}` : String(error)}`
  }
}

/** As `judged`, and whether each way to ask says the same, and says it again. */
export async function judgedTwice(
  subject: Subject,
  message: Changed,
  from?: Authentic,
): Promise<string | undefined> {
  const { verifier, now } = subject
  const code = async (): Promise<string> => {
    const result = await verifier.safeVerify(inputOf(message), now && { now })
    return result.ok ? JSON.stringify(saidOf(result.event)) : result.error.code
  }
  const wrong = await judged(subject, message, from)
  if (wrong !== undefined) return wrong
  const [first, again] = [await code(), await code()]
  if (first !== again) return `judged as ${first}, then as ${again}`
  const result = await checked(subject, message)
  const other = result.ok ? JSON.stringify(saidOf(result.event)) : result.error.code
  return first === other ? undefined : `judged as ${first}, and at once as ${other}`
}
