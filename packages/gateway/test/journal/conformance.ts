import { describe } from 'vitest'
import { describeAppend } from './conformance/append.ts'
import { describeAudit } from './conformance/audit.ts'
import { describeBytes } from './conformance/bytes.ts'
import { describeConfiguration } from './conformance/configuration.ts'
import { describeConnections } from './conformance/connections.ts'
import { describeDiscard } from './conformance/discard.ts'
import { describeErasures } from './conformance/erasures.ts'
import { describeHealth } from './conformance/health.ts'
import { describeKeep } from './conformance/keep.ts'
import { describeLanes } from './conformance/lanes.ts'
import { describeLists } from './conformance/lists.ts'
import { describeLoans } from './conformance/loans.ts'
import { describeLook } from './conformance/look.ts'
import { describeModel } from './conformance/model.ts'
import { describeOrder } from './conformance/order.ts'
import { describeQueue } from './conformance/queue.ts'
import { describeRejections } from './conformance/rejections.ts'
import { describeRepeats } from './conformance/repeats.ts'
import { describeReplays } from './conformance/replays.ts'
import { describeSeals } from './conformance/seals.ts'
import { describeSearch } from './conformance/search.ts'
import { describeSendNow } from './conformance/send-now.ts'
import { describeSeries } from './conformance/series.ts'
import { describeSignIns } from './conformance/sign-ins.ts'
import { describeSince } from './conformance/since.ts'
import { describeUndecided } from './conformance/undecided.ts'
import { describeValues } from './conformance/values.ts'
import type { OpenSubject } from './subject.ts'

/**
 * What every engine behind the journal's port promises; run by each engine's own test file.
 *
 * @param part - `what fills a store`: without what is set up, signed in, listed, counted and accounted for, which meets
 *   no other edge where memory is short
 */
export function describeJournal(
  name: string,
  open: OpenSubject,
  part: 'all' | 'what fills a store' = 'all',
): void {
  describe(`journal on ${name}`, () => {
    describeAppend(open)
    describeBytes(open)
    describeLanes(open)
    describeQueue(open)
    describeLoans(open)
    describeReplays(open)
    describeRejections(open)
    describeKeep(open)
    describeErasures(open)
    describeModel(open)
    if (part !== 'all') return
    describeConfiguration(open)
    describeSince(open)
    describeConnections(open)
    describeSignIns(open)
    describeRepeats(open)
    describeDiscard(open)
    describeSendNow(open)
    describeOrder(open)
    describeUndecided(open)
    describeLook(open)
    describeLists(open)
    describeSearch(open)
    describeValues(open)
    describeSeals(open)
    describeHealth(open)
    describeSeries(open)
    describeAudit(open)
  })
}
