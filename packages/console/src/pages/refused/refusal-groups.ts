import { useQuery } from '@tanstack/react-query'
import { call } from '../../api/call.ts'
import type { RefusalGroup } from '../../api/types.ts'

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
