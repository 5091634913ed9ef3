import { z } from 'zod'
import type { Snapshot } from '../../configuration/live.ts'
import type { Act } from '../../model/act.ts'
import type { Decision } from '../../model/delivery.ts'
import type { Payload } from '../../model/event.ts'
import { Refusal } from '../../model/refusal.ts'
import type { ApiContext } from './context.ts'
import {
  type DeliverySelection,
  nextSchema,
  type Selected,
  selectionFields,
  visitSelected,
} from './delivery-selection.ts'
import { contentGone, findDelivery, findPayload } from './find-event.ts'
import { type Operation, operation } from './operation.ts'
import { viewOf } from './stored-event.ts'

const manyInput: z.ZodType<DeliverySelection, unknown> = z.strictObject(selectionFields)

/** What came of one step of deciding many. */
export interface DecidedJson {
  readonly sent: number
  readonly left: number
  readonly undecided: number
  readonly next: string | null
}

const manyAnswer: z.ZodType<DecidedJson> = z.object({
  sent: z.int().meta({ description: 'That are pending now: a filter lets them pass.' }),
  left: z.int().meta({ description: 'That are none any more: no filter lets them pass.' }),
  undecided: z.int().meta({ description: 'Of which still nothing can be said.' }),
  next: nextSchema,
})

type Outcome = 'sent' | 'left' | 'undecided'

const oneAnswer: z.ZodType<{ outcome: Outcome }> = z.object({
  outcome: z.enum(['sent', 'left', 'undecided']).meta({
    description:
      '`sent`: it is pending now. `left`: no filter lets it pass, and it is no delivery any more. `undecided`: still nothing can be said.',
  }),
})

/** `/deliveries/{delivery}/decide` and `/deliveries/decide`: where a filter failed, its mended successor decides. */
export function decideOperations(context: ApiContext): readonly Operation[] {
  const { journal, live, now, wake } = context
  /** Carries out what is decided; answers for each whether it took effect. */
  const decide = async (decisions: readonly Decision[], act: Act): Promise<readonly boolean[]> => {
    if (decisions.length === 0) return []
    const effects = await journal.by(act, now()).decide(decisions)
    wake([...new Set(decisions.map(({ lane }) => lane))])
    return effects
  }
  return [
    operation({
      method: 'post',
      path: '/deliveries/{delivery}/decide',
      id: 'decideDelivery',
      summary: 'Let the routes of now decide on an undecided delivery',
      action: 'deliveries.write',
      status: 200,
      answer: oneAnswer,
      codes: [
        'ERR_NOT_FOUND',
        'ERR_DELIVERY_DECIDED',
        'ERR_PAYLOAD_EXPIRED',
        'ERR_PAYLOAD_DAMAGED',
        'ERR_EVENT_ERASED',
      ],
      async handle({ params, act }) {
        const delivery = await findDelivery(journal, params.delivery)
        if (delivery.state !== 'undecided') throw new Refusal('ERR_DELIVERY_DECIDED')
        const event = await journal.event(delivery.seq)
        if (event === null) throw new Refusal('ERR_PAYLOAD_EXPIRED')
        const payload = await findPayload(journal, event)
        if (payload === null) throw contentGone(event)
        const to = decisionOn(live.current(), { delivery, event, payload }, payload, context.now())
        if (to === null) return { outcome: 'undecided' }
        const [effect] = await decide([to], act)
        if (effect !== true) throw new Refusal('ERR_DELIVERY_DECIDED')
        return { outcome: to.to === null ? 'left' : 'sent' }
      },
    }),
    operation({
      method: 'post',
      path: '/deliveries/decide',
      id: 'decideDeliveries',
      summary: 'Let the routes of now decide on undecided deliveries, a bounded step a call',
      action: 'deliveries.write',
      body: manyInput,
      status: 200,
      answer: manyAnswer,
      codes: ['ERR_NOT_FOUND', 'ERR_FILTER', 'ERR_CURSOR'],
      async handle({ body, act }) {
        const decisions: Decision[] = []
        let undecided = 0
        const snapshot = live.current()
        const next = await visitSelected(context, 'undecided', body, true, (selected) => {
          const { payload } = selected
          const decision =
            payload === undefined ? null : decisionOn(snapshot, selected, payload, context.now())
          if (decision === null) undecided += 1
          else decisions.push(decision)
        })
        const effects = await decide(decisions, { ...act, asked: { ...body } })
        const effective = decisions.filter((_, at) => effects[at] === true)
        const sent = effective.filter(({ to }) => to !== null).length
        return { sent, left: effective.length - sent, undecided, next }
      },
    }),
  ]
}

/** What the routes of now say; null where they cannot. */
function decisionOn(
  snapshot: Snapshot,
  { delivery, event }: Selected,
  payload: Payload,
  due: number,
): Decision | null {
  const { seq, lane, replay } = delivery
  const source = snapshot.sourceByNumber(event.source)
  const live = snapshot.destinationByNumber(delivery.destination)
  if (source === undefined || live === undefined) return { seq, lane, replay, to: null }
  const view = viewOf(snapshot, event, payload)
  const leads = snapshot.leadsTo(source, live.destination.id, view)
  if (leads === null) return null
  return { seq, lane, replay, to: leads ? { due, orderKey: live.orderKey?.(view) ?? null } : null }
}
