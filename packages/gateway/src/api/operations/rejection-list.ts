import type { LookStore, RejectionLook } from '../../journal/port/look.ts'
import { parseId } from '../../model/id.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Rejection } from '../../model/rejection.ts'
import { spanOf } from './span-of.ts'
import type { TwoWayList } from './two-way.ts'

/** Rejections that one page looks at: each stands on a page of the store with the start of its body. */
const mostRows = 4000

/** Which rejections are listed. */
export type RejectionsWanted = Omit<RejectionLook, 'after' | 'upwards' | 'limit' | 'rows'>

/** Rejections in the order in which they came. */
export function rejectionList(
  journal: Pick<LookStore, 'lookAtRejections'>,
  wanted: RejectionsWanted,
): TwoWayList<Rejection, number> {
  return {
    name: 'rejections',
    look: (after, upwards, limit) =>
      journal.lookAtRejections({ ...wanted, after, upwards, limit, rows: mostRows }),
    placeOf: ({ seq }) => seq,
    numbersOf: (seq) => [seq],
    placeFrom: ([seq = 0]) => seq,
    idPlaces(id) {
      const parsed = parseId('rej', id)
      if (parsed === null) throw new Refusal('ERR_NOT_FOUND', 'There is no such rejection.')
      return { above: parsed.seq, below: parsed.seq + 1 }
    },
    async timeAt(seq) {
      const { sources } = wanted
      const at = { ...spanOf({ sources }), after: seq - 1, upwards: true, limit: 1, rows: 1 }
      return (await journal.lookAtRejections(at)).items[0]?.receivedAt ?? null
    },
  }
}
