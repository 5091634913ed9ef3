import { z } from 'zod'
import type { RefusalGroup } from '../../model/rejection.ts'
import { refusalGroupSchema, showRefusalGroup } from '../shapes/refusal-group-json.ts'
import type { ApiContext } from './context.ts'
import { findSource, namesByNumber } from './find.ts'
import { type Operation, operation } from './operation.ts'

/** Groups in one answer. */
const mostGroups = 200
/** Groups of which the cause is remembered. */
const mostCauses = 1000

/** `/rejections/groups`: what was refused, by source, code and cause. */
export function refusalGroupsOperation(context: ApiContext): Operation {
  const { journal, live, ingest } = context
  const causesOf = createCauses(context)
  return operation({
    method: 'get',
    path: '/rejections/groups',
    id: 'listRefusalGroups',
    summary: 'Count what was refused by source, code and cause, the last first, with the cause of the newest',
    action: 'rejections.read',
    query: z.strictObject({ source: z.string().max(100).optional() }) as z.ZodType<{
      source?: string | undefined
    }>,
    status: 200,
    answer: z.object({ items: z.array(refusalGroupSchema) }),
    codes: ['ERR_NOT_FOUND'],
    async handle({ query: { source } }) {
      const { configuration } = live.current()
      const groups = await journal.refusalGroups({
        limit: mostGroups,
        ...(source !== undefined && { sources: [findSource(configuration, source).number] }),
      })
      const names = namesByNumber(configuration.sources)
      const causes = causesOf(groups)
      return {
        items: groups.map((group, index) =>
          showRefusalGroup(group, {
            source: group.source === 0 ? null : (names.get(group.source) ?? `source ${group.source}`),
            cause: causes[index] ?? null,
            sampleOf: ingest.refusedFor,
          }),
        ),
      }
    },
  })
}

interface Found {
  readonly cause: string | null
  /** Of which rejection, and under which configuration: with another it may be another one. */
  readonly seq: number
  readonly epoch: number
  /** When it was found, or was not, in ms. */
  readonly at: number
}

/**
 * Finds causes one at a time, of the newest of those that somebody looks at, with the secrets of now: an explanation takes
 * up to seconds of CPU, and no answer waits for one. It goes round the groups: the next is that of which
 * nothing was found for the longest, so that one in which more is refused all the time holds up no other.
 */
function createCauses({
  journal,
  ingest,
  live,
  now,
}: ApiContext): (groups: readonly RefusalGroup[]) => (string | null)[] {
  const known = new Map<string, Found>()
  let busy = false
  const find = async (key: string, seq: number, epoch: number): Promise<void> => {
    busy = true
    const before = known.get(key)
    let found = { cause: before?.epoch === epoch ? before.cause : null, seq: -1 }
    try {
      const kept = await journal.rejection(seq)
      const diagnosis = kept === null || kept.damaged ? null : await ingest.diagnose(kept)
      found = { cause: diagnosis?.cause ?? null, seq }
    } catch {
      // The store is away: it is asked for again, in its turn.
    }
    known.delete(key)
    if (known.size >= mostCauses) known.delete(known.keys().next().value ?? '')
    known.set(key, { ...found, epoch, at: now() })
    busy = false
  }
  return (groups) => {
    const { epoch } = live.current()
    const looked = groups.map(({ source, code, sample }) => {
      const key = `${source} ${code}`
      return { key, sample, found: known.get(key) }
    })
    const [next] = looked
      .filter(({ sample, found }) => sample && (found?.epoch !== epoch || found.seq !== sample.seq))
      .sort((one, other) => (one.found?.at ?? 0) - (other.found?.at ?? 0))
    if (!busy && next?.sample) void find(next.key, next.sample.seq, epoch)
    return looked.map(({ sample, found }) => (sample && found?.epoch === epoch ? found.cause : null))
  }
}
