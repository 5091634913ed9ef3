import type { Rejection } from '../../../model/rejection.ts'
import type { Looked, RejectionLook } from '../../port/look.ts'
import { holdable, numberArray } from '../wire/array-literal.ts'
import type { Database } from '../wire/database.ts'
import { columns, type RejectionRow, rejectionOf } from '../write/rejections.ts'

/** Walks along the rejections as far as it may, and keeps what is wanted of that. */
export async function lookAtRejections(
  database: Database,
  look: RejectionLook,
): Promise<Looked<Rejection, number>> {
  const { after, upwards, sources } = look
  const values: unknown[] = []
  const conditions: string[] = []
  const where = (condition: string, value: unknown): void => {
    values.push(value)
    conditions.push(`${condition} ($${values.length})`)
  }
  const filter = (): string => (conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`)
  const order = `order by seq ${upwards ? 'asc' : 'desc'}`
  if (after !== null) where(upwards ? 'seq >' : 'seq <', after)
  if (sources !== undefined) where('source = any', numberArray(sources))
  const [last] = await database.read<{ seq: number }>(
    `select seq from countersign.rejection ${filter()} ${order} limit 1 offset ${look.rows - 1}`,
    values,
  )
  if (last !== undefined) where(upwards ? 'seq <=' : 'seq >=', last.seq)
  if (look.code !== undefined) where('code =', holdable(look.code))
  if (look.cause !== undefined) where('cause =', holdable(look.cause))
  if (look.from !== undefined) where('received >=', look.from)
  if (look.to !== undefined) where('received <', look.to)
  const rows = await database.read<RejectionRow>(
    `select ${columns} from countersign.rejection ${filter()} ${order} limit ${look.limit}`,
    values,
  )
  return { items: rows.map(rejectionOf), reached: last?.seq ?? null }
}
