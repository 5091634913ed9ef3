import { CandidateView } from '../../configuration/event-view.ts'
import type { EventView } from '../../configuration/filter.ts'
import type { Snapshot } from '../../configuration/live.ts'
import type { Destined } from '../../configuration/snapshot.ts'
import type { Payload, StoredEvent } from '../../model/event.ts'

/** A stored event as filters and order keys see it. */
export function viewOf(
  snapshot: Snapshot,
  { source, type, verdict }: StoredEvent,
  payload: Payload,
): EventView {
  const name = snapshot.sourceByNumber(source)?.source.name ?? ''
  return new CandidateView(name, type ?? '', verdict, payload.headers, payload.body, null)
}

/** Where a stored event goes by the routes of now. */
export function lanesByRoutes(snapshot: Snapshot, event: StoredEvent, payload: Payload): readonly Destined[] {
  const source = snapshot.sourceByNumber(event.source)
  return source === undefined ? [] : snapshot.lanesFor(source, viewOf(snapshot, event, payload))
}

/** Where it goes on its way to one destination, routed there or not. */
export function laneOfDestination(
  snapshot: Snapshot,
  destination: string,
  event: StoredEvent,
  payload: Payload,
): readonly Destined[] {
  const live = snapshot.destination(destination)
  const lane = live?.lanes[0]
  if (live === undefined || lane === undefined) return []
  return [{ lane: lane.number, orderKey: live.orderKey?.(viewOf(snapshot, event, payload)) ?? null }]
}
