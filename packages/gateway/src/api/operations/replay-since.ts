import type { Act } from '../../model/act.ts'
import { parseDuration } from '../../model/duration.ts'
import { Refusal } from '../../model/refusal.ts'
import type { ApiContext } from './context.ts'
import { findSource } from './find.ts'
import { findEvent } from './find-event.ts'

/** When that was which somebody names, in ms since 1970. Throws ERR_INPUT, ERR_NOT_FOUND. */
export async function momentOf({ journal, now }: ApiContext, since: string): Promise<number> {
  if (since.startsWith('evt_')) return (await findEvent(journal, since)).receivedAt
  const agoMs = parseDuration(since)
  if (agoMs !== null) return now() - agoMs
  const at = Date.parse(since)
  if (Number.isNaN(at))
    throw new Refusal('ERR_INPUT', 'since: must be an event, a time, or a number and d, h, m or s.')
  return at
}

/** How fast what came before is replayed, in events a second. */
const replayRate = 1000

/** Replays to a listener what its sources took in from a moment on, until now. Rejects as the journal does. */
export async function replaySince(
  { journal, live, now, replaysChanged }: ApiContext,
  destination: number,
  sources: readonly string[],
  from: number,
  act: Act,
): Promise<void> {
  const [newest] = await journal.events({ limit: 1 })
  for (const source of sources) {
    await journal.by(act, now()).createReplay({
      selection: {
        source: findSource(live.current().configuration, source).number,
        ...{ events: null, type: null, verdict: null, from, to: null, filter: null },
      },
      ...{ destination, ratePerSecond: replayRate, upto: newest?.seq ?? 0, createdAt: now() },
    })
  }
  replaysChanged()
}
