import { z } from 'zod'
import { formatId } from '../../model/id.ts'
import type { RefusalGroup } from '../../model/rejection.ts'
import { iso, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { findSource, namesByNumber } from './find.ts'
import { type Operation, operation } from './operation.ts'

interface GroupJson {
  readonly source: string | null
  readonly code: string
  readonly cause: string | null
  readonly count: number
  readonly kept: number
  readonly firstAt: string
  readonly lastAt: string
  readonly sample: string | null
}

/** Groups in one answer. */
const mostGroups = 200
/** Causes that are remembered, each of the newest kept of a group. */
const mostCauses = 1000

const groupSchema: z.ZodType<GroupJson> = z
  .object({
    source: z
      .string()
      .nullable()
      .meta({ description: 'Its name; null for those that were too many to tell apart.' }),
    code: z.string(),
    cause: z.string().nullable().meta({
      description:
        'Of the newest that is kept: what its diagnosis says. Null until it is found, which asking begins: ask again.',
    }),
    count: z
      .int()
      .meta({ description: 'Since `firstAt`, kept or not. A group that was quiet for a day begins anew.' }),
    kept: z.int().meta({ description: 'Kept now.' }),
    firstAt: timeSchema,
    lastAt: timeSchema,
    sample: z.string().nullable().meta({ description: 'The newest that is kept.' }),
  })
  .meta({ id: 'RefusalGroup' })

/** `/rejections/groups`: what was refused, by source and code. */
export function refusalGroupsOperation(context: ApiContext): Operation {
  const { journal, live } = context
  const causeOf = createCauses(context)
  return operation({
    method: 'get',
    path: '/rejections/groups',
    id: 'listRefusalGroups',
    summary: 'Count what was refused by source and code, the last first, with the cause of the newest',
    action: 'rejections.read',
    query: z.strictObject({ source: z.string().max(100).optional() }) as z.ZodType<{
      source?: string | undefined
    }>,
    status: 200,
    answer: z.object({ items: z.array(groupSchema) }),
    codes: ['ERR_NOT_FOUND'],
    async handle({ query: { source } }) {
      const { configuration } = live.current()
      const groups = await journal.refusalGroups({
        limit: mostGroups,
        ...(source !== undefined && { sources: [findSource(configuration, source).number] }),
      })
      const names = namesByNumber(configuration.sources)
      return {
        items: groups.map((group) => ({
          source: group.source === 0 ? null : (names.get(group.source) ?? `source ${group.source}`),
          code: group.code,
          cause: causeOf(group),
          count: group.count,
          kept: group.kept,
          firstAt: iso(group.firstAt),
          lastAt: iso(group.lastAt),
          sample: group.sample && formatId('rej', group.sample.seq, group.sample.tag),
        })),
      }
    },
  })
}

/**
 * Finds causes one at a time, for those that somebody looks at: an explanation takes up to seconds of CPU, so none is
 * made when a request is refused, and no answer waits for one.
 */
function createCauses({ journal, ingest, live }: ApiContext): (group: RefusalGroup) => string | null {
  const known = new Map<string, string | null>()
  let busy = false
  const find = async (key: string, seq: number): Promise<void> => {
    try {
      const kept = await journal.rejection(seq)
      const found = kept === null || kept.damaged ? null : await ingest.diagnose(kept)
      if (known.size >= mostCauses) known.delete(known.keys().next().value ?? '')
      known.set(key, found?.cause ?? null)
    } catch {
      // The store is away: it is asked for again.
    } finally {
      busy = false
    }
  }
  return ({ sample }) => {
    if (sample === null) return null
    // With another configuration it may be another one.
    const key = `${sample.seq} ${live.current().epoch}`
    const cause = known.get(key)
    if (cause !== undefined) return cause
    if (!busy) {
      busy = true
      void find(key, sample.seq)
    }
    return null
  }
}
