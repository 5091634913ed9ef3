import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/call.ts'
import { Problem } from '../../api/problem.ts'
import type { Page, Rejection } from '../../api/types.ts'

/** What was refused of one source for one reason. */
export interface RefusalGroup {
  readonly source: string
  readonly code: string
  readonly cause: string | null
  /** What is known without a proof; where the gateway counts, nothing. */
  readonly explanation?: string
  readonly count: number
  /** How many are kept, to be proven and let in. */
  readonly kept: number
  readonly firstAt: string
  readonly lastAt: string
  /** One that is kept. */
  readonly sample: string | null
}

/** Groups, and where they come from: counted by the gateway as they came, or from those that are kept. */
export interface RefusalGroups {
  readonly groups: readonly RefusalGroup[]
  readonly counted: boolean
  /** Kept ones that were looked at where nothing is counted; null: all. */
  readonly lookedAt: number | null
}

/** As many kept ones as are looked at where the gateway counts none. */
const most = 1000

/** What was refused, by source and reason. */
export function useRefusalGroups(source: string | null) {
  return useQuery({
    queryKey: ['/rejections', 'groups', source],
    queryFn: async ({ signal }): Promise<RefusalGroups> => {
      try {
        const query = { source }
        const { items } = await call<{ items: readonly RefusalGroup[] }>('/rejections/groups', {
          query,
          signal,
        })
        return { groups: [...items].sort(byTime), counted: true, lookedAt: null }
      } catch (error) {
        if (!(error instanceof Problem) || error.status === 0 || error.status === 401) throw error
      }
      const { items, all } = await keptOf({ source }, most, signal)
      return { groups: groupsOf(items), counted: false, lookedAt: all ? null : items.length }
    },
    refetchInterval: 10_000,
    placeholderData: (before) => before,
  })
}

/** Kept rejections, the newest first, page by page. */
export async function keptOf(
  query: { readonly source: string | null; readonly code?: string },
  limit: number,
  signal?: AbortSignal,
): Promise<{ items: readonly Rejection[]; all: boolean }> {
  const items: Rejection[] = []
  let cursor: string | null = null
  do {
    const page: Page<Rejection> = await call('/rejections', {
      query: { ...query, limit: 200, cursor },
      signal,
    })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null && items.length < limit)
  return { items, all: cursor === null }
}

/** Groups rejections that come newest first. */
function groupsOf(rejections: readonly Rejection[]): RefusalGroup[] {
  const groups = new Map<string, RefusalGroup>()
  for (const { id, source, code, receivedAt, explanation } of rejections) {
    const key = `${source} ${code}`
    const before = groups.get(key)
    groups.set(key, {
      source,
      code,
      cause: null,
      explanation,
      count: (before?.count ?? 0) + 1,
      kept: (before?.kept ?? 0) + 1,
      firstAt: receivedAt,
      lastAt: before?.lastAt ?? receivedAt,
      sample: before?.sample ?? id,
    })
  }
  return [...groups.values()].sort(byTime)
}

function byTime(one: RefusalGroup, other: RefusalGroup): number {
  return other.lastAt.localeCompare(one.lastAt)
}
