import { z } from 'zod'
import type { AuditRow } from '../../model/audit.ts'
import type { AuditJson } from '../answers/audit.ts'
import type { Page } from '../answers/page.ts'
import { auditProofSchema, auditSchema, showAudit, showProof } from '../shapes/audit-json.ts'
import { formatCursor, parseCursor } from '../shapes/cursor.ts'
import { type PageQuery, pageFields, pageOf } from '../shapes/list.ts'
import { momentSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'

interface AuditQuery extends PageQuery {
  readonly operation?: string | undefined
  readonly by?: string | undefined
  readonly target?: string | undefined
  readonly from?: number | undefined
  readonly to?: number | undefined
}

const text = z.string().min(1).max(200)

const auditQuery: z.ZodType<AuditQuery, unknown> = z.strictObject({
  ...pageFields,
  operation: text.optional().meta({ description: 'Such as `createSource`.' }),
  by: text.optional().meta({ description: 'Name or id of a token or a person; `admin` or `gateway`.' }),
  target: text.optional().meta({ description: 'A name or id in the path, or the id of what was changed.' }),
  from: momentSchema.optional().meta({ description: 'From then on.' }),
  to: momentSchema.optional().meta({ description: 'Before then.' }),
})

const rowsAtOnce = 500
/** Rows that one call looks at; it then answers with what it has found, and where to go on. */
const mostLookedAt = 5_000

/** `/audit`: who did what. */
export function auditOperations(context: ApiContext): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/audit',
      id: 'listAudit',
      summary: 'List who did what, the newest first; a page may have fewer than asked for and still a next',
      action: 'audit.read',
      query: auditQuery,
      status: 200,
      answer: pageOf(auditSchema),
      codes: ['ERR_CURSOR'],
      handle: async ({ query }) => await listed(context, query),
    }),
    operation({
      method: 'get',
      path: '/audit/verify',
      id: 'verifyAudit',
      summary: 'Prove that every row is as it was written; names the first that is not',
      action: 'audit.read',
      status: 200,
      answer: auditProofSchema,
      codes: [],
      handle: async () => showProof(await context.journal.proveAudit()),
    }),
  ]
}

async function listed({ journal, live }: ApiContext, query: AuditQuery): Promise<Page<AuditJson>> {
  const { configuration } = live.current()
  const people = await journal.people()
  const names = new Map([...configuration.tokens, ...people].map(({ id, name }) => [id, name]))
  const { sources, destinations, tokens } = configuration
  const idsOf = (name: string): string[] =>
    [...sources, ...destinations, ...tokens, ...people].filter((one) => one.name === name).map(({ id }) => id)
  const matches = matching(query, idsOf)
  const first = query.cursor === undefined ? null : parseCursor('audit', 1, query.cursor)[0]
  let before = typeof first === 'number' ? first : Number.MAX_SAFE_INTEGER
  const items: AuditJson[] = []
  for (let looked = 0; looked < mostLookedAt; looked += rowsAtOnce) {
    const rows = await journal.auditRows({ before, limit: rowsAtOnce })
    for (const row of rows) {
      before = row.number
      if (matches(row)) items.push(showAudit(row, names))
      if (items.length === query.limit) return { items, next: nextAfter(before) }
    }
    if (rows.length < rowsAtOnce) return { items, next: null }
  }
  return { items, next: nextAfter(before) }
}

function nextAfter(number: number): string | null {
  return number <= 1 ? null : formatCursor('audit', [number])
}

function matching(
  { operation: asked, by, target, from, to }: AuditQuery,
  idsOf: (name: string) => string[],
): (row: AuditRow) => boolean {
  const actors = by === undefined ? null : new Set([by, ...idsOf(by)])
  const targets = target === undefined ? null : new Set([target, ...idsOf(target)])
  return (row) =>
    (asked === undefined || row.operation === asked) &&
    (from === undefined || row.at >= from) &&
    (to === undefined || row.at < to) &&
    (actors === null || row.actor.split(' ').some((part) => actors.has(part))) &&
    (targets === null ||
      row.target.split('/').some((part) => targets.has(part)) ||
      [...targets].some((id) => row.outline.includes(JSON.stringify(id))))
}
