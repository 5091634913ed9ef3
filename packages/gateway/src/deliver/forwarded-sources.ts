import type { Live, LiveSource } from '../configuration/live.ts'
import type { ForwardedNames } from './delivery-message.ts'

/** Which headers of a source's events go on, by the source's number. */
export function createForwardedSources(live: Pick<Live, 'current'>): (source: number) => ForwardedNames {
  const known = new WeakMap<LiveSource, ForwardedNames>()
  return (number) => {
    const source = live.current().sourceByNumber(number)
    if (source === undefined) {
      return { sourceName: String(number), signatureHeaders: new Set(), credentials: new Set() }
    }
    const made = known.get(source)
    if (made !== undefined) return made
    const signatureHeaders = new Set(source.scheme?.proof.headers ?? [])
    const names = { sourceName: source.source.name, signatureHeaders, credentials: source.credentials }
    known.set(source, names)
    return names
  }
}
