import { z } from 'zod'
import type { Publication } from '../../ingest/ingest.ts'
import { parseId } from '../../model/id.ts'
import type { Identity } from '../../model/identity.ts'
import { Refusal } from '../../model/refusal.ts'
import { type ProblemBody, toProblem } from '../shapes/problem.ts'
import type { ApiContext } from './context.ts'
import { type Asked, type Operation, operation } from './operation.ts'
import { outcomeProblem } from './outcome-problem.ts'
import {
  keyOf,
  type PublicationContext,
  type PublishInput,
  publicationOf,
  publishInput,
  type RawQuery,
  rawPublication,
  rawQuery,
} from './publication.ts'
import { rawElements, rawMember, sameJson } from './raw-json.ts'

/** Events that one request may carry; its bytes are bounded as those of one event are. */
const mostEvents = 1000

interface Batch {
  readonly events: unknown[]
}

const batchInput: z.ZodType<Batch, unknown> = z
  .strictObject({
    // Each is checked by itself, so that one that is wrong does not keep the others out.
    events: z.array(z.unknown()).min(1).max(mostEvents).meta({
      description: 'Events, each as if it came alone; each has its own result.',
    }),
  })
  .meta({ id: 'Publications' })

/** What became of one event that was published. */
interface Published {
  readonly id: string
  readonly duplicate: boolean
}

/** What became of a request: of one event, or of each event of a batch in their order. */
type PublishAnswer = Published | { readonly results: (Published | { readonly problem: ProblemBody })[] }

const published: z.ZodType<Published> = z
  .object({
    id: z.string(),
    duplicate: z.boolean().meta({ description: 'It was published before under its idempotency key.' }),
  })
  .meta({ id: 'Published' })

const problemField = z.custom<ProblemBody>().meta({ $ref: '#/components/schemas/Problem' })

const unpublished = z.object({ problem: problemField }).meta({ id: 'Unpublished' })

const publishAnswer: z.ZodType<PublishAnswer> = z.union([
  published,
  z
    .object({
      results: z.array(z.union([published, unpublished])).meta({
        description: 'In the order of the events; a problem is as one event alone would have been answered.',
      }),
    })
    .meta({ id: 'PublishedMany' }),
])

/** `POST /events`: events of one's own, signed for those that they are routed to. */
export function publishOperation(context: ApiContext): Operation {
  return operation({
    method: 'post',
    path: '/events',
    id: 'publishEvent',
    summary:
      'Publish an event or a batch: JSON with `data` or `events`, or with ?source=…&type=… and any content type but application/json the bytes as they are',
    action: 'events.publish',
    limited: true,
    query: rawQuery,
    body: z.union([publishInput, batchInput]),
    rawBody: true,
    mostValues: null,
    status: 201,
    answer: publishAnswer,
    codes: ['ERR_NOT_FOUND', 'ERR_IDEMPOTENCY_KEY', 'ERR_INTAKE_FULL', 'ERR_DISK_LOW'],
    async handle(asked): Promise<PublishAnswer> {
      refuseUnderPressure(context)
      const now = contextNow(context, asked.identity)
      // Raw bytes are no JSON of any schema.
      const body: unknown = asked.body
      if (body instanceof Uint8Array) return await publish(rawPublication(body, asked, now), context)
      if ('events' in asked.body) return { results: await publishBatch(asked, asked.body, context) }
      return await publish(publicationOf(withKey(asked.body, asked), textOf(asked.bytes), now), context)
    },
  })
}

/** A batch is appended in one commit, or in few. Never rejects for the sake of one event. */
async function publishBatch(
  { headers, identity, bytes }: Asked<RawQuery, unknown>,
  { events }: Batch,
  context: ApiContext,
): Promise<(Published | { problem: ProblemBody })[]> {
  if (headers['idempotency-key'] !== undefined) {
    throw new Refusal(
      'ERR_INPUT',
      'Idempotency-Key: belongs to one event; give each of them its idempotencyKey.',
    )
  }
  const now = contextNow(context, identity)
  const texts = rawElements(rawMember(textOf(bytes), 'events') ?? '[]')
  return await Promise.all(
    events.map(async (event, at) => {
      try {
        return await publish(publicationOf(checked(event, at), texts[at] ?? '', now), context)
      } catch (error) {
        const problem = toProblem(error)
        if (problem === null) throw error
        return { problem }
      }
    }),
  )
}

function checked(event: unknown, at: number): PublishInput {
  const result = publishInput.safeParse(event)
  if (result.success) return result.data
  const errors = result.error.issues.slice(0, 20).map(({ path, message }) => ({
    at: `/events/${at}/${path.map(String).join('/')}`,
    message,
  }))
  throw new Refusal('ERR_INPUT', errors[0] && `${errors[0].at}: ${errors[0].message}`, errors)
}

function withKey(input: PublishInput, { headers }: Asked<RawQuery, unknown>): PublishInput {
  return { ...input, idempotencyKey: keyOf(headers, input.idempotencyKey) }
}

function contextNow({ live, maxBodyBytes, now }: ApiContext, identity: Identity): PublicationContext {
  return { configuration: live.current().configuration, identity, maxBodyBytes, now: now() }
}

async function publish(publication: Publication, context: ApiContext): Promise<Published> {
  const outcome = await context.ingest.publish(publication)
  if (!('id' in outcome)) throw outcomeProblem(outcome)
  if (outcome.kind === 'duplicate' && !(await isRepeat(publication, outcome.id, context))) {
    throw new Refusal('ERR_IDEMPOTENCY_KEY', `The key belongs to the event ${outcome.id}.`)
  }
  return { id: outcome.id, duplicate: outcome.kind === 'duplicate' }
}

/** Whether an event is what is published once more. One whose content is gone cannot be told from it. */
async function isRepeat(
  { type, headers, body }: Publication,
  id: string,
  { journal }: ApiContext,
): Promise<boolean> {
  const { seq = -1, tag } = parseId('evt', id) ?? {}
  const stored = (await journal.payloads([seq])).get(seq)
  if (stored === undefined || stored.event.tag !== tag) return true
  return (
    (stored.event.type ?? '') === type &&
    JSON.stringify(stored.payload.headers) === JSON.stringify(headers) &&
    (Buffer.compare(stored.payload.body, body) === 0 || isSameJson(headers, stored.payload.body, body))
  )
}

/** Whoever sends once more may have written the same JSON with other white space. */
function isSameJson(headers: Publication['headers'], one: Uint8Array, other: Uint8Array): boolean {
  const isJson = headers.some(([name, value]) => name === 'content-type' && value === 'application/json')
  return isJson && sameJson(textOf(one), textOf(other))
}

/** Of what has been read as strict UTF-8. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}

/** What is published is held back by the same limits as what comes in. */
function refuseUnderPressure({ ingest }: ApiContext): void {
  const { diskLow, heldBytes, limitBytes } = ingest.saturation()
  if (diskLow) throw new Refusal('ERR_DISK_LOW')
  if (heldBytes >= limitBytes) throw new Refusal('ERR_INTAKE_FULL')
}
