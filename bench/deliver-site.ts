import { fork } from 'node:child_process'
import { once } from 'node:events'
import { type StartedGateway, startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import type { LoadReport } from './deliver-load.ts'
import { secret } from './ingest-load.ts'
import { cpuSeconds, parentOf, residentMiB } from './machine.ts'

/** A destination to make: where it is, and what of its policy is another than the default. */
export interface Place {
  readonly url: string
  readonly policy?: object
}

/** `countersign serve` as it is built, with its keeper, a Webex source, and destinations made by the API. */
export interface Site {
  readonly gateway: StartedGateway
  /** Calls the API and answers the body; throws where it is refused. */
  api: Api
  /** Makes destinations, each with a route: for the room of its number by a filter on the body, or for all events. */
  destinations(places: readonly Place[], routed: 'by room' | 'all' | 'none'): Promise<void>
  /** Posts signed events of 761 bytes at a fixed rate, each for one of so many rooms in turn. */
  load(perSecond: number, seconds: number, rooms: number): Promise<LoadReport>
  pending(): Promise<number>
  /** Processor time of the gateway and its keeper since they started, in seconds. */
  cpu(): number
  /** Resident memory of the gateway, in MiB. */
  memory(): { readonly now: number; readonly peak: number }
  close(): Promise<void>
}

type Api = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<Awaited<ReturnType<StartedGateway['api']>>['body']>

/**
 * @param databaseUrl - absent: the embedded store, in the temporary folder
 * @param launcher - another checkout's; absent: this one's
 */
export async function startSite(databaseUrl?: string, launcher?: string): Promise<Site> {
  const store = databaseUrl === undefined ? [] : ['--database-url', databaseUrl]
  const key = Buffer.alloc(32, 7).toString('base64')
  const gateway = await startGateway({
    args: [...store, '--log-level', 'error'],
    ...(launcher !== undefined && { launcher }),
    ...(databaseUrl !== undefined && { env: { COUNTERSIGN_KEY: key } }),
  })
  const api: Api = async (method, path, body) => {
    const answer = await gateway.api(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.bytes}`)
    return answer.body
  }
  const source = await api('POST', '/sources', { name: 'bench', scheme: 'webex', secrets: [secret] })
  const { port } = new URL(gateway.url)
  const { pathname } = new URL(source.url)
  return {
    gateway,
    api,
    async destinations(places, routed) {
      for (const [at, { url, policy = {} }] of places.entries()) {
        const { id } = await api('POST', '/destinations', {
          name: `room-${at}`,
          url,
          allowPrivate: true,
          ...policy,
        })
        const filter = routed === 'all' ? null : `json.data.roomId == "room-${at}"`
        if (routed !== 'none') await api('POST', '/routes', { source: 'bench', destination: id, filter })
      }
    },
    async load(perSecond, seconds, rooms) {
      const args = [port, perSecond, seconds, rooms, pathname].map(String)
      const child = fork(new URL('./deliver-load.ts', import.meta.url), args)
      const [report] = (await once(child, 'message')) as [LoadReport]
      return report
    },
    pending: async () => (await api('GET', '/stats')).deliveries.pending,
    cpu: () => cpuSeconds(gateway.pid()) + cpuSeconds(parentOf(gateway.pid())),
    memory: () => residentMiB(gateway.pid()) ?? { now: 0, peak: 0 },
    close: () => gateway.remove(),
  }
}
