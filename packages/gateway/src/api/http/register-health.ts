import type { FastifyInstance } from 'fastify'
import type { Readiness } from './readiness.ts'

/** Serves `/livez` (the process answers) and `/readyz` (it can do its work, else what is wrong). */
export function registerHealth(app: FastifyInstance, readiness: () => Promise<Readiness>): void {
  app.get('/livez', (_request, reply) => {
    reply.header('cache-control', 'no-store').send({ live: true })
  })
  app.get('/readyz', async (_request, reply) => {
    const found = await readiness()
    reply.header('cache-control', 'no-store').code(found.ready ? 200 : 503)
    if (!found.ready) reply.header('retry-after', '5')
    return found
  })
}
