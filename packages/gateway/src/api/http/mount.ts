import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Live } from '../../configuration/live.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Log } from '../../observe/log.ts'
import { idempotencyKeyOf } from '../operations/idempotency-key.ts'
import { type Asked, LineAnswer, type Operation, RawAnswer } from '../operations/operation.ts'
import { check } from '../shapes/check.ts'
import { hasMoreValues } from '../shapes/has-more-values.ts'
import { fromCode, type ProblemBody, toProblem } from '../shapes/problem.ts'
import type { Authenticate } from './authenticate.ts'
import { refuseBeyond } from './limits.ts'
import { isFoundAgain, madeAt } from './made-at.ts'
import type { Once, Written } from './once.ts'
import { bytesOf, isJson, parseJson } from './take-bodies.ts'

const maxJsonBytes = 1024 * 1024
/** More values than any body has that makes or asks for one thing: a schema takes microseconds for each, in one go. */
const usualMostValues = 5_000

/** What mounting needs beside the operations. */
export interface MountOptions {
  readonly authenticate: (request: IncomingMessage) => ReturnType<Authenticate>
  readonly live: Pick<Live, 'current'>
  readonly log: Log
  /** Makes things once under an idempotency key. */
  readonly once: Once
  /** Largest body of operations that take one of any type. */
  readonly maxBodyBytes: number
}

/** Routes operations below the prefix of `app`, which takes bodies, with authentication, checks and problem+json. */
export function mountOperations(
  app: FastifyInstance,
  operations: readonly Operation[],
  options: MountOptions,
): void {
  app.setErrorHandler((error, request, reply) =>
    sendProblem(reply, describeError(error, request, options.log)),
  )
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, fromCode('ERR_NOT_FOUND')))
  for (const operation of operations) {
    const foundAgain = isFoundAgain(operation, operations)
    app.route({
      method: operation.method.toUpperCase() as 'GET' | 'POST' | 'PATCH' | 'DELETE',
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      bodyLimit: operation.maxBytes ?? (operation.rawBody ? options.maxBodyBytes : maxJsonBytes),
      // Before the body is read, so that nobody without a token makes the gateway hold one.
      onRequest: async (request) => authorize(request, operation, options),
      handler: async (request, reply) => {
        const asked = ask(request, reply, operation)
        const write = (answer: unknown): Written => ({
          text: JSON.stringify(answer),
          headers: {
            ...(operation.tagged && { etag: `"${(answer as { etag: string }).etag}"` }),
            ...(foundAgain && madeAt(`${app.prefix}${operation.path}`, answer)),
          },
        })
        const key = operation.once ? idempotencyKeyOf(request.headers) : undefined
        const make = async (): Promise<unknown> => await operation.handle(asked as Asked<never, never>)
        const answer =
          key === undefined
            ? await make()
            : await options.once.run({ ...asked, key, operation: operation.id, url: request.url }, async () =>
                write(await make()),
              )
        reply.code(operation.status).header('cache-control', 'no-store')
        if (answer instanceof LineAnswer) return sendLines(reply, answer)
        if (answer instanceof RawAnswer) return reply.headers(answer.headers).send(Buffer.from(answer.body))
        if (operation.status === 204) return reply.send()
        const { text, headers } = key === undefined ? write(answer) : (answer as Written)
        return reply.headers(headers).type('application/json; charset=utf-8').send(text)
      },
    })
  }
}

const identities = new WeakMap<FastifyRequest, Asked<unknown, unknown>['identity']>()

async function authorize(
  request: FastifyRequest,
  operation: Operation,
  { authenticate, live }: MountOptions,
): Promise<void> {
  const identity = await authenticate(request.raw)
  refuseBeyond(identity, operation, request.params as Record<string, string>, live.current())
  identities.set(request, identity)
}

function ask(request: FastifyRequest, reply: FastifyReply, operation: Operation): Asked<unknown, unknown> {
  const identity = identities.get(request)
  if (identity === undefined) throw new Refusal('ERR_TOKEN_MISSING')
  return {
    params: request.params as Record<string, string>,
    query: operation.query === undefined ? undefined : check(operation.query, request.query, 'query'),
    body: readBody(request, operation),
    bytes: bytesOf(request),
    identity,
    act: { by: identity.by, operation: operation.id, target: targetOf(request) },
    headers: request.headers,
    gone: () => goneOf(reply),
  }
}

/** The path below the API's own, without a query. */
function targetOf({ url }: FastifyRequest): string {
  return url.replace(/^\/api\/v1/, '').replace(/\?.*$/s, '')
}

function goneOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  if (reply.raw.closed) controller.abort()
  else reply.raw.once('close', () => controller.abort())
  return controller.signal
}

function readBody(request: FastifyRequest, operation: Operation): unknown {
  const bytes = bytesOf(request)
  if (operation.rawBody && !isJson(request)) return bytes
  if (operation.body === undefined) return undefined
  if (bytes.length > 0 && !isJson(request)) throw new Refusal('ERR_MEDIA_TYPE')
  const body = bytes.length === 0 ? {} : parseJson(bytes)
  const { mostValues = usualMostValues } = operation
  if (mostValues !== null && hasMoreValues(body, mostValues))
    throw new Refusal('ERR_INPUT', `The body holds more than ${mostValues} values.`)
  return check(operation.body, body, 'body')
}

/** Sends lines as they come; whoever goes away ends them. */
function sendLines(reply: FastifyReply, { lines, mostMs }: LineAnswer): FastifyReply {
  const timer = setTimeout(() => reply.raw.destroy(), mostMs)
  reply.raw.once('close', () => clearTimeout(timer))
  reply.type('application/x-ndjson; charset=utf-8').header('x-accel-buffering', 'no')
  return reply.send(Readable.from(textOf(lines), { objectMode: false }))
}

async function* textOf(lines: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`
}

/** What to answer to an error; one that nobody foresaw is logged under the `instance` of the answer. */
export function describeError(error: unknown, request: FastifyRequest, log: Log): ProblemBody {
  const known = toProblem(error)
  if (known !== null) return known
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500
  if (status === 413) return fromCode('ERR_REQUEST_TOO_LARGE')
  if (typeof status === 'number' && status >= 400 && status < 500) return fromCode('ERR_INPUT')
  const instance = `urn:uuid:${randomUUID()}`
  log.error({ err: error, instance, route: request.routeOptions.url }, 'An operation of the API failed.')
  return { ...fromCode('ERR_INTERNAL'), ...{ instance } }
}

/** Answers application/problem+json. */
export function sendProblem(reply: FastifyReply, problem: ProblemBody): FastifyReply {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="countersign"')
  if (problem.status === 503) reply.header('retry-after', '5')
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem))
}
