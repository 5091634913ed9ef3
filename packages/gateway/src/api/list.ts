import { z } from 'zod'
import { formatCursor, parseCursor } from './cursor.ts'

/** A page of a list. */
export interface Page<Item> {
  readonly items: Item[]
  /** Passed as `cursor` it gives the next page; null at the end. */
  readonly next: string | null
}

/** The schema of a page. */
export function pageOf<Item>(item: z.ZodType<Item>): z.ZodType<Page<Item>> {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

/** What every list takes. */
export interface PageQuery {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** The fields of `PageQuery`, for lists that take more. */
export const pageFields: {
  limit: z.ZodType<number>
  cursor: z.ZodOptional<z.ZodString>
} = {
  limit: z.coerce.number().int().min(1).max(200).default(50).meta({ description: 'Items on a page.' }),
  cursor: z.string().max(200).optional().meta({ description: '`next` of the page before.' }),
}

/** The query of lists without filters. */
export const pageQuery: z.ZodType<PageQuery> = z.strictObject(pageFields)

/** Cuts a page out of what is held in memory, in the order of a number that never changes. */
export function pageBy<Item>(
  list: string,
  items: readonly Item[],
  position: (item: Item) => number,
  query: PageQuery,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const after = query.cursor === undefined ? -1 : (parseCursor(list, 1, query.cursor)[0] ?? -1)
  const rest = items
    .filter((item) => position(item) > after)
    .sort((one, other) => position(one) - position(other))
  const page = rest.slice(0, query.limit)
  const last = page.at(-1)
  const more = rest.length > page.length && last !== undefined
  return { items: page, next: more ? formatCursor(list, [position(last)]) : null }
}
