import { z } from 'zod'
import type { Lent } from '../../deliver/lend.ts'
import { bounds } from '../../model/bounds.ts'
import { formatDeliveryId, formatId, formatLease } from '../../model/id.ts'
import { replayName } from '../../model/replay.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import { whole } from '../shapes/whole.ts'
import type { ApiContext } from './context.ts'
import { findPullable } from './find-pullable.ts'
import { type Operation, operation } from './operation.ts'

/** How long a delivery is lent, in seconds. */
export const leaseSecondsSchema: z.ZodType<number, unknown> = whole(bounds.leaseSeconds)
  .default(bounds.leaseSeconds.usual)
  .meta({ description: 'After it the delivery counts as failed, and is lent again by its schedule.' })

/** How much is pulled, and how long is waited for it. */
export interface PullInput {
  readonly limit: number
  readonly waitSeconds: number
  readonly leaseSeconds: number
}

/** How much is pulled, and how long is waited for it. */
export const pullFields: { readonly [Field in keyof PullInput]: z.ZodType<number, unknown> } = {
  limit: whole(bounds.pulled)
    .default(bounds.pulled.usual)
    .meta({ description: 'Deliveries at most; bodies of more than 4 MiB in all come in further answers.' }),
  waitSeconds: z
    .number()
    .min(bounds.pullWaitSeconds.least)
    .max(bounds.pullWaitSeconds.most)
    .default(bounds.pullWaitSeconds.usual)
    .meta({ description: 'Where nothing is due: how long to wait until something is.' }),
  leaseSeconds: leaseSecondsSchema,
}

const pullInput: z.ZodType<PullInput, unknown> = z.strictObject(pullFields)

/** A delivery as the API lends it. */
export interface LentJson {
  readonly lease: string
  readonly delivery: string
  readonly event: string
  readonly attempt: number
  readonly replay: string | null
  readonly leaseUntil: string
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: string
}

/** The fields of a delivery that is lent. */
export const lentFields: { readonly [Field in keyof LentJson]: z.ZodType<LentJson[Field]> } = {
  lease: z.string().meta({ description: 'Names the loan, to acknowledge or extend it.' }),
  delivery: z.string(),
  event: z.string(),
  attempt: z.int().meta({ description: '1 for the first.' }),
  replay: z.string().nullable(),
  leaseUntil: timeSchema,
  headers: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .meta({ description: 'As a push would have carried them, with the signature; lower-case names.' }),
  body: z.string().meta({ description: 'The bytes as they were received, in base64.' }),
}

const lentSchema: z.ZodType<LentJson> = z.object(lentFields).meta({ id: 'LentDelivery' })

const pullAnswer: z.ZodType<{ items: LentJson[] }> = z.object({ items: z.array(lentSchema) })

/** `POST /destinations/{destination}/pull`: an application without an address asks for its deliveries. */
export function pullOperation({ live, pulls }: ApiContext): Operation {
  return operation({
    method: 'post',
    path: '/destinations/{destination}/pull',
    id: 'pullDeliveries',
    summary:
      'Lend deliveries that are due; wait for some where asked to. Acknowledge each before its lease ends',
    action: 'deliveries.pull',
    limited: true,
    body: pullInput,
    status: 200,
    answer: pullAnswer,
    codes: [
      'ERR_NOT_FOUND',
      'ERR_DESTINATION_KIND',
      'ERR_PULLS_TOO_MANY',
      'ERR_DELIVERY_UNSIGNABLE',
      'ERR_STOPPING',
    ],
    async handle({ params, body: { limit, waitSeconds, leaseSeconds }, identity, gone }) {
      const destination = findPullable(live.current(), params.destination, identity)
      const wanted = { limit, waitMs: waitSeconds * 1000, leaseMs: leaseSeconds * 1000 }
      const lent = await pulls.pull(destination, wanted, gone())
      return { items: lent.map(showLent) }
    },
  })
}

/** Shows a delivery as it is lent. */
export function showLent({ loan, event, headers, payload: { body } }: Lent): LentJson {
  return {
    lease: formatLease(loan),
    delivery: formatDeliveryId(loan, event.tag),
    event: formatId('evt', event.seq, event.tag),
    attempt: loan.attempts,
    replay: replayName(loan.replay) || null,
    leaseUntil: iso(loan.due),
    headers: grouped(headers),
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64'),
  }
}

/** Names and values in turn, as an object; a name that stands there twice has a list. */
function grouped(headers: readonly string[]): Record<string, string | string[]> {
  const all = new Map<string, string | string[]>()
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? ''
    const value = headers[at + 1] ?? ''
    const before = all.get(name)
    all.set(name, before === undefined ? value : [before, value].flat())
  }
  return Object.fromEntries(all)
}
