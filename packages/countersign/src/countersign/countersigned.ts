import { signingOf } from '../engines/signing.ts'
import { refusal } from '../errors/refusal.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { judgeClock } from '../message/judge-clock.ts'
import type { Message } from '../message/message.ts'
import { Received } from '../message/received.ts'
import type { HmacKey } from '../platform/platform.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import type { Description, EventMap } from '../scheme/facts.ts'
import type { CheckContext, Finding, Outgoing, Proof, SignedHeaders } from '../scheme/proof.ts'
import { proven } from '../scheme/proven.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { verdicts as known, type Verdict } from '../scheme/verdict.ts'
import { standardWebhooks } from '../schemes/standard-webhooks.ts'
import {
  type Countersigned,
  checkCountersignature,
  countersignatureHeader,
  signCountersignatureWith,
} from './countersignature.ts'

function andThen<A, B>(value: Eventually<A>, next: (value: A) => Eventually<B>): Eventually<B> {
  return isLater(value) ? value.then(next) : next(value)
}

function required(message: Message, name: string): string {
  const values = message.headerValues(name)
  const [value] = values
  if (value === undefined) throw refusal('ERR_SIGNATURE_MISSING', `The header ${name} is absent.`)
  if (values.length > 1) throw refusal('ERR_SIGNATURE_MALFORMED', `The header ${name} is doubled.`)
  return value
}

function optional(message: Message, name: string): string {
  return message.headerValues(name).length === 0 ? '' : required(message, name)
}

/** What the headers of a delivery say. */
function saidBy(message: Message, bodyHash: string): Countersigned {
  return {
    id: required(message, 'webhook-id'),
    timestamp: required(message, 'webhook-timestamp'),
    source: required(message, 'countersign-source'),
    type: optional(message, 'countersign-event-type'),
    verdict: required(message, 'countersign-verdict'),
    attempt: required(message, 'countersign-attempt'),
    replay: optional(message, 'countersign-replay'),
    bodyHash,
  }
}

/** The event's id is the gateway's `webhook-id`: the same on every attempt and replay, under both signatures. */
function describe(message: Message): Description {
  const id = message.header('webhook-id')
  const type = message.header('countersign-event-type')
  return { type, id, ...(id === undefined ? {} : { dedupe: { basis: 'signed-id', fields: [id] } }) }
}

/** Standard Webhooks can be signed with: it is a keyed hash in headers. */
const standardSign: NonNullable<Proof['sign']> = (...given) =>
  signingOf(standardWebhooks.proof)?.(...given) ?? { headers: {} }

/** Which deliveries are wanted. */
export interface CountersignedOptions {
  /** Names of the gateway's sources. Default: all that have a route to this destination. */
  readonly sources?: readonly string[] | undefined
  /** Default: all; look at `event.verdict` then. */
  readonly verdicts?: readonly Verdict[] | undefined
}

/** What is proven by both signatures, where it is wanted. */
function wanted(finding: Finding, said: Countersigned, { sources, verdicts }: CountersignedOptions): Finding {
  const verdict = known.find((one) => one === said.verdict)
  // A newer gateway may say what this version has no word for: refused rather than taken for something else.
  if (verdict === undefined || verdicts?.includes(verdict) === false)
    throw refusal('ERR_VERDICT_UNWANTED', `It is ${said.verdict}.`)
  if (sources?.includes(said.source) === false) throw refusal('ERR_SOURCE_UNWANTED', `It is ${said.source}.`)
  return { ...finding, verdict, source: said.source }
}

/** Both signatures: that of Standard Webhooks over the body, and that over what the gateway says of it. */
function checkWith(options: CountersignedOptions): Proof<HmacKey>['check'] {
  return (message: Message, keys: readonly HmacKey[], context: CheckContext): Eventually<Finding> => {
    // Presence before any cryptography, of all headers.
    const signature = required(message, countersignatureHeader)
    saidBy(message, '')
    return andThen(standardWebhooks.proof.check(message, keys, context), (found) => {
      const finding = proven(found)
      return andThen(context.platform.hash('sha256', [message.body], 'hex'), (hash) => {
        const said = saidBy(message, hash)
        return andThen(checkCountersignature(context.platform, signature, said, keys), () =>
          wanted(finding, said, options),
        )
      })
    })
  }
}

/** One for each source and choice: keys are cached by scheme, and one made for each call would read its secret each time. */
const made = new WeakMap<Scheme, Map<string, Scheme>>()
/** Choices kept for a source; a program has one or two. */
const mostMade = 64

/** A list that wants nothing is a mistake, most often a setting that is missing. */
function checkedOptions({ sources, verdicts }: CountersignedOptions): CountersignedOptions {
  for (const list of [sources, verdicts]) {
    if (list === undefined) continue
    if (
      !Array.isArray(list) ||
      list.length === 0 ||
      list.some((one) => typeof one !== 'string' || one === '')
    )
      throw new WebhookError('ERR_OPTIONS_INVALID', {
        detail: 'countersigned() takes sources and verdicts as lists of names, or not at all.',
      })
  }
  const stranger = verdicts?.find((verdict) => !known.includes(verdict))
  if (stranger !== undefined)
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: `There is no verdict ${JSON.stringify(stranger)}; there are ${known.join(', ')}.`,
    })
  // Copied: what the caller does to his lists later must not change what is accepted.
  return { sources: sources && [...sources], verdicts: verdicts && [...verdicts] }
}

/**
 * The scheme of what a gateway delivers, with the events of the source that it came from. `event.verdict` and
 * `event.source` are those that the gateway signed; headers tell the rest: `countersign-attempt`, `-replay`.
 * An event that the gateway calls `unsigned` proves nothing of its provider: name the verdicts that you take.
 *
 * @param source The scheme of the source, for types.
 * @param options Which sources and verdicts are wanted. Others are ERR_SOURCE_UNWANTED and ERR_VERDICT_UNWANTED.
 *
 * @throws {WebhookError} ERR_OPTIONS_INVALID
 *
 * @example
 * const scheme = countersigned(webex, { sources: ['my-bot'], verdicts: ['verified', 'backfilled'] })
 * const event = await verify(request, { scheme, secrets: process.env.GATEWAY_SECRET })
 * if (event.is('messages.created')) console.log(event.json().data.roomId)
 */
export function countersigned<Events extends EventMap>(
  source: Scheme<Events>,
  options: CountersignedOptions = {},
): Scheme<Events> {
  const choice = checkedOptions(options)
  const key = JSON.stringify([choice.sources, choice.verdicts])
  let schemes = made.get(source)
  if (schemes === undefined) {
    schemes = new Map()
    made.set(source, schemes)
  }
  const kept = schemes.get(key)
  if (kept !== undefined) return kept as Scheme<Events>
  const scheme = make(source, choice)
  if (schemes.size < mostMade) schemes.set(key, scheme)
  return scheme
}

function make<Events extends EventMap>(source: Scheme<Events>, choice: CountersignedOptions): Scheme<Events> {
  /** Signs as a gateway would on the first attempt of a wanted event; for tests. */
  const sign: Proof<HmacKey>['sign'] = (outgoing: Outgoing, keys, platform) => {
    const type = source.describe?.(new Received({}, outgoing.body, outgoing.method, outgoing.url)).type ?? ''
    const said = {
      'countersign-source': choice.sources?.[0] ?? source.name,
      'countersign-event-type': type,
      'countersign-verdict': choice.verdicts?.[0] ?? 'verified',
    }
    return andThen(standardSign(outgoing, keys, platform), (signed) => {
      const headers: SignedHeaders = { ...signed.headers, ...said, 'countersign-attempt': '1' }
      const message = new Received(headers, outgoing.body, undefined, undefined)
      return andThen(platform.hash('sha256', [outgoing.body], 'hex'), (hash) =>
        andThen(signCountersignatureWith(platform, saidBy(message, hash), keys), (value) => ({
          headers: { ...headers, [countersignatureHeader]: value },
        })),
      )
    })
  }
  const proof: Proof<HmacKey> = {
    kind: 'hmac',
    algorithm: standardWebhooks.proof.algorithm,
    covers: 'body',
    keys: 'secret',
    synchronous: true,
    headers: [...standardWebhooks.proof.headers, countersignatureHeader],
    toleranceSeconds: 300,
    judgeClock,
    readKey: (secret, platform) => standardWebhooks.proof.readKey(secret, platform) as HmacKey,
    check: checkWith(choice),
    sign,
  }
  const scheme = defineScheme<Events>(proof, {
    name: `countersigned(${source.name})`,
    title: `${source.title}, countersigned`,
    documentation: standardWebhooks.documentation,
    describe,
  })
  return Object.freeze({ ...scheme, carries: source })
}
