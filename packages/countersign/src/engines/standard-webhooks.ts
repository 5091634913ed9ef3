import { fromBase64 } from '../message/encoding.ts'
import type { Message } from '../message/message.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { body, id, timestamp } from '../scheme/content.ts'
import type { Description, EventMap, SchemeFacts } from '../scheme/facts.ts'
import type { ReadableKeyForm } from '../scheme/hmac-options.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { hmac } from './hmac/hmac.ts'
import { contentOf } from './signed-content.ts'
import { clock, signedId } from './signed-values.ts'
import { taggedList } from './tagged-list.ts'

/** What differs between those who send Standard Webhooks. */
interface Sender extends SchemeFacts {
  readonly name: string
  readonly title: string
  readonly documentation: readonly string[]
  /** What the three headers begin with: `webhook` by the specification. */
  readonly headers: string
  /** Default: the base64 after `whsec_`. */
  readonly key?: ReadableKeyForm
}

/** A scheme that signs as Standard Webhooks says, under header names of its own. */
export function standardScheme<Events extends EventMap = EventMap>(sender: Sender): Scheme<Events> {
  const { headers, ...facts } = sender
  const idName = `${headers}-id`
  /**
   * The specification calls `webhook-id` the message's unique identifier, the same when it is sent again, and an
   * idempotency key; the signature covers it. Type is the body's `type`, as the specification recommends.
   */
  const describe = (message: Message): Description => {
    const said = message.field('type')
    const type = typeof said === 'string' ? said : undefined
    const messageId = message.header(idName)
    if (messageId === undefined) return { type }
    return { type, id: messageId, dedupe: { basis: 'signed-id', fields: [messageId] } }
  }
  return hmac<Events>({
    ...facts,
    confidence: facts.confidence ?? 'high',
    hash: 'sha256',
    encoding: base64,
    signature: taggedList({ at: header(`${headers}-signature`), tag: 'v1', separator: ' ', joiner: ',' }),
    key: facts.key ?? { encoding: 'base64', decode: fromBase64, prefix: 'whsec_' },
    content: contentOf([id, '.', timestamp, '.', body]),
    id: signedId(header(idName)),
    // `a.1` and `5.x` would sign as `a` and `1.5.x` do; the specification forbids the dot.
    idWithout: '.',
    timestamp: clock({ at: header(`${headers}-timestamp`), unit: 'seconds' }),
    describe: facts.describe ?? describe,
  })
}
