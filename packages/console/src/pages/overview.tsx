import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../api/queries.ts'
import type { Stats } from '../api/types.ts'
import { useNews } from '../live/use-feed.ts'
import { number } from '../parts/format.ts'
import { Trouble, Waiting } from '../parts/says.tsx'

/** How all is now, trouble first. */
export default function Overview() {
  const stats = useApi<Stats>('/stats')
  const client = useQueryClient()
  useNews((news) => {
    if (news.kind === 'stats') client.setQueryData(['/stats', {}], news.stats)
  })
  if (stats.error) return <Trouble error={stats.error} onRetry={() => void stats.refetch()} />
  if (stats.data === undefined) return <Waiting />
  return (
    <div className="stack">
      <h1>Overview</h1>
      <p>{number(stats.data.events)} events stored</p>
    </div>
  )
}
