import { useInfiniteQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { Link, useSearchParams } from 'wouter'
import { call } from '../api/call.ts'
import type { Page, RefusalGroup, Rejection } from '../api/types.ts'
import { useNews } from '../live/use-feed.ts'
import { bytes, firstSentence } from '../parts/format.ts'
import { type Column, RowGrid } from '../parts/row-grid.tsx'
import { SavedViews } from '../parts/saved-views.tsx'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import { Time } from '../parts/time.tsx'
import styles from './list.module.css'
import { GroupList } from './refused/group-list.tsx'
import { useRefusalGroups } from './refused/refusal-groups.ts'
import refused from './refused/refused.module.css'

const columnsOf = (why: Why): readonly Column<Rejection>[] => [
  {
    name: 'Received',
    width: 'minmax(104px, max-content)',
    cell: ({ receivedAt }) => <Time at={receivedAt} still />,
  },
  { name: 'Source', width: 'minmax(72px, 1fr)', cell: ({ source }) => source },
  { name: 'Reason', width: 'minmax(120px, 3fr)', cell: (rejection) => firstSentence(why(rejection)) },
  {
    name: 'From',
    width: '150px',
    cell: ({ network }) => <span className="mono">{network}</span>,
    wide: true,
  },
  { name: 'Size', width: '72px', cell: ({ size }) => bytes(size), end: true, wide: true },
]

type Why = (rejection: Rejection) => string

/** The cause that was found, where one was looked for. */
function whyOf(groups: readonly RefusalGroup[]): Why {
  const sentences = new Map(
    groups.flatMap(({ causes }) => causes.map(({ codes, cause }) => [codes.join('+'), cause])),
  )
  return ({ causeCodes, explanation }) => sentences.get(causeCodes?.join('+') ?? '') ?? explanation
}

/** What was refused: by source and reason first, then one by one. */
export default function Rejections() {
  const [params] = useSearchParams()
  const source = params.get('source')
  const code = params.get('code')
  const cause = params.get('cause')
  const groups = useRefusalGroups(source)
  const list = useInfiniteQuery({
    queryKey: ['/rejections', source, code, cause],
    queryFn: ({ pageParam, signal }) =>
      call<Page<Rejection>>('/rejections', {
        query: { source, code, cause, limit: 200, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    refetchInterval: 15_000,
  })
  useNews((news) => {
    // They are counted once a second.
    if (news.kind === 'rejection') setTimeout(() => void groups.refetch(), 1500)
  })
  const { fetchNextPage, hasNextPage, isFetching } = list
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage()
  }, [hasNextPage, isFetching, fetchNextPage])
  if (groups.error) return <Trouble error={groups.error} onRetry={() => void groups.refetch()} />
  if (groups.data === undefined) return <Waiting />
  const why = whyOf(groups.data)
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? []
  if (groups.data.length === 0)
    return (
      <div className="stack">
        <h1>Refused</h1>
        <div className="panel">
          <Nothing title={source === null ? 'Nothing is refused.' : `Nothing of ${source} is refused.`}>
            <p className="muted">
              What does not verify is kept here with the proof of why, so that it can be let in once its cause
              is mended.
            </p>
            {source === null ? (
              <Link href="/events">What came in</Link>
            ) : (
              <Link href="/rejections">Of all sources</Link>
            )}
          </Nothing>
        </div>
      </div>
    )
  return (
    <div className={styles.page}>
      <div className="line">
        <h1>Refused{source !== null && ` · ${source}`}</h1>
        {(source ?? code ?? cause) !== null && <Link href="/rejections">Of all sources</Link>}
        <span className="muted push">counted as they came</span>
        <SavedViews />
      </div>
      <GroupList groups={groups.data} code={code} />
      <h2>One by one</h2>
      {cause !== null && (
        <p className="line">
          <span>
            Found to be refused for <code>{cause}</code>: not all that come are looked at.
          </span>
          <Link href={`/rejections?${without(params, 'cause')}`}>For any cause</Link>
        </p>
      )}
      {list.error && <Trouble error={list.error} onRetry={() => void list.refetch()} />}
      <RowGrid
        label="Refused requests"
        rows={rows}
        columns={columnsOf(why)}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => `/rejections/${id}`}
        className={refused.list ?? ''}
        onEnd={more}
        stale={list.isPlaceholderData}
        foot={rows.length === 0 ? <Nothing title={noneTitle(code, cause)} /> : undefined}
      />
    </div>
  )
}

function noneTitle(code: string | null, cause: string | null): string {
  if (cause !== null) return 'None that was looked at with this cause is kept.'
  return code === null ? 'None is kept any more.' : `None with ${code} is kept.`
}

function without(params: URLSearchParams, name: string): URLSearchParams {
  const rest = new URLSearchParams(params)
  rest.delete(name)
  return rest
}
