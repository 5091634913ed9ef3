import { z } from 'zod'
import { bounds } from '../../model/bounds.ts'
import type { Page, TwoWayPage } from '../answers/page.ts'
import { formatCursor, parseCursor } from './cursor.ts'
import { timeSchema } from './times.ts'
import { wholeText } from './whole.ts'

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
  limit: wholeText(bounds.page).default(bounds.page.usual).meta({ description: 'Items on a page.' }),
  cursor: z.string().max(200).optional().meta({ description: '`next` of the page before.' }),
}

/** What lists take that are read in both directions; one of the four says where a page lies. */
export interface TwoWayQuery extends PageQuery {
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly around?: string | undefined
}

/** The fields of `TwoWayQuery`. */
export const twoWayFields: typeof pageFields & {
  before: z.ZodOptional<z.ZodString>
  after: z.ZodOptional<z.ZodString>
  around: z.ZodOptional<z.ZodString>
} = {
  ...pageFields,
  cursor: z.string().max(200).optional().meta({ description: '`next` or `previous` of another page.' }),
  before: z.string().max(100).optional().meta({ description: 'An id: what is older than it.' }),
  after: z.string().max(100).optional().meta({ description: 'An id: the nearest of what is newer than it.' }),
  around: z.string().max(100).optional().meta({
    description: 'An id or a time: half of the page is newer, the rest is that and older.',
  }),
}

/** The schema of such a page. */
export function twoWayPageOf<Item>(item: z.ZodType<Item>): z.ZodType<TwoWayPage<Item>> {
  return z.object({
    items: z.array(item).readonly(),
    next: z.string().nullable().meta({ description: 'Passed as `cursor`: what is older. Null: nothing is.' }),
    previous: z.string().nullable().meta({
      description: 'Passed as `cursor`: what is newer. Null: nothing was when this was answered.',
    }),
    lookedTo: timeSchema.nullable().meta({
      description:
        'Where a page has fewer items than its limit since only so much is looked at in one call: how far in time it looked. Its cursor goes on from there.',
    }),
    estimate: z
      .object({ count: z.int(), exact: z.boolean() })
      .optional()
      .meta({ description: 'How many items the list has, counted or reckoned; where that can be told.' }),
  })
}

/** The query of lists without filters. */
export const pageQuery: z.ZodType<PageQuery> = z.strictObject(pageFields)

/** What has not been deleted. */
export function isThere({ deletedAt }: { readonly deletedAt: number | null }): boolean {
  return deletedAt === null
}

/**
 * Cuts a page out of what is held in memory, in the order of a number that never changes and no two share.
 *
 * @param from - those from a number on, in order
 * @param wanted - which of them the list shows
 */
export function pageBy<Item>(
  list: string,
  from: (place: number) => Iterable<Item>,
  place: (item: Item) => number,
  query: PageQuery,
  wanted: (item: Item) => boolean,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const after = query.cursor === undefined ? -1 : (parseCursor(list, 1, query.cursor)[0] ?? -1)
  const items: Item[] = []
  for (const item of from(after + 1)) {
    if (!wanted(item)) continue
    const last = items.at(-1)
    if (items.length === query.limit && last !== undefined)
      return { items, next: formatCursor(list, [place(last)]) }
    items.push(item)
  }
  return { items, next: null }
}

/** Cuts a page out of what has no number, the oldest first; a cursor names a time, and how many of it were shown. */
export function pageByAge<Item extends { readonly createdAt: number }>(
  list: string,
  table: { from(createdAt: number): Iterable<Item> },
  query: PageQuery,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const [time, shown] = query.cursor === undefined ? [0, 0] : parseCursor(list, 2, query.cursor)
  const items: Item[] = []
  const at = time ?? 0
  const before = shown ?? 0
  let skipped = 0
  for (const item of table.from(at)) {
    if (item.createdAt === at && skipped < before) {
      skipped += 1
      continue
    }
    if (items.length === query.limit) {
      const same = items.filter(({ createdAt }) => createdAt === items.at(-1)?.createdAt).length
      const last = items.at(-1)?.createdAt ?? at
      return { items, next: formatCursor(list, [last, same + (last === at ? before : 0)]) }
    }
    items.push(item)
  }
  return { items, next: null }
}
