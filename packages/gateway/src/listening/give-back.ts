import { CandidateView } from '../configuration/event-view.ts'
import type { Live } from '../configuration/live.ts'
import type { AuditStore } from '../journal/port/audit.ts'
import type { LookStore } from '../journal/port/look.ts'
import type { NewQueueRow } from '../journal/port/queue.ts'
import { ownAct } from '../model/act.ts'
import { type Delivery, undecidedDue } from '../model/delivery.ts'
import type { Destination } from '../model/destination.ts'

/** What giving back is made of. */
export interface GiveBackParts {
  readonly journal: Pick<LookStore, 'deliveries' | 'payloads'> & Pick<AuditStore, 'by'>
  readonly live: Pick<Live, 'current'>
  /** Rows of these lanes have been queued. */
  readonly wake: (lanes: readonly number[]) => void
  readonly now: () => number
}

/** Deliveries that are looked at in one step. */
const atOnce = 100

/**
 * Queues what still waits for a listener to where its sources' routes lead, once its claims have been let go: what came
 * under the claim came to nobody else. What has a delivery there is left alone, so that doing it twice does it once.
 * Rejects as the journal does.
 */
export async function giveBack(destination: Destination, parts: GiveBackParts): Promise<void> {
  const { journal } = parts
  let before: Parameters<LookStore['deliveries']>[0]['before']
  for (;;) {
    const page = await journal.deliveries({
      ...{ destination: destination.number, state: 'pending', limit: atOnce },
      ...(before !== undefined && { before }),
    })
    const rows = await rowsElsewhere(destination, page, parts)
    if (rows.length > 0) {
      const act = ownAct('giveBack', `/destinations/${destination.name}`)
      await journal.by(act, parts.now()).enqueue(rows)
      parts.wake([...new Set(rows.map(({ lane }) => lane))])
    }
    const last = page.at(-1)
    if (last === undefined || page.length < atOnce) return
    const { seq, lane, replay, nextAttemptAt } = last
    before = { seq, lane, replay, due: nextAttemptAt }
  }
}

/** Of first sendings alone: a replay was made for the listener. */
async function rowsElsewhere(
  destination: Destination,
  page: readonly Delivery[],
  { journal, live, now }: GiveBackParts,
): Promise<NewQueueRow[]> {
  const snapshot = live.current()
  const first = page.filter(({ replay }) => replay === 0)
  const contents = await journal.payloads(first.map(({ seq }) => seq))
  const rows: NewQueueRow[] = []
  for (const { seq } of first) {
    const content = contents.get(seq)
    const source = content && snapshot.sourceByNumber(content.event.source)
    if (content === undefined || source === undefined) continue
    const { event, payload } = content
    const name = source.source.name
    const view = new CandidateView(name, event.type ?? '', event.verdict, payload.headers, payload.body, null)
    const elsewhere = snapshot
      .lanesFor(source, view)
      .filter(({ lane }) => snapshot.destinationOfLane(lane)?.destination.number !== destination.number)
    if (elsewhere.length === 0) continue
    const known = new Set(
      (await journal.deliveries({ event: seq, limit: 1000 })).map((one) => one.destination),
    )
    for (const { lane, orderKey, undecided } of elsewhere) {
      if (known.has(snapshot.destinationOfLane(lane)?.destination.number ?? -1)) continue
      rows.push({ ...{ lane, orderKey, seq, replay: 0 }, due: undecided ? undecidedDue : now() })
    }
  }
  return rows
}
