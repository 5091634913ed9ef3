import type {
  ServerResponse as AnyResponse,
  IncomingMessage,
  OutgoingHttpHeader,
  OutgoingHttpHeaders,
} from 'node:http'

// An import would read each of its exports, and that of WebSocket loads what Node fetches with: 70 ms of a start.
const ServerResponse: typeof AnyResponse = process.getBuiltinModule('node:http').ServerResponse

/**
 * An answer that says `Connection: close` unless its request was read whole, whoever gives it. The rest of
 * such a request is still to come, and whoever carries connections (our keeper, a proxy) must not take it for
 * the next one.
 *
 * So does the answer to a body without a length: where it ends only its reader knows, and the keeper reads no
 * bodies.
 *
 * An answer that is given while the request is announced finds it not whole yet, even where all of it is at
 * hand: microtasks and `process.nextTick` come too early, `setImmediate` does not.
 */
export class ClosingResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  override writeHead(
    status: number,
    reason?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    if (isLast(this.req)) this.shouldKeepAlive = false
    return typeof reason === 'string'
      ? super.writeHead(status, reason, headers)
      : super.writeHead(status, reason)
  }
}

function isLast({ complete, headers }: IncomingMessage): boolean {
  if (headers['transfer-encoding'] !== undefined) return true
  return !complete && Number(headers['content-length'] ?? 0) !== 0
}
