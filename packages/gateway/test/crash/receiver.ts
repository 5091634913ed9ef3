import { answer, late, type Received } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'

/** One request as the receiver of a life saw it. */
export interface Request {
  readonly destination: string
  readonly id: string
  /** Empty for the first sending. */
  readonly replay: string
  readonly status: number
}

/** The receiver of one life: it outlives the process, and fails as each destination's name says. */
export interface LifeReceiver {
  readonly url: string
  /** In the order in which they came. */
  readonly requests: readonly Request[]
  close(): Promise<void>
}

export async function startLifeReceiver(): Promise<LifeReceiver> {
  const requests: Request[] = []
  const server: HostileReceiver = await startReceiver({
    each: (received) => {
      const about = {
        destination: received.path.slice(1),
        id: received.headers['webhook-id']?.[0] ?? '',
        replay: received.headers['countersign-replay']?.[0] ?? '',
      }
      const before = requests.filter((one) => sameDelivery(one, about)).length
      const status = statusOf(about.destination, before, received)
      requests.push({ ...about, status })
      // Long enough for a kill to find some on their way.
      return late(requests.length % 3, answer(status))
    },
  })
  return { url: server.url, requests, close: () => server.close() }
}

export function sameDelivery(one: Omit<Request, 'status'>, other: Omit<Request, 'status'>): boolean {
  return one.destination === other.destination && one.id === other.id && one.replay === other.replay
}

function statusOf(destination: string, before: number, { body }: Received): number {
  switch (destination) {
    case 'refusing':
      return 400
    case 'flaky':
      return before === 0 ? 500 : 200
    case 'ordered':
      return before === 0 && body.includes('3') ? 503 : 200
    default:
      return 200
  }
}
