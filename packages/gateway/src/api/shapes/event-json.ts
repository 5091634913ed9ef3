import { z } from 'zod'
import type { LookStore } from '../../journal/port/look.ts'
import type { HeaderList, Payload, StoredEvent } from '../../model/event.ts'
import { formatId } from '../../model/id.ts'
import type { EventJson, HeadersJson } from '../answers/event.ts'
import type { Names } from './names.ts'
import { iso, isoOrNull, timeSchema } from './times.ts'
import { verdictSchema } from './verdict-schema.ts'

/** Header values by name. */
export const headersSchema: z.ZodType<HeadersJson> = z.record(
  z.string(),
  z.union([z.string(), z.array(z.string())]),
)

/** An event as the API shows it. */
export const eventSchema: z.ZodType<EventJson> = z
  .object({
    id: z.string(),
    source: z.string().meta({ description: 'The name of the source.' }),
    type: z.string().nullable(),
    verdict: verdictSchema,
    secret: z.string().nullable().meta({ description: 'The id of the secret that verified it.' }),
    providerEventId: z.string().nullable(),
    receivedAt: timeSchema,
    size: z.int().meta({ description: 'Bytes of the body.' }),
    contentType: z.string().nullable(),
    sameBytesAs: z.string().nullable().meta({
      description:
        'The newest earlier event with the same bytes, where the provider promises no unique id or leaves it unsigned.',
    }),
    erasedAt: timeSchema.nullable().meta({
      description: 'When its content was erased on demand; null where it was not.',
    }),
    method: z.string().optional(),
    headers: headersSchema
      .nullable()
      .optional()
      .meta({ description: 'In the answer for one event; null once its content is gone.' }),
    signedAt: timeSchema.nullable().optional().meta({
      description:
        'In the answer for one event: when its provider signed it, by the signature itself; null where its scheme signs no time, where it does not verify any more with what its source has now, and where a key would have to be fetched for it.',
    }),
  })
  .meta({ id: 'Event' })

/** Shows events in their order. */
export async function showEvents(
  journal: Pick<LookStore, 'event'>,
  events: readonly StoredEvent[],
  sources: Names,
): Promise<EventJson[]> {
  return await Promise.all(
    events.map(async (event) => {
      const same = event.sameBytesAs === null ? null : await journal.event(event.sameBytesAs)
      return {
        id: formatId('evt', event.seq, event.tag),
        source: sources.get(event.source) ?? `source ${event.source}`,
        type: event.type,
        verdict: event.verdict,
        secret: event.secret,
        providerEventId: event.providerEventId,
        receivedAt: iso(event.receivedAt),
        size: event.size,
        contentType: event.contentType,
        sameBytesAs: same && formatId('evt', same.seq, same.tag),
        erasedAt: isoOrNull(event.erasedAt),
      }
    }),
  )
}

/** Shows what is kept of a request; headers that carry a credential are kept sealed, and not among it. */
export function showPayload(payload: Payload | null): Pick<EventJson, 'method' | 'headers'> {
  return payload === null
    ? { headers: null }
    : { method: payload.method, headers: showHeaders(payload.headers) }
}

/** Headers as an object, each value as it came. */
export function showHeaders(headers: HeaderList): HeadersJson {
  const shown: HeadersJson = Object.create(null)
  for (const [name, value] of headers) {
    const before = shown[name]
    shown[name] = before === undefined ? value : [before, value].flat()
  }
  return shown
}
