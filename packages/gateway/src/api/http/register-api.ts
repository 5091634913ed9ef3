import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Configuration } from '../../model/configuration.ts'
import type { Verdict } from '../../model/event.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Log } from '../../observe/log.ts'
import type { Registry } from '../../observe/registry.ts'
import { nonceShape } from '../../seal/gateway-proof.ts'
import { apiOperations } from '../operations/all.ts'
import type { ApiContext } from '../operations/context.ts'
import { findSource } from '../operations/find.ts'
import { check } from '../shapes/check.ts'
import { iso } from '../shapes/times.ts'
import { verdictSchema } from '../shapes/verdict-schema.ts'
import type { Authenticate } from './authenticate.ts'
import { guardHost, type HostRules } from './host-guard.ts'
import { refuseBeyond } from './limits.ts'
import { describeError, mountOperations, sendProblem } from './mount.ts'
import { Once } from './once.ts'
import { describeApi } from './openapi.ts'
import { registerSession, signInOperation } from './session.ts'
import type { SignIn } from './sign-in.ts'
import { Stream, type StreamFilter } from './stream.ts'
import { takeBodies } from './take-bodies.ts'

/** What the API's listener is given. */
export interface ApiOptions {
  readonly context: ApiContext
  readonly authenticate: (request: IncomingMessage) => ReturnType<Authenticate>
  readonly signIn: SignIn
  /** Told of a link that was not good, by whom; over when that may be answered. */
  readonly linkFailed: (request: IncomingMessage) => Promise<void>
  /** Where the console is served. */
  readonly adminUrl: () => string
  /** What proves to the command line that this gateway wrote its running file. */
  readonly prove: (nonce: string) => string
  readonly registry: Registry
  readonly log: Log
  readonly version: string
  /** On a loopback address: who is answered. Null elsewhere. */
  readonly hostRules: HostRules | null
}

/** What the API holds while it runs. */
export interface Api {
  /** Ends what would otherwise go on: the streams. */
  close(): void
}

/** Serves `/api/v1`, `/api/openapi.json` and `/metrics`. */
export function registerApi(app: FastifyInstance, options: ApiOptions): Api {
  const { context, authenticate, signIn, linkFailed, adminUrl, prove, registry, log, version, hostRules } =
    options
  const operations = [...apiOperations(context), signInOperation(signIn, adminUrl, context.journal)]
  const stream = new Stream(context.journal, context.live)
  void app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => sendProblem(reply, describeError(error, request, log)))
    scope.addHook('onRequest', async (request, reply) => {
      if (hostRules !== null) guardHost(request.raw, hostRules)
      reply.header('x-content-type-options', 'nosniff')
    })
    takeBodies(scope, context.ingest)
    await scope.register(
      async (v1) =>
        mountOperations(v1, operations, {
          ...{ authenticate, log, live: context.live },
          once: new Once(context.journal, context.seal, context.now),
          maxBodyBytes: context.maxBodyBytes,
        }),
      { prefix: '/api/v1' },
    )
    registerSession(scope, signIn, adminUrl, linkFailed, async (request) => {
      const { name, by, may } = await authenticate(request)
      return { name, kind: by.kind, actions: [...may.actions], now: iso(context.now()), version }
    })
    scope.get('/api/proof', async (request, reply) => {
      const { nonce } = request.query as { nonce?: unknown }
      if (typeof nonce !== 'string' || !nonceShape.test(nonce)) throw new Refusal('ERR_NOT_FOUND')
      reply.header('cache-control', 'no-store').type('text/plain; charset=utf-8')
      return prove(nonce)
    })
    // Bytes: of a text each answer that somebody does not read would hold one of its own.
    let described: Buffer | undefined
    scope.get('/api/openapi.json', (_request, reply) => {
      described ??= Buffer.from(JSON.stringify(describeApi(operations, version)))
      reply.type('application/json; charset=utf-8').send(described)
    })
    scope.get('/metrics', async (request, reply) => {
      const type = 'text/plain; version=0.0.4; charset=utf-8'
      // Nobody reads the store for nothing.
      if (request.method === 'HEAD') return sendHead(reply, type)
      reply.type(type)
      return await registry.expose()
    })
    scope.get('/api/v1/stream', async (request, reply) => {
      const identity = await authenticate(request.raw)
      refuseBeyond(identity, { action: 'events.read' }, {}, context.live.current())
      const filter = streamFilter(request.query, context.live.current().configuration)
      if (request.method === 'HEAD') return sendHead(reply, 'text/event-stream; charset=utf-8')
      if (!stream.hasRoomFor(identity)) throw new Refusal('ERR_STREAM_FULL')
      const lastEventId = request.headers['last-event-id']
      reply.hijack()
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      })
      stream.follow(reply.raw, identity, typeof lastEventId === 'string' ? lastEventId : undefined, filter)
    })
  })
  return { close: () => stream.close() }
}

/** To HEAD what GET would say of a body whose length it does not know beforehand. */
function sendHead(reply: FastifyReply, type: string): void {
  reply.hijack()
  reply.raw.writeHead(200, {
    ...{ 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  })
  reply.raw.end()
}

interface StreamQuery {
  readonly source?: string | undefined
  readonly type?: string | undefined
  readonly verdict?: Verdict | undefined
}

const streamQuery: z.ZodType<StreamQuery, unknown> = z.strictObject({
  source: z.string().max(100).optional(),
  type: z.string().max(200).optional(),
  verdict: verdictSchema.optional(),
})

/** What of all that comes somebody follows. */
function streamFilter(query: unknown, configuration: Configuration): StreamFilter {
  const { source, type, verdict } = check(streamQuery, query, 'query')
  return {
    ...(source !== undefined && { source: findSource(configuration, source).number }),
    ...(type !== undefined && { type }),
    ...(verdict !== undefined && { verdict }),
  }
}
