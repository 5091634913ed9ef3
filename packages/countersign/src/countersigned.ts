import { type Countersigned, checkCountersignature, signCountersignatureWith } from './countersignature.ts'
import { defineScheme } from './define-scheme.ts'
import type { Message } from './message.ts'
import type { HmacKey } from './platform.ts'
import { Received } from './received.ts'
import { refusal } from './refusal.ts'
import type {
  CheckContext,
  Description,
  EventMap,
  Finding,
  Outgoing,
  Proof,
  Scheme,
  SignedHeaders,
} from './scheme.ts'
import { standardWebhooks } from './schemes/standard-webhooks.ts'

/** A value that is there at once under Node, and later on the web. */
type Eventually<T> = T | Promise<T>

function andThen<A, B>(value: Eventually<A>, next: (value: A) => Eventually<B>): Eventually<B> {
  return value instanceof Promise ? value.then(next) : next(value)
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

/** Both signatures: that of Standard Webhooks over the body, and that over what the gateway says of it. */
function check(message: Message, keys: readonly HmacKey[], context: CheckContext): Eventually<Finding> {
  // Presence before any cryptography, of all headers.
  const signature = required(message, 'countersign-signature')
  saidBy(message, '')
  return andThen(standardWebhooks.proof.check(message, keys, context), (finding) =>
    andThen(context.platform.sha256(message.body), (hash) =>
      andThen(checkCountersignature(context.platform, signature, saidBy(message, hash), keys), () => finding),
    ),
  )
}

/** One for each source: keys are cached by scheme, and one made for each call would read its secret each time. */
const made = new WeakMap<Scheme, Scheme>()

/**
 * The scheme of what a gateway delivers, with the events of the source that it came from. Headers tell the
 * rest: `countersign-source`, `-verdict`, `-attempt`, `-replay`, all of them signed.
 *
 * @example
 * const event = await verify(request, { scheme: countersigned(webex), secrets: process.env.GATEWAY_SECRET })
 * if (event.is('messages.created')) console.log(event.json().data.roomId)
 */
export function countersigned<Events extends EventMap>(source: Scheme<Events>): Scheme<Events> {
  const known = made.get(source)
  if (known !== undefined) return known as Scheme<Events>
  const scheme = make(source)
  made.set(source, scheme)
  return scheme
}

function make<Events extends EventMap>(source: Scheme<Events>): Scheme<Events> {
  /** Signs as a gateway would on the first attempt; for tests. */
  const sign: Proof<HmacKey>['sign'] = (outgoing: Outgoing, keys, platform) => {
    const type = source.describe?.(new Received({}, outgoing.body, outgoing.method, outgoing.url)).type ?? ''
    const said = {
      'countersign-source': source.name,
      'countersign-event-type': type,
      'countersign-verdict': 'verified',
    }
    return andThen(standardWebhooks.proof.sign?.(outgoing, keys, platform) ?? {}, (signed: SignedHeaders) => {
      const headers: SignedHeaders = { ...signed, ...said, 'countersign-attempt': '1' }
      const message = new Received(headers, outgoing.body, undefined, undefined)
      return andThen(platform.sha256(outgoing.body), (hash) =>
        andThen(signCountersignatureWith(platform, saidBy(message, hash), keys), (value) => ({
          ...headers,
          'countersign-signature': value,
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
    headers: [...standardWebhooks.proof.headers, 'countersign-signature'],
    toleranceSeconds: 300,
    readKey: (secret, platform) => standardWebhooks.proof.readKey(secret, platform) as HmacKey,
    check,
    sign,
  }
  return defineScheme<Events>(proof, {
    name: `countersigned(${source.name})`,
    title: `${source.title}, countersigned`,
    documentation: standardWebhooks.documentation,
    describe,
    ...(source.samples === undefined ? {} : { samples: source.samples }),
  })
}
