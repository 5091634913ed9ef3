import { keepPreviousData, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type CallOptions, call, mayPass } from './call.ts'
import type { Page } from './types.ts'

/** Old rows stay while new ones are asked for, and what was refused is not asked for again. */
export const queryClient: QueryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (_count, error) => mayPass(error),
      retryDelay: (count) => Math.min(5000, 500 * 2 ** count),
      networkMode: 'always',
      staleTime: 5000,
    },
    mutations: { networkMode: 'always', retry: false },
  },
})

type Query = NonNullable<CallOptions['query']>

/** One thing of the API, by its path; asked for again each time that `everyMs` is over. */
export function useApi<Answer>(
  path: string,
  query: Query = {},
  options: { readonly everyMs?: number; readonly enabled?: boolean } = {},
): UseQueryResult<Answer> {
  return useQuery({
    queryKey: [path, query],
    queryFn: ({ signal }) => call<Answer>(path, { query, signal }),
    placeholderData: keepPreviousData as never,
    ...(options.everyMs !== undefined && { refetchInterval: options.everyMs }),
    enabled: options.enabled ?? true,
  }) as UseQueryResult<Answer>
}

/** Time for each item of a list until it is asked for again, in ms: 50,000 are at least 250 s apart. */
const againMsEach = 5

/**
 * The whole of a list that people make by hand, such as the sources: `most` at the most, page by page. It is asked for
 * again each time that `everyMs` is over, a long one more seldom.
 */
export function useAll<Item>(
  path: string,
  options: { readonly everyMs?: number; readonly enabled?: boolean; readonly most?: number } = {},
): UseQueryResult<readonly Item[]> {
  const { everyMs, most = 10_000 } = options
  return useQuery({
    queryKey: [path, 'all', most],
    queryFn: async ({ signal }) => {
      const items: Item[] = []
      let cursor: string | null = null
      do {
        const page: Page<Item> = await call(path, { query: { limit: 200, cursor }, signal })
        items.push(...page.items)
        cursor = page.next
      } while (cursor !== null && items.length < most)
      return items
    },
    refetchInterval: ({ state }) =>
      everyMs === undefined ? false : Math.max(everyMs, againMsEach * (state.data?.length ?? 0)),
    enabled: options.enabled ?? true,
    staleTime: 15_000,
  })
}
