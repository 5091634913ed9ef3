import type { Server } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { readProxyLine } from '../ingest/proxy-line.ts'
import type { Attached } from '../keeper/attached.ts'
import type { ListenerPlan } from './config.ts'

/** What answers under way may take when the gateway stops, in ms. */
const lastAnswersMs = 3000

/** One HTTP server and the address at which callers reach it. */
export interface Door {
  readonly plan: ListenerPlan
  readonly app: FastifyInstance
  /** As callers know it: `http://host:port`. Before it is open, with the port that is planned. */
  url(): string
  open(): Promise<void>
  /** Takes nobody more, and resolves when all who were there have been answered. */
  close(): Promise<void>
}

/**
 * A door on the socket that the keeper carries callers to, or one of its own where no keeper has started this
 * process.
 *
 * @param kept - the keeper's listener
 */
export function createDoor(
  app: FastifyInstance,
  plan: ListenerPlan,
  kept: Attached['listeners'][number] | undefined,
): Door {
  return kept === undefined ? ownDoor(app, plan) : keptDoor(app, plan, kept)
}

function ownDoor(app: FastifyInstance, plan: ListenerPlan): Door {
  const port = (): number => {
    const address = app.server.address()
    return typeof address === 'object' && address !== null ? address.port : plan.port
  }
  return {
    plan,
    app,
    url: () => addressOf({ host: plan.host, port: port() }),
    open: async () => void (await app.listen({ host: plan.host, port: plan.port })),
    close: () => app.close(),
  }
}

function keptDoor(app: FastifyInstance, plan: ListenerPlan, kept: Attached['listeners'][number]): Door {
  const door = readProxyLine(app.server)
  return {
    plan,
    app,
    url: () => addressOf(kept),
    async open() {
      await app.ready()
      await listening(door, kept.socketPath)
      // Node looks for clients that are too slow only from this event on, and this server itself never listens.
      app.server.emit('listening')
    },
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
    // What has come in waits with its bytes in the system's memory, and not in the keeper's.
    server.listen({ path, backlog: 4096 }, () => resolve())
  })
}

/** `http://host:port`, with a host that can be connected to. */
export function addressOf({ host, port }: { host: string; port: number }): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`
}
