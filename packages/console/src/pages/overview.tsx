import { useQueryClient } from '@tanstack/react-query'
import { useAll, useApi } from '../api/queries.ts'
import { useSeries } from '../api/series.ts'
import type { Destination, Event, Page, Source, Stats } from '../api/types.ts'
import { useNews } from '../live/use-feed.ts'
import { Trouble, Waiting } from '../parts/says.tsx'
import { useListeners } from './destinations/listening.tsx'
import { DestinationTable } from './overview/destination-table.tsx'
import styles from './overview/overview.module.css'
import { Rates } from './overview/rates.tsx'
import { SourceTable } from './overview/source-table.tsx'
import { TroubleList } from './overview/trouble-list.tsx'
import { useRefusalGroups } from './refused/refusal-groups.ts'
import { NoSource } from './sources/no-source.tsx'

/** As many sources and destinations as are looked at here; the rest have pages of their own. */
const most = 200
const hour = 3_600_000

/** How all is now: what is wrong in sentences, then what flows, then where from and where to. */
export default function Overview() {
  const stats = useApi<Stats>('/stats', {}, { everyMs: 10_000 })
  const sources = useAll<Source>('/sources', { everyMs: 15_000, most })
  const destinations = useAll<Destination>('/destinations', { everyMs: 5000, most })
  const lastHour = useSeries(hour, 'minute')
  const lastDay = useSeries(24 * hour, 'hour')
  const groups = useRefusalGroups(null)
  const listeners = useListeners()
  const client = useQueryClient()
  useNews((news) => {
    if (news.kind === 'stats') client.setQueryData(['/stats', {}], news.stats)
    if (news.kind === 'event') {
      const page: Page<Event> = { items: [news.event], next: null }
      client.setQueryData(['/events', { source: news.event.source, limit: 1 }], page)
    }
  })
  const error = stats.error ?? sources.error ?? destinations.error
  if (stats.data === undefined || sources.data === undefined || destinations.data === undefined)
    return error === null ? <Waiting /> : <Trouble error={error} onRetry={() => void stats.refetch()} />
  const shown = sources.data.filter(({ name }) => name !== 'countersign')
  return (
    <div className={styles.page}>
      <TroubleList
        stats={stats.data}
        sources={shown}
        destinations={destinations.data}
        hour={lastHour.data}
        groups={groups.data ?? []}
        listeners={listeners}
      />
      {shown.length === 0 ? (
        <NoSource make="Make the first source" others="Who may change things can make one here." />
      ) : (
        <>
          <Rates stats={stats.data} hour={lastHour.data} />
          <div className={styles.two}>
            <SourceTable sources={shown} day={lastDay.data} more={sources.data.length >= most} />
            <DestinationTable
              destinations={destinations.data}
              day={lastDay.data}
              more={destinations.data.length >= most}
            />
          </div>
        </>
      )}
    </div>
  )
}
