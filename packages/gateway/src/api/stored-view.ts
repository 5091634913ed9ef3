import type { EventView } from '../configuration/filter.ts'
import type { Payload, StoredEvent } from '../model/event.ts'

/** A stored event as filters see it. */
export function storedView(event: StoredEvent, payload: Payload, source: string): EventView {
  const headers: Record<string, string> = Object.create(null)
  for (const [name, value] of payload.headers)
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  return {
    source,
    type: event.type ?? '',
    verdict: event.verdict,
    headers,
    json: () => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload.body)),
  }
}
