import type { Live, LiveSource } from '../configuration/live.ts'
import type { Forwarding } from './delivery-message.ts'
import { forwardable } from './forwarded-headers.ts'

/**
 * Which headers of a source's events go on, by the source's number: the provider's signature, with which the application
 * may check it once more, what the scheme says describes the event, and what the operator has named beside.
 */
export function createForwardedSources(live: Pick<Live, 'current'>): (source: number) => Forwarding {
  const known = new WeakMap<LiveSource, Forwarding>()
  return (number) => {
    const source = live.current().sourceByNumber(number)
    if (source === undefined) return { sourceName: String(number), headers: new Set() }
    const made = known.get(source)
    if (made !== undefined) return made
    const { scheme, credentials, source: own } = source
    const names = [
      ...(scheme?.proof.headers ?? []),
      ...(scheme?.forward ?? []),
      ...(own.policy.forwardHeaders ?? []),
    ]
    const forwarding = { sourceName: own.name, headers: forwardable(names, credentials) }
    known.set(source, forwarding)
    return forwarding
  }
}
