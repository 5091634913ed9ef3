import { cureFor } from '../errors/error-texts.ts'
import { fault } from '../errors/fault.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import type { Bytes } from './bytes.ts'
import { utf8 } from './encoding.ts'
import { gathered } from './gathered.ts'

/** The default limit of a body: 1 MiB. */
export const defaultMaxBytes = 1_048_576

/** What a body may be given as. */
export type BodyLike = Uint8Array | ArrayBuffer | string

/** The part of a fetch Request that is used here; frameworks bring their own classes. */
export interface RequestLike {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: ReadableStream<Uint8Array> | null
  readonly bodyUsed: boolean
  arrayBuffer(): Promise<ArrayBuffer>
}

function tooLarge(maxBytes: number): WebhookError {
  return fault('ERR_BODY_TOO_LARGE', `most-bytes ${maxBytes}`)
}

function consumed(input: object): WebhookError {
  return new WebhookError('ERR_BODY_CONSUMED', { hint: cureFor(input) })
}

/** By its name: test runners bring an ArrayBuffer of another realm. */
function isArrayBuffer(body: unknown): body is ArrayBuffer {
  return Object.prototype.toString.call(body) === '[object ArrayBuffer]'
}

/** The bytes of a body that is in memory already; not copied, unless the memory is shared with other threads. */
export function bodyBytes(input: { readonly body?: unknown }, maxBytes: number): Bytes {
  const { body } = input
  let bytes: Uint8Array
  if (body instanceof Uint8Array) bytes = body
  else if (typeof body === 'string') {
    // A text of more UTF-16 units than the limit has more bytes too: it is not even encoded.
    if (body.length > maxBytes) throw tooLarge(maxBytes)
    bytes = utf8(body)
  } else if (isArrayBuffer(body)) bytes = new Uint8Array(body)
  else if (ArrayBuffer.isView(body)) bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
  else throw consumed(input)
  if (bytes.length > maxBytes) throw tooLarge(maxBytes)
  // Over shared memory another thread could change it between the check and its use. By its name alone took a tenth of a check.
  return bytes.buffer instanceof ArrayBuffer || isArrayBuffer(bytes.buffer)
    ? (bytes as Bytes)
    : new Uint8Array(bytes)
}

/** Reads a Request's body, never keeping more than the limit. */
export async function readRequestBody(request: RequestLike, maxBytes: number): Promise<Bytes> {
  const { body, bodyUsed } = request
  if (bodyUsed || body?.locked === true) throw consumed(request)
  if (body === null) return Uint8Array.of()
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  try {
    // Some Request classes have no stream (older browsers, polyfills) or one of another kind (node-fetch 2).
    if (typeof body?.getReader !== 'function')
      return bodyBytes({ body: await request.arrayBuffer() }, maxBytes)
    reader = body.getReader()
    const whole = gathered(maxBytes)
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return whole.bytes()
      // A stream of a user's own may hold text, whose length is not that of its bytes.
      if (!(value instanceof Uint8Array)) throw new TypeError('not bytes')
      if (!whole.add(value)) throw tooLarge(maxBytes)
    }
  } catch (error) {
    // Not awaited: a sender that never ends must not hold up the answer.
    reader?.cancel().catch(() => undefined)
    throw WebhookError.is(error) ? error : new WebhookError('ERR_BODY_UNREADABLE', { cause: error })
  }
}
