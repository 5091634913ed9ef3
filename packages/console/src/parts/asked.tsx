import type { UseQueryResult } from '@tanstack/react-query'
import { Trouble, Waiting } from './says.tsx'

/** How the asking for a list stands that is shown below, where it was answered once: that it is waited for, or failed. */
export function Asked({ query: { error, isPending, refetch } }: { query: UseQueryResult<unknown> }) {
  if (error) return <Trouble error={error} onRetry={() => void refetch()} />
  return isPending ? <Waiting /> : null
}
