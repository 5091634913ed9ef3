import { answerHandshake, type HandshakeAnswer, type HandshakeContext } from '../engines/handshake.ts'
import { errorText } from '../errors/error-codes.ts'
import { useTexts } from '../errors/error-texts.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import type { Secrets } from '../keys/secret.ts'
import { defaultMaxBytes } from '../message/body.ts'
import type { Bytes } from '../message/bytes.ts'
import type { RawInput } from '../message/input.ts'
import { texts } from '../message/texts.ts'
import { isLater } from '../scheme/eventually.ts'
import type { Scheme } from '../scheme/scheme.ts'
import type { WebhookEvent } from '../verify/event.ts'
import { type Checker, createChecker } from '../verify/verifier.ts'
import type { WebhookHandler, WebhookOptions } from './webhook-options.ts'

/** An HTTP answer that no framework is in yet. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Text goes out as UTF-8: who hands text on has not to decode what was encoded a moment before. */
  readonly body: Bytes | string
}

/** A request as an adapter reads it. */
export interface ReadRequest extends RawInput {
  /**
   * The cure, where something before the adapter may have changed the bytes (inflated or decoded them): told here of a
   * signature that does not fit, and asked for then alone.
   */
  readonly doubt?: (() => string | undefined) | undefined
}

/** Reads one request; what it throws is a refusal. */
export type Read = () => ReadRequest | Promise<ReadRequest>

/** What an adapter does with one request: give the input, get the answer. */
export interface WebhookCore<Context> {
  readonly maxBytes: number
  /**
   * `read` yields the raw request; what it throws is a refusal. `answered` tells whether the handler has answered by
   * the framework's own means: then what it returns (often the framework's response) is no answer, and there is none.
   */
  handle(read: Read, context: Context, answered: () => boolean): Promise<Answer | undefined>
  handle(read: Read, context: Context): Promise<Answer>
}

/** An answer in JSON; of what is none, such as a function, an empty one. */
function json(status: number, value: unknown): Answer {
  const text: string | undefined = JSON.stringify(value)
  return { status, headers: { 'content-type': 'application/json' }, body: text ?? '' }
}

/** The answer to a refused request. Only the code's own sentence: what is wrong here is for the log, not for strangers. */
function refused(error: WebhookError, { delivery }: Scheme): Answer {
  const message = errorText(error.code)?.message ?? 'The request is refused.'
  const status = delivery?.refused?.[error.code] ?? error.status
  return json(status, { success: false, error: { code: error.code, message } })
}

/** What is or may be wrong on this side, told where nobody listens to refusals; once, since any stranger brings it about. */
function tellOnce(): (error: WebhookError) => void {
  const told = new Set<string>()
  return ({ code, status, message, hint, cause }) => {
    if ((status !== 500 && !WebhookError.is(cause)) || told.has(code)) return
    told.add(code)
    console.error(`${code}: ${message} ${hint}`)
  }
}

const success = json(200, { success: true })

async function accepted(result: unknown): Promise<Answer> {
  if (isResponse(result)) {
    const headers = Object.fromEntries(result.headers)
    return { status: result.status, headers, body: new Uint8Array(await result.arrayBuffer()) }
  }
  if (typeof result !== 'string') return json(200, result)
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: result }
}

/**
 * A signature that does not fit bytes which are in doubt, or a handshake whose token does not fit: refused as any other,
 * since any stranger can send one. Whether it is this side's fault nobody can know from here, so the hint says what would
 * be, and the cause is the plain refusal.
 */
function doubted(error: WebhookError, request: ReadRequest, scheme: Scheme): WebhookError {
  const { doubt } = request
  const hint = error.code === 'ERR_SIGNATURE_MISMATCH' ? doubt?.() : unanswered(error, request.method, scheme)
  return hint === undefined
    ? error
    : new WebhookError(error.code, { detail: error.detail, hint, cause: error })
}

/** The cure of a GET that no event is: a handshake whose token is another one, or for which none is set here. */
function unanswered(
  { code }: WebhookError,
  method: string | undefined,
  { handshake = [] }: Scheme,
): string | undefined {
  if (!code.endsWith('_MISSING') || method !== 'GET') return undefined
  const rule = handshake.find(({ when, trust }) => when.method === 'GET' && trust.by === 'param')
  if (rule?.trust.by !== 'param') return undefined
  return `A provider’s question about the address needs no signature, but params.${rule.trust.param} as it is entered there: set it, or compare the two.`
}

/** Not instanceof alone: node-fetch, test runners and edge runtimes on Node have Responses of their own. */
function isResponse(result: unknown): result is Response {
  if (result instanceof Response) return true
  return (
    Object.prototype.toString.call(result) === '[object Response]' &&
    typeof (result as Response).arrayBuffer === 'function'
  )
}

/** How long an address that a handshake has fetched may take, in ms: less than what providers wait. */
const visitMs = 5_000

/** Whether an address that a provider has signed answers 2xx. The scheme holds it to the provider's own host. */
async function visited(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(visitMs) })
    await answer.body?.cancel()
    return answer.ok
  } catch {
    return false
  }
}

/** A handshake that sets a secret needs somewhere to keep it: the gateway has that, an adapter has not. */
async function answerOf(answer: HandshakeAnswer | undefined): Promise<Answer | undefined> {
  if (answer === undefined || answer.secret !== undefined) return undefined
  if (answer.visit !== undefined && !(await visited(answer.visit))) return json(503, { success: false })
  return { status: answer.status, headers: answer.headers, body: answer.body }
}

/** The secrets, read. */
interface Ready<S extends Scheme> {
  readonly check: Checker<S>
  readonly given: Secrets
}

/** The part of `webhook` that all adapters share: handshake, verification, refusal, the handler's answer. */
export function webhookCore<S extends Scheme, Context>(
  options: WebhookOptions<S, Context>,
  handler: WebhookHandler<S, Context>,
): WebhookCore<Context> {
  // What is refused goes to a log, which sentences help more than codes.
  useTexts(texts)
  const { secrets, onRefused = tellOnce(), scheme, params, publicUrl, ...policy } = options
  const build = (given: Secrets): Ready<S> => ({
    check: createChecker({ ...policy, scheme, params, publicUrl, secrets: given }),
    given,
  })
  const ready = typeof secrets === 'function' ? undefined : build(secrets)
  let latest = ready
  const readyFor = async (context: Context): Promise<Ready<S>> => {
    const given = typeof secrets === 'function' ? await secrets(context) : secrets
    // Read anew where it is another one: a text that is equal is the same secret, an object may have been changed.
    if (latest === undefined || typeof given !== 'string' || latest.given !== given) latest = build(given)
    return latest
  }
  // Most schemes have none; who has none waits for none.
  const shakes = scheme.handshake !== undefined
  const handshake = async (
    input: RawInput,
    stage: Pick<HandshakeContext, 'verified' | 'accepted'>,
    given: Secrets,
  ): Promise<Answer | undefined> => {
    const known = { ...(params && { params }), ...(publicUrl !== undefined && { publicUrl }) }
    return answerOf(await answerHandshake(scheme, input, { ...stage, secrets: given, ...known }))
  }

  // What is there already is not awaited: each wait is a turn of the queue. On Lambda × 1.10 became × 1.08, medians of three
  // starts each in turns.
  async function handle(read: Read, context: Context, answered: () => boolean): Promise<Answer | undefined>
  async function handle(read: Read, context: Context): Promise<Answer>
  async function handle(read: Read, context: Context, answered?: () => boolean): Promise<Answer | undefined> {
    let event: WebhookEvent<S>
    let input: ReadRequest
    let current: Ready<S>
    try {
      current = ready ?? (await readyFor(context))
      const reading = read()
      input = isLater(reading) ? await reading : reading
      const early = shakes ? await handshake(input, { verified: false }, current.given) : undefined
      if (early !== undefined) return early
      const checking = current.check(input)
      const checked = isLater(checking) ? await checking : checking
      if (!checked.ok) throw doubted(checked.error, input, scheme)
      const late = shakes ? await handshake(input, { verified: true }, current.given) : undefined
      if (late !== undefined) return late
      event = checked.event
    } catch (error) {
      if (!WebhookError.is(error)) throw error
      // Awaited: a log that fails must not become a rejection that nobody handles, and end the process.
      await onRefused(error, context)
      return refused(error, scheme)
    }
    const handling = handler(event, context)
    const result = isLater(handling) ? await handling : handling
    if (answered?.()) return undefined
    if (result !== undefined) return accepted(result)
    const wanted = shakes
      ? await handshake(input, { verified: true, accepted: true }, current.given)
      : undefined
    return wanted ?? success
  }
  return { maxBytes: options.maxBytes ?? defaultMaxBytes, handle }
}
