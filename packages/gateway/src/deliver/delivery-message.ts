import type { Countersigned } from 'countersign'
import type { DeliveryKey } from '../model/delivery.ts'
import type { Destination } from '../model/destination.ts'
import { formatId } from '../model/id.ts'
import { replayName } from '../model/replay.ts'
import type { OutgoingMessage } from '../transports/transport.ts'
import type { Content } from './contents.ts'
import { forwardedHeaders, isSettableHeader } from './forwarded-headers.ts'

/** What the gateway says of a delivery, as `countersign-signature` covers it, beside the body's hash. */
export type Said = Omit<Countersigned, 'bodyHash'>

/** Signs deliveries to one destination with all secrets that are live at `now`. */
export interface DeliverySigner {
  /** By the destination's scheme: header names and values, none for an unsigned one. Throws where no secret is live. */
  sign(message: { id: string; url: string; body: Uint8Array; now: number }): Readonly<Record<string, string>>
  /** The value of `countersign-signature`, or null where there is no secret for it. */
  countersign(said: Said, body: Uint8Array, now: number): string | null
}

/** What goes on of a source. */
export interface Forwarding {
  readonly sourceName: string
  /** Lower-case names of the headers that do, beside those of the content; none carries a credential. */
  readonly headers: ReadonlySet<string>
}

/**
 * The message of one attempt: the raw body under its own content type and encoding, signed by the
 * destination's scheme, with what the gateway says of the event and its signature over that.
 *
 * @param n - the attempt, from 1
 * @param address - the destination's, for schemes that sign it; empty where it has none
 * @param now - the time of signing, in ms
 */
export function deliveryMessage(
  { event, payload }: Content,
  key: DeliveryKey,
  n: number,
  destination: Destination,
  address: string,
  source: Forwarding,
  signer: DeliverySigner,
  now: number,
): OutgoingMessage {
  const said: Said = {
    id: formatId('evt', event.seq, event.tag),
    timestamp: String(Math.floor(now / 1000)),
    source: asHeader(source.sourceName),
    type: asHeader(event.type ?? ''),
    verdict: event.verdict,
    attempt: String(n),
    replay: replayName(key.replay),
  }
  // Name, value, name, value, …: an object with such names would be a hash table, made anew for each attempt.
  const headers: string[] = []
  headers.push('user-agent', 'countersign', 'webhook-id', said.id, 'webhook-timestamp', said.timestamp)
  headers.push('countersign-source', said.source, 'countersign-verdict', said.verdict)
  headers.push('countersign-attempt', said.attempt)
  const countersignature = signer.countersign(said, payload.body, now)
  if (countersignature !== null) headers.push('countersign-signature', countersignature)
  if (said.type !== '') headers.push('countersign-event-type', said.type)
  if (said.replay !== '') headers.push('countersign-replay', said.replay)
  const signature = signer.sign({ id: said.id, url: address, body: payload.body, now })
  for (const name in signature) setHeader(headers, name.toLowerCase(), signature[name] ?? '')
  for (const name in destination.headers) {
    const lower = name.toLowerCase()
    const value = destination.headers[name] ?? ''
    const taken = lower !== 'user-agent' && hasHeader(headers, lower)
    if (!taken && isSettableHeader(lower, value)) setHeader(headers, lower, value)
  }
  const own = headers.length
  for (const [name, value] of forwardedHeaders(payload.headers, source.headers)) {
    if (!hasHeader(headers, name, own)) headers.push(name, value)
  }
  return { headers, body: payload.body }
}

function hasHeader(headers: readonly string[], name: string, end: number = headers.length): boolean {
  for (let at = 0; at < end; at += 2) if (headers[at] === name) return true
  return false
}

function setHeader(headers: string[], name: string, value: string): void {
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at] !== name) continue
    headers[at + 1] = value
    return
  }
  headers.push(name, value)
}

/** Longer ones are cut, in characters of the header. */
const longestName = 256

/**
 * What a provider calls its event may be any text. As it is where it is printable ASCII without a percent sign; else
 * percent-encoded as `encodeURI` does, percent signs too, so that decoding always gives the text back. One that is
 * cut is cut before a character, never within its bytes.
 */
function asHeader(text: string): string {
  if (/^[\x21-\x24\x26-\x7e]{0,256}$/.test(text)) return text
  // What is beyond can never fit, since a character makes one of the header or more; bounded work.
  const start = text.slice(0, longestName + 1).replace(/\p{Surrogate}/gu, '\ufffd')
  let header = ''
  for (const character of start) {
    const encoded = encodeURI(character)
    if (header.length + encoded.length > longestName) break
    header += encoded
  }
  return header
}
