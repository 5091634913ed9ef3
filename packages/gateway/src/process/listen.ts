import type { Server } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { readProxyLine } from '../ingest/proxy-line.ts'
import type { Attached } from '../keeper/attached.ts'
import type { ListenerPlan } from './config.ts'

/** What answers under way may take when the gateway stops, in ms. */
const lastAnswersMs = 3000

/** An address as callers know it. */
export interface Listening {
  readonly host: string
  readonly port: number
  close(): Promise<void>
}

/**
 * Makes an HTTP server reachable: on the socket that the keeper carries callers to, or by itself where no
 * keeper has started this process.
 */
export async function listen(
  app: FastifyInstance,
  plan: ListenerPlan,
  kept: Attached['listeners'][number] | undefined,
): Promise<Listening> {
  await app.ready()
  if (kept === undefined) {
    await app.listen({ host: plan.host, port: plan.port })
    const address = app.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : plan.port
    return { host: plan.host, port, close: () => app.close() }
  }
  const door = readProxyLine(app.server)
  await listening(door, kept.socketPath)
  // Node looks for clients that are too slow only from this event on, and this server itself never listens.
  app.server.emit('listening')
  return {
    host: kept.host,
    port: kept.port,
    async close() {
      const closed = new Promise<void>((resolve) => door.close(() => resolve()))
      const sweep = setInterval(() => app.server.closeIdleConnections(), 50)
      const late = setTimeout(() => app.server.closeAllConnections(), lastAnswersMs)
      app.server.closeIdleConnections()
      await closed
      clearInterval(sweep)
      clearTimeout(late)
      await app.close()
    },
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    // After a restart the keeper brings everybody who has waited at once.
    server.listen({ path, backlog: 4096 }, () => resolve())
  })
}

/** `http://host:port`, with a host that can be connected to. */
export function addressOf({ host, port }: { host: string; port: number }): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}
