import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { pullKind } from '../../model/destination.ts'
import { formatId } from '../../model/id.ts'
import { Refusal } from '../../model/refusal.ts'
import type { TestAttemptJson } from '../answers/delivery.ts'
import { attemptSchema, showAttempt } from '../shapes/delivery-json.ts'
import { typeSchema } from '../shapes/names.ts'
import { iso } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { findDestination } from './find.ts'
import { type Operation, operation } from './operation.ts'
import { rawMember } from './raw-json.ts'

interface TestInput {
  readonly type: string
  readonly data?: unknown
}

const testInput: z.ZodType<TestInput, unknown> = z.strictObject({
  type: typeSchema.default('webhook.test'),
  data: z
    .unknown()
    .optional()
    .meta({ description: 'The body; absent: a short one that says that it is a test.' }),
})

const testAnswer: z.ZodType<TestAttemptJson> = z
  .object({
    id: z.string().meta({ description: 'The webhook-id under which it was sent.' }),
    delivered: z.boolean(),
    ...attemptSchema.shape,
  })
  .meta({ id: 'TestAttempt' })

/** Tests under way at once: each holds a connection, for as long as its destination’s time-out. */
const mostAtOnce = 20

/** `POST /destinations/{destination}/test`: one signed attempt, now. */
export function testDestinationOperation(context: ApiContext): Operation {
  const { journal, live, now } = context
  let underWay = 0
  return operation({
    method: 'post',
    path: '/destinations/{destination}/test',
    id: 'testDestination',
    summary:
      'Send a signed test event to this destination alone, once, and answer the attempt; the event is not stored',
    action: 'destinations.write',
    limited: true,
    body: testInput,
    mostValues: null,
    status: 200,
    answer: testAnswer,
    codes: ['ERR_NOT_FOUND', 'ERR_DESTINATION_KIND', 'ERR_TESTS_TOO_MANY'],
    async handle({ params, body: { type, data }, bytes, act }) {
      const snapshot = live.current()
      const { id: destination, name } = findDestination(snapshot.configuration, params.destination)
      const found = snapshot.destination(destination)
      if (found === undefined) throw new Refusal('ERR_NOT_FOUND')
      if (found.destination.kind === pullKind) throw new Refusal('ERR_DESTINATION_KIND')
      if (underWay >= mostAtOnce) throw new Refusal('ERR_TESTS_TOO_MANY')
      // As it was written: numbers keep their digits, and none is too deep to be written again.
      const given = data == null ? null : rawMember(new TextDecoder().decode(bytes), 'data')
      const own = { type, timestamp: iso(now()), data: { destination: name, test: true } }
      const body = Buffer.from(given ?? JSON.stringify(own), 'utf8')
      const tag = randomBytes(4).readUInt32BE()
      underWay++
      try {
        // Before it is sent, so that none is that the audit does not tell of.
        await journal.by({ ...act, asked: { type } }, now()).note({})
        const { attempt, delivered } = await context.testAttempt(found, { type, body, tag })
        return {
          id: formatId('evt', 0, tag),
          delivered,
          ...showAttempt(attempt),
        }
      } finally {
        underWay--
      }
    },
  })
}
