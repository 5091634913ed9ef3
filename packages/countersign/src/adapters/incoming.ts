import type { IncomingMessage, ServerResponse } from 'node:http'
import { WebhookError } from '../errors/webhook-error.ts'
import { gathered } from '../message/gathered.ts'
import type { RawInput } from '../message/input.ts'
import type { Answer, ReadRequest } from './handle.ts'

/** What body parsers leave on a framework's request. */
export interface Parsed {
  readonly body?: unknown
  /** Kept by Nest's `rawBody: true` and by serverless platforms. */
  readonly rawBody?: unknown
  /** Express rewrites `url` below a mount point; the provider signed the whole. */
  readonly originalUrl?: string | undefined
}

/** Body parsers inflate what is compressed, and what they keep as raw is the inflated body. */
function inflated(request: IncomingMessage): string | undefined {
  const encoding = request.headers['content-encoding']
  if (encoding === undefined || encoding === 'identity') return undefined
  return `A body parser keeps what it has inflated (content-encoding: ${/^[\w-]+$/.test(encoding) ? encoding : '…'}): call webhook() before it.`
}

/** Collects a Node request's raw body, never more than the limit. */
function readStream(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    // Gone while the secrets were fetched: no event of it would come any more.
    if (request.destroyed) return reject(new WebhookError('ERR_BODY_UNREADABLE'))
    let whole = gathered(maxBytes)
    let size = 0
    const tooLarge = (): WebhookError =>
      new WebhookError('ERR_BODY_TOO_LARGE', { detail: `The limit is ${maxBytes} bytes.` })
    const finish = (error?: WebhookError): void => {
      request.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken)
      if (error === undefined) resolve(whole.bytes())
      else reject(error)
    }
    const onData = (chunk: Uint8Array): void => {
      size += chunk.length
      if (!whole.add(chunk)) whole = gathered(0)
      // As much again is let go by unkept: who is answered while still sending often reads no answer at all.
      if (size > 2 * maxBytes) finish(tooLarge())
    }
    const onEnd = (): void => finish(size > maxBytes ? tooLarge() : undefined)
    const onBroken = (cause?: unknown): void => finish(new WebhookError('ERR_BODY_UNREADABLE', { cause }))
    request.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken)
  })
}

/**
 * The raw input of a Node request; ERR_BODY_CONSUMED, with the framework's cure, where a parser was first. `parsed` is the
 * framework's own request where that is another object.
 */
export async function readIncoming(
  request: IncomingMessage,
  maxBytes: number,
  cure: string,
  parsed: Parsed = request as Parsed,
): Promise<ReadRequest> {
  const { body, rawBody } = parsed
  const { method } = request
  const input = { method, url: parsed.originalUrl ?? request.url, headers: distinct(request) }
  const kept = rawBody instanceof Uint8Array ? rawBody : body instanceof Uint8Array ? body : undefined
  if (kept !== undefined) return { ...input, body: kept, doubt: () => inflated(request) }
  // setEncoding() has the stream decode: what it hands out then is text, no longer what was sent.
  if (request.readableDidRead || request.readableEncoding !== null) {
    throw new WebhookError('ERR_BODY_CONSUMED', { hint: cure })
  }
  const length = Number(request.headers['content-length'])
  if (length > maxBytes)
    throw new WebhookError('ERR_BODY_TOO_LARGE', { detail: `The limit is ${maxBytes} bytes.` })
  return { ...input, body: await readStream(request, maxBytes) }
}

/** Headers with every value of a repeated one: Node's own `headers` silently keeps the first of some. HTTP/2 has no other. */
function distinct(request: IncomingMessage): RawInput['headers'] {
  return (
    (request.headersDistinct as RawInput['headers'] | undefined) ?? (request.headers as RawInput['headers'])
  )
}

/** Sends an answer; the connection ends with it where the body has not been read to its end. */
export function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent || response.writableEnded) return
  const length = typeof answer.body === 'string' ? Buffer.byteLength(answer.body) : answer.body.length
  const headers: Record<string, string | number> = { ...answer.headers, 'content-length': length }
  // HTTP/2 has no such header; there the stream ends, not the connection.
  if (!request.complete && request.httpVersionMajor === 1) headers.connection = 'close'
  response.writeHead(answer.status, headers)
  response.end(answer.body)
}
