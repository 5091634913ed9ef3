import { z } from 'zod'
import type { Destined } from '../../configuration/snapshot.ts'
import type { NewQueueRow } from '../../journal/port/queue.ts'
import type { Act } from '../../model/act.ts'
import { undecidedDue } from '../../model/delivery.ts'
import type { StoredEvent } from '../../model/event.ts'
import { formatDeliveryId } from '../../model/id.ts'
import { Refusal } from '../../model/refusal.ts'
import { firstReplay, replayName } from '../../model/replay.ts'
import type { ApiContext } from './context.ts'
import { findDestination } from './find.ts'
import { contentGone, findEvent, findPayload } from './find-event.ts'
import { type Operation, operation } from './operation.ts'
import { laneOfDestination, lanesByRoutes } from './stored-event.ts'

const replayInput: z.ZodType<{ destination?: string | undefined }, unknown> = z.strictObject({
  destination: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'To this one alone, routed there or not.' }),
})

/** What a replay of one event has queued. */
interface EventReplay {
  readonly replay: string
  readonly deliveries: string[]
}

/** What a replay of one event has queued. */
export const replayAnswer: z.ZodType<EventReplay> = z
  .object({ replay: z.string(), deliveries: z.array(z.string()) })
  .meta({
    id: 'EventReplay',
    description: 'The name of the replay, as deliveries carry it, and the ids of its deliveries.',
  })

/** `/events/{event}/replay`: delivers one event again, marked as a replay. */
export function replayEventOperation(context: ApiContext): Operation {
  const { journal, live } = context
  return operation({
    method: 'post',
    path: '/events/{event}/replay',
    id: 'replayEvent',
    summary: 'Deliver an event again, to where its source’s routes lead now or to one destination',
    action: 'replays.write',
    body: replayInput,
    status: 202,
    answer: replayAnswer,
    codes: [
      'ERR_NOT_FOUND',
      'ERR_PAYLOAD_EXPIRED',
      'ERR_PAYLOAD_DAMAGED',
      'ERR_EVENT_ERASED',
      'ERR_NO_DESTINATION',
    ],
    async handle({ params, body, act }) {
      const event = await findEvent(journal, params.event)
      const payload = await findPayload(journal, event)
      if (payload === null) throw contentGone(event)
      const snapshot = live.current()
      const lanes =
        body.destination === undefined
          ? lanesByRoutes(snapshot, event, payload)
          : laneOfDestination(
              snapshot,
              findDestination(snapshot.configuration, body.destination).id,
              event,
              payload,
            )
      if (lanes.length === 0) throw new Refusal('ERR_NO_DESTINATION')
      return await replayTo(context, event, lanes, act)
    },
  })
}

/** Queues one event once more to these lanes, marked as a replay of its own. */
export async function replayTo(
  { journal, now, wake }: ApiContext,
  event: StoredEvent,
  lanes: readonly Destined[],
  act: Act,
): Promise<EventReplay> {
  const before = await journal.deliveries({ event: event.seq, limit: 1000 })
  const own = before.map((delivery) => delivery.replay).filter((number) => number < firstReplay)
  const replay = Math.max(0, ...own) + 1
  const rows = lanes.map(
    ({ lane, orderKey, undecided }): NewQueueRow => ({
      ...{ lane, orderKey, seq: event.seq, replay },
      due: undecided ? undecidedDue : now(),
    }),
  )
  await journal.by(act, now()).enqueue(rows)
  wake(rows.map(({ lane }) => lane))
  return { replay: replayName(replay), deliveries: rows.map((row) => formatDeliveryId(row, event.tag)) }
}
