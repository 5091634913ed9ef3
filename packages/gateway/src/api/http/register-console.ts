import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { fromCode, toProblem } from '../shapes/problem.ts'
import type { ConsoleFile, ConsoleFiles } from './console-files.ts'
import { guardHost, type HostRules } from './host-guard.ts'
import { sendProblem } from './mount.ts'

const unbuilt = `Countersign is up. Its console has not been built here (npm run build); what it would show is at hand otherwise:

  countersign source list, event list, delivery list, rejection list, ...
  /api/openapi.json    the API
  /metrics             for Prometheus
  /readyz              whether all is well
`

/** What the console calls its pages. Each is one file, which finds out by its address what to show. */
const pages = [
  'catalogue',
  'connections',
  'dead',
  'deliveries',
  'destinations',
  'erasures',
  'events',
  'live',
  'more',
  'rejections',
  'replays',
  'routes',
  'settings',
  'sources',
]

/** Only what this gateway serves, and nothing that stands in the page itself; no other page frames it. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const safe = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/**
 * Serves the console: one page, the same for anybody and under every address of its own, and the files that it names.
 * There are no data in it; it asks the API, as whoever signs in.
 *
 * @param files - null where it has not been built: `/` then says where else to look
 */
export function registerConsole(
  app: FastifyInstance,
  files: ConsoleFiles | null,
  hostRules: HostRules | null,
): void {
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (request, reply) => {
      try {
        if (hostRules !== null) guardHost(request.raw, hostRules)
      } catch (error) {
        return sendProblem(reply, toProblem(error) ?? fromCode('ERR_INTERNAL'))
      }
      reply.headers(safe)
    })
    if (files === null) {
      scope.get('/', (_request, reply) => reply.type('text/plain; charset=utf-8').send(unbuilt))
      return
    }
    // A browser asks each time whether the page has changed; what it names goes by its content, and never does.
    for (const path of ['/', ...pages.flatMap((name) => [`/${name}`, `/${name}/*`])])
      scope.get(path, (request, reply) => sendFile(request, reply, files.page, 'no-cache'))
    scope.get('/assets/:name', (request, reply) => {
      const file = files.assets.get((request.params as { name: string }).name)
      if (file === undefined) return sendProblem(reply, fromCode('ERR_NOT_FOUND'))
      return sendFile(request, reply, file, 'public, max-age=31536000, immutable')
    })
  })
}

function sendFile(
  { headers }: FastifyRequest,
  reply: FastifyReply,
  file: ConsoleFile,
  cacheControl: string,
): FastifyReply {
  reply.headers({ etag: file.etag, 'cache-control': cacheControl, vary: 'accept-encoding' })
  if (headers['if-none-match'] === file.etag) return reply.code(304).send()
  const brotli = file.brotli !== null && /(^|[\s,])br($|[\s,])/.test(`${headers['accept-encoding'] ?? ''}`)
  if (brotli) reply.header('content-encoding', 'br')
  return reply.type(file.type).send(brotli ? file.brotli : file.plain)
}
