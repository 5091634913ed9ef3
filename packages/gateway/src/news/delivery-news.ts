import type { Happening } from '../deliver/happening.ts'
import { formatId } from '../model/id.ts'
import type { Raise } from '../model/news.ts'

/** Deaths at one destination, and 410s, are told of once in this time, in ms; what comes meanwhile is counted. */
const quietMs = 60_000

/**
 * Turns what happens to deliveries into operational events: `destination.failing`, `destination.disabled`,
 * `destination.recovered`, `destination.gone`, `delivery.dead`. A destination at which thousands die speaks
 * once a minute and says how many. Deaths of operational events themselves raise none, or they would never end.
 */
export function createDeliveryNews(options: {
  readonly raise: Raise
  readonly now: () => number
  /** Whether an event came from the built-in source. */
  readonly isOwn: (source: number) => boolean
}): (happening: Happening) => void {
  const { raise, now, isOwn } = options
  const quiet = new Map<string, { count: number; data: Record<string, unknown> }>()

  const tell = (type: string, data: Record<string, unknown>): void => void raise({ type, at: now(), data })

  const tellAtTimes = (type: string, key: string, data: Record<string, unknown>): void => {
    const waiting = quiet.get(key)
    if (waiting !== undefined) {
      waiting.count += 1
      waiting.data = data
      return
    }
    tell(type, { ...data, count: 1 })
    quiet.set(key, { count: 0, data })
    const look = (): void => {
      const since = quiet.get(key)
      if (since === undefined || since.count === 0) {
        quiet.delete(key)
        return
      }
      tell(type, { ...since.data, count: since.count })
      quiet.set(key, { count: 0, data: since.data })
      setTimeout(look, quietMs).unref()
    }
    setTimeout(look, quietMs).unref()
  }

  return (happening) => {
    const { what, destination } = happening
    const { name, id } = destination
    const about = { destination: name, destinationId: id, tenant: destination.tenant ?? null }
    switch (what) {
      case 'dead': {
        const { event, code } = happening
        if (event !== null && isOwn(event.source)) return
        const said = { ...about, code, event: event === null ? null : formatId('evt', event.seq, event.tag) }
        tellAtTimes('delivery.dead', `dead ${id}`, said)
        return
      }
      case 'gone':
        tellAtTimes('destination.gone', `gone ${id}`, { ...about, paused: happening.paused })
        return
      default: {
        const { failingSince, failures } = happening.health
        const since = failingSince === null ? null : new Date(failingSince).toISOString()
        const type = what === 'warning' ? 'destination.failing' : `destination.${what}`
        tell(type, { ...about, failingSince: since, failures })
      }
    }
  }
}
