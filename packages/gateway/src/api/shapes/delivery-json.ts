import { z } from 'zod'
import type { Attempt, Delivery, StoredAttempt } from '../../model/delivery.ts'
import { formatDeliveryId, formatId } from '../../model/id.ts'
import { replayName } from '../../model/replay.ts'
import type { AttemptJson, DeliveryJson } from '../answers/delivery.ts'
import type { Names } from './names.ts'
import { iso, isoOrNull, timeSchema } from './times.ts'

/** One try of a delivery as the API shows it. */
export const attemptSchema: z.ZodObject<{
  n: z.ZodInt
  at: z.ZodType<string>
  ms: z.ZodNumber
  status: z.ZodNullable<z.ZodInt>
  error: z.ZodNullable<z.ZodString>
  answer: z.ZodString
  cause: z.ZodNullable<z.ZodString>
  reason: z.ZodNullable<z.ZodString>
}> = z
  .object({
    n: z.int().meta({ description: '1 for the first; 0 for an end without a try.' }),
    at: timeSchema,
    ms: z.number(),
    status: z.int().nullable(),
    error: z.string().nullable(),
    answer: z
      .string()
      .meta({ description: 'The start of the answer, up to 4 KiB; what is no UTF-8 is replaced.' }),
    cause: z.string().nullable().meta({
      description:
        'Where no answer came: the code of the TLS library, the resolver or the system, such as CERT_HAS_EXPIRED.',
    }),
    reason: z.string().nullable().meta({ description: 'Why somebody discarded it.' }),
  })
  .meta({ id: 'Attempt' })

/** A delivery as the API shows it. */
export const deliverySchema: z.ZodType<DeliveryJson> = z
  .object({
    id: z.string(),
    event: z.string(),
    destination: z.string().meta({ description: 'The name of the destination.' }),
    state: z.enum(['pending', 'undecided', 'delivered', 'dead', 'discarded']).meta({
      description: '`undecided`: whether the event goes there could not be said; see `decide`.',
    }),
    attempts: z.int(),
    replay: z
      .string()
      .nullable()
      .meta({ description: 'Which replay of the event it is; null for the first sending.' }),
    receivedAt: timeSchema.meta({ description: 'When its event was received.' }),
    lastAttemptAt: timeSchema.nullable().meta({
      description: 'When its last attempt began, or it was ended without one; null before the first.',
    }),
    nextAttemptAt: timeSchema.nullable(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    tries: z.array(attemptSchema).optional().meta({ description: 'In the answer for one delivery.' }),
  })
  .meta({ id: 'Delivery' })

/** Shows a delivery; with its attempts where given. */
export function showDelivery(
  delivery: Delivery,
  destinations: Names,
  tries?: readonly StoredAttempt[],
): DeliveryJson {
  return {
    id: formatDeliveryId(delivery, delivery.tag),
    event: formatId('evt', delivery.seq, delivery.tag),
    destination: destinations.get(delivery.destination) ?? `destination ${delivery.destination}`,
    state: delivery.state,
    attempts: delivery.attempts,
    replay: replayName(delivery.replay) || null,
    receivedAt: iso(delivery.receivedAt),
    lastAttemptAt: isoOrNull(delivery.lastAt),
    nextAttemptAt: isoOrNull(delivery.nextAttemptAt),
    lastStatus: delivery.lastStatus,
    lastError: delivery.lastCode,
    ...(tries && { tries: tries.map(showAttempt) }),
  }
}

/** How a library writes its codes; what applications say in words is none. */
const causes = /^[A-Z][A-Z0-9_/]{2,63}$/

/** Shows an attempt; the text of a discard is its reason, of one without an answer its cause, else the answer's start. */
export function showAttempt({ n, at, ms, status, code, answer }: Attempt): AttemptJson {
  const text = new TextDecoder().decode(answer)
  const discarded = code === 'ERR_DELIVERY_DISCARDED'
  // The application that pulled a delivery says in its own words why it failed.
  const unanswered = status === null && code !== 'ERR_DELIVERY_UNPROCESSED' && causes.test(text)
  return {
    n,
    at: iso(at),
    ms,
    status,
    error: code,
    answer: discarded || unanswered ? '' : text,
    cause: unanswered && !discarded ? text : null,
    reason: discarded ? text : null,
  }
}
