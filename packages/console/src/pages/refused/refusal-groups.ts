import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/call.ts'

/** What was refused of one source with one code, counted by the gateway as it came. */
export interface RefusalGroup {
  /** Null: of those that were too many to tell apart. */
  readonly source: string | null
  readonly code: string
  /** Of the newest that is kept; null until the gateway has found it. */
  readonly cause: string | null
  readonly count: number
  /** How many are kept, to be proven and let in. */
  readonly kept: number
  readonly firstAt: string
  readonly lastAt: string
  /** The newest that is kept. */
  readonly sample: string | null
}

/** What was refused, by source and reason, the last first. */
export function useRefusalGroups(source: string | null) {
  return useQuery({
    queryKey: ['/rejections', 'groups', source],
    queryFn: async ({ signal }) =>
      (
        await call<{ items: readonly RefusalGroup[] }>('/rejections/groups', {
          query: { source },
          signal,
        })
      ).items,
    // A cause that is not known yet is being found: one at a time, as they are asked for.
    refetchInterval: ({ state }) => (state.data?.some(isOpen) ? 2_000 : 10_000),
    placeholderData: (before) => before,
  })
}

function isOpen({ cause, sample }: RefusalGroup): boolean {
  return cause === null && sample !== null
}
