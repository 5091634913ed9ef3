import { z } from 'zod'
import type { Configuration } from '../../model/configuration.ts'
import type { Erasure } from '../../model/erasure.ts'
import type { ErasureJson } from '../answers/erasure.ts'
import { namesByNumber } from '../operations/find.ts'
import { iso, isoOrNull, timeSchema } from './times.ts'

const time = timeSchema.nullable()

/** An erasure as the API shows it. */
export const erasureSchema: z.ZodType<ErasureJson> = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'purging', 'canceling', 'done', 'canceled']).meta({
      description:
        '`running`: it looks for what matches and takes it out. `purging`, `canceling`: the bytes are being removed from the disk. `done`, `canceled`: they are gone.',
    }),
    by: z.string().meta({ description: 'The name of the token that asked for it.' }),
    reason: z.string(),
    source: z.string().nullable(),
    from: time,
    to: time,
    filter: z
      .string()
      .nullable()
      .meta({ description: 'Null once it is no longer needed: it may name a person.' }),
    filterMark: z.string().nullable().meta({
      description:
        'Stands for its text, keyed with the sealing key: `compare` says whether it was a given one.',
    }),
    named: z.int().nullable().meta({ description: 'How many events it names; null where it selects.' }),
    events: z.int().meta({ description: 'Events whose content it has erased.' }),
    rejections: z.int().meta({ description: 'Kept rejections that it has removed.' }),
    progress: z.number().meta({ description: 'The part of all events that it has looked at, from 0 to 1.' }),
    createdAt: timeSchema,
    endedAt: time,
    trouble: z.string().nullable().meta({
      description: 'Why it does not go on now, as far as the gateway that answers knows; it is tried again.',
    }),
  })
  .meta({ id: 'Erasure' })

/** Shows an erasure with the name of its source. */
export function showErasure(
  erasure: Erasure,
  configuration: Configuration,
  trouble: string | null,
): ErasureJson {
  const { number, state, by, reason, selection, filterHash, cursor, upto } = erasure
  const { source, from, to, filter, events: named } = selection
  return {
    id: `ers_${number}`,
    state,
    by,
    reason,
    source: source === null ? null : (namesByNumber(configuration.sources).get(source) ?? null),
    from: isoOrNull(from),
    to: isoOrNull(to),
    filter,
    filterMark: filterHash,
    trouble,
    named: named?.length ?? null,
    events: erasure.events,
    rejections: erasure.rejections,
    progress: upto.event === 0 ? 1 : Math.round(Math.min(1, cursor.event / upto.event) * 1000) / 1000,
    createdAt: iso(erasure.createdAt),
    endedAt: isoOrNull(erasure.endedAt),
  }
}
