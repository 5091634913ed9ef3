import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyHttpOptions, FastifyReply } from 'fastify'
import { ClosingResponse } from './closing-response.ts'
import { mostHeaders } from './receiver.ts'
import { isWellFormed, originForm } from './well-formed.ts'

// Not imported, as in closing-response.ts.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** How long clients may take, in ms. */
export interface SlowClientLimits {
  /** From the first byte to the end of the head. Default: 15,000. */
  readonly headersMs?: number
  /** From the first byte to the end of the body. Default: 30,000. */
  readonly requestMs?: number
  /** Between two looks at who is too slow. Default: 1,000. */
  readonly lookEveryMs?: number
}

/** The part of Fastify's options that makes a server fit to face the internet; spread into `fastify({...})`. */
export type ServerSettings = Required<
  Pick<
    FastifyHttpOptions<Server>,
    | 'http'
    | 'requestTimeout'
    | 'keepAliveTimeout'
    | 'clientErrorHandler'
    | 'frameworkErrors'
    | 'logger'
    | 'exposeHeadRoutes'
    | 'return503OnClosing'
    | 'rewriteUrl'
  >
>

const headBytes = 16 * 1024
/** Below the keeper's 90 s, so that it is the keeper that ends an idle connection, or the client. */
const keepAliveMs = 72_000

/** Limits of heads and of time; and answers with a code to what is no HTTP. */
export function serverSettings(limits: SlowClientLimits = {}): ServerSettings {
  const { headersMs = 15_000, requestMs = 30_000, lookEveryMs = 1000 } = limits
  return {
    http: {
      maxHeaderSize: headBytes,
      headersTimeout: headersMs,
      connectionsCheckingInterval: lookEveryMs,
      ServerResponse: ClosingResponse,
    },
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    clientErrorHandler: answerClientError,
    // An address that cannot be decoded; Fastify's own answer would quote it.
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void reply.code(malformed.status).type(json).send(bodyOf(malformed))
    },
    logger: false,
    // Load balancers look by HEAD whether a gateway is well.
    exposeHeadRoutes: true,
    rewriteUrl: ({ url = '' }) => originForm(url),
    // A request that is under way when the gateway stops is finished; the keeper sends no new ones.
    return503OnClosing: false,
  }
}

/** What Node only has as properties and events of the server. To be called once, before listening. */
export function completeServer(server: Server): void {
  // Unheard, Node closes without a word, and the keeper would take the request to gateway after gateway.
  server.on('connect', (_request, socket: Socket) => answerAndClose(socket, malformed))
  server.on('checkContinue', askForBody)
  const handlers = server.listeners('request') as ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => void)[]
  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (isWellFormed(request)) for (const handle of handlers) handle.call(server, request, response)
    else answerMalformed(response)
  })
  // Beyond its own limit Node refuses, or in older versions drops headers in silence: never below ours.
  server.maxHeadersCount = mostHeaders * 2
}

/**
 * A client that waits to be asked for its body (`Expect: 100-continue`) is asked when somebody begins to read it,
 * and not where it is refused before: RFC 9110 (§10.1.1). Node would ask first of all.
 */
function askForBody(this: Server, request: IncomingMessage, response: ServerResponse): void {
  request.once('resume', () => {
    // Node reads over what nobody has read behind an answer: that is no wish for it.
    if (!response.headersSent) response.writeContinue()
  })
  this.emit('request', request, response)
}

interface ClientError {
  readonly code: string
  readonly status: number
  readonly message: string
}

const clientErrors: Readonly<Record<string, ClientError>> = {
  HPE_HEADER_OVERFLOW: {
    code: 'ERR_HEADERS_TOO_LARGE',
    status: 431,
    message: 'The headers are larger than the limit.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    code: 'ERR_REQUEST_TIMEOUT',
    status: 408,
    message: 'The request did not arrive in time.',
  },
}
const malformed: ClientError = {
  code: 'ERR_REQUEST_MALFORMED',
  status: 400,
  message: 'The request is not HTTP/1.1.',
}
const json = 'application/json; charset=utf-8'

function answerMalformed(response: ServerResponse): void {
  const body = bodyOf(malformed)
  response.writeHead(malformed.status, [
    ...['content-type', json, 'content-length', String(body.length)],
    ...['connection', 'close'],
  ])
  response.end(body)
}

/** The answer that Node writes to a socket now; it tells of it nowhere else. */
interface Answering extends Socket {
  readonly _httpMessage?: ServerResponse<IncomingMessage> | null
}

function answerClientError(error: Error & { code?: string }, socket: Answering): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const before = socket._httpMessage
  // A whole request before what is none has its own answer first; then comes the next one's, where there is one.
  if (before?.req.complete === true) {
    before.once('close', () => setImmediate(() => answerClientError(error, socket)))
    return
  }
  answerAndClose(socket, clientErrors[error.code ?? ''] ?? malformed)
}

function answerAndClose(socket: Socket, error: ClientError): void {
  const body = bodyOf(error)
  socket.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\nContent-Type: ${json}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function bodyOf({ code, message }: ClientError): string {
  return JSON.stringify({ success: false, error: { code, message } })
}
