import { z } from 'zod'
import type { Outcome } from '../ingest/accept.ts'
import type { HeaderList } from '../model/event.ts'
import type { ApiContext } from './context.ts'
import { findSource } from './find.ts'
import { type Asked, type Operation, operation } from './operation.ts'
import { outcomeProblem } from './outcome-problem.ts'
import { Problem } from './problem.ts'

/** What is published: JSON that is serialized once, or (in the raw form) the bytes as they are. */
interface PublishInput {
  readonly source: string
  readonly type: string
  readonly data: unknown
  readonly idempotencyKey?: string | undefined
}

const typeField = z.string().max(256)
const keyField = z.string().min(1).max(256)

const publishInput: z.ZodType<PublishInput, unknown> = z
  .strictObject({
    source: z.string().max(100),
    type: typeField,
    data: z.unknown(),
    idempotencyKey: keyField.optional().meta({ description: 'A repeat with the same key is a duplicate.' }),
  })
  .refine((input) => input.data !== undefined, { path: ['data'], error: 'is missing' })

const rawQuery: z.ZodType<
  { source?: string | undefined; type?: string | undefined; idempotencyKey?: string | undefined },
  unknown
> = z.strictObject({
  source: z.string().max(100).optional().meta({ description: 'For a body that is taken as it is.' }),
  type: typeField.optional(),
  idempotencyKey: keyField.optional(),
})

const publishedSchema: z.ZodType<{ id: string; duplicate: boolean }> = z
  .object({ id: z.string(), duplicate: z.boolean() })
  .meta({ id: 'Published' })

/** `POST /events`: an event of one's own, signed for those that it is routed to. */
export function publishOperation(context: ApiContext): Operation {
  const { ingest, live, now } = context
  return operation({
    method: 'post',
    path: '/events',
    id: 'publishEvent',
    summary:
      'Publish an event: JSON with `data`, or with ?source=…&type=… and any content type but application/json the bytes as they are',
    scope: 'publish',
    query: rawQuery,
    body: publishInput,
    rawBody: true,
    status: 201,
    answer: publishedSchema,
    codes: ['ERR_NOT_FOUND'],
    async handle(asked) {
      const { source, type, body, contentType, idempotencyKey } = read(asked)
      if (body.length > context.maxBodyBytes) throw new Problem('ERR_REQUEST_TOO_LARGE')
      const headers: HeaderList = contentType === undefined ? [] : [['content-type', contentType]]
      const outcome: Outcome = await ingest.publish({
        source: findSource(live.current().configuration, source).number,
        type,
        headers,
        body,
        idempotencyKey: idempotencyKey ?? null,
        receivedAt: now(),
      })
      if (!('id' in outcome)) throw outcomeProblem(outcome)
      return { id: outcome.id, duplicate: outcome.kind === 'duplicate' }
    },
  })
}

interface Publication {
  readonly source: string
  readonly type: string
  readonly body: Uint8Array
  readonly contentType: string | undefined
  readonly idempotencyKey: string | undefined
}

function read({
  body,
  query,
  headers,
}: Asked<
  { source?: string | undefined; type?: string | undefined; idempotencyKey?: string | undefined },
  PublishInput
>): Publication {
  const given: unknown = body
  if (given instanceof Uint8Array) {
    if (query.source === undefined) throw new Problem('ERR_INPUT', 'source: is missing in the query.')
    return {
      source: query.source,
      type: query.type ?? '',
      body: given,
      contentType: headers['content-type'] as string | undefined,
      idempotencyKey: query.idempotencyKey,
    }
  }
  return {
    source: body.source,
    type: body.type,
    body: serialize(body.data),
    contentType: 'application/json',
    idempotencyKey: body.idempotencyKey,
  }
}

/** Once: these bytes are stored, signed and sent. */
function serialize(data: unknown): Uint8Array {
  try {
    return Buffer.from(JSON.stringify(data), 'utf8')
  } catch {
    throw new Problem('ERR_INPUT', '/data: is nested too deep.')
  }
}
