import { z } from 'zod'
import { bounds } from '../../model/bounds.ts'
import type { Rejection } from '../../model/rejection.ts'
import type { ReverifiedManyJson } from '../answers/rejection.ts'
import { formatCursor, parseCursor } from '../shapes/cursor.ts'
import { whole } from '../shapes/whole.ts'
import type { ApiContext } from './context.ts'
import { nextSchema } from './delivery-selection.ts'
import { findSource } from './find.ts'
import { type Operation, operation } from './operation.ts'
import { outcomeProblem } from './outcome-problem.ts'

interface ManyInput {
  readonly source: string
  readonly code?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
  readonly dryRun: boolean
}

const manyInput: z.ZodType<ManyInput, unknown> = z.strictObject({
  source: z.string().max(100),
  code: z.string().max(100).optional().meta({ description: 'Refused with this error.' }),
  limit: whole(bounds.reverified).default(bounds.reverified.usual).meta({
    description: 'Verified in one call; whoever wants them let in at a rate asks for so many a second.',
  }),
  cursor: z.string().max(200).optional().meta({ description: '`next` of the call before.' }),
  dryRun: z.boolean().default(false).meta({ description: 'Counts those that are meant, and lets none in.' }),
})

const manyAnswer: z.ZodType<ReverifiedManyJson> = z.object({
  matched: z.int().meta({ description: 'That are meant.' }),
  bytes: z.int().meta({ description: 'Of their bodies.' }),
  letIn: z.int().meta({ description: 'That have become events.' }),
  duplicates: z.int().meta({ description: 'That were events already.' }),
  refused: z.int().meta({ description: 'That are refused still, or damaged, and stay.' }),
  next: nextSchema,
})

/** What a dry run looks at in one call. */
const mostCounted = 10_000
const mostRows = 10_000

/** `/rejections/reverify`: lets in what verifies now, the oldest first, so that each key keeps its order. */
export function reverifyManyOperation({ journal, live, ingest }: ApiContext): Operation {
  return operation({
    method: 'post',
    path: '/rejections/reverify',
    id: 'reverifyRejections',
    summary:
      'Verify refused requests of a source again as of their receipt, the oldest first, and let in those that hold, a bounded step a call',
    action: 'rejections.write',
    body: manyInput,
    status: 200,
    answer: manyAnswer,
    codes: ['ERR_NOT_FOUND', 'ERR_CURSOR'],
    async handle({ body, act }) {
      const { number } = findSource(live.current().configuration, body.source)
      const after = body.cursor === undefined ? null : (parseCursor('reverify', 1, body.cursor)[0] ?? null)
      const limit = body.dryRun ? mostCounted : body.limit
      const { items, reached } = await journal.lookAtRejections({
        ...{ sources: [number], after, upwards: true, limit, rows: mostRows },
        ...(body.code !== undefined && { code: body.code }),
      })
      const next = nextOf(items, limit, reached)
      const bytes = items.reduce((sum, { size }) => sum + size, 0)
      const done = { matched: items.length, bytes, letIn: 0, duplicates: 0, refused: 0, next }
      if (body.dryRun) return done
      const asked = { ...act, asked: { source: body.source, code: body.code ?? null } }
      for (const [index, { seq }] of items.entries()) {
        const kept = await journal.rejection(seq)
        const outcome = kept?.damaged ? null : await ingest.reverify(seq, asked)
        if (outcome?.kind === 'failed') {
          // What was let in is told; the next call says what is in the way.
          if (index === 0) throw outcomeProblem(outcome)
          const seen = items.slice(0, index)
          const told = { matched: index, bytes: seen.reduce((sum, { size }) => sum + size, 0) }
          return { ...done, ...told, next: formatCursor('reverify', [seen.at(-1)?.seq ?? 0]) }
        }
        if (outcome?.kind === 'accepted') done.letIn++
        else if (outcome?.kind === 'duplicate') done.duplicates++
        else if (outcome?.kind !== 'gone') done.refused++
      }
      return done
    },
  })
}

function nextOf(items: readonly Rejection[], limit: number, reached: number | null): string | null {
  const last = items.length === limit ? items.at(-1)?.seq : reached
  return last == null ? null : formatCursor('reverify', [last])
}
