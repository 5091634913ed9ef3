import { fail } from './evaluation.ts'
import type { EventView } from './filter.ts'

/** What filters see of an event whose stored request is damaged: what asks for that cannot be said. */
export function damagedView(known: Pick<EventView, 'source' | 'type' | 'verdict'>): EventView {
  const json = (): never => fail('damaged')
  return {
    ...known,
    size: 0,
    json,
    get headers() {
      return fail('damaged')
    },
    get form() {
      return fail('damaged')
    },
  }
}
