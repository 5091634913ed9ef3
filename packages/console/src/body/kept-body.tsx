import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { callBody, type KeptBody } from '../api/call.ts'
import { Problem } from '../api/problem.ts'
import { queryClient } from '../api/queries.ts'
import { Act } from '../parts/act.tsx'
import { counted } from '../parts/format.ts'
import { Trouble, Waiting } from '../parts/says.tsx'
import { useMay } from '../session/session.tsx'
import { BodyView } from './body-view.tsx'
import type { SearchValue } from './json-view.tsx'

/** The body that is kept of an event or a rejection, by its path. */
export function useKeptBody(path: string, enabled: boolean): UseQueryResult<KeptBody> {
  return useQuery({
    queryKey: [path, 'body'],
    queryFn: ({ signal }) => callBody(`${path}/body`, { signal }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** A kept body, with a way to see what its source masks for whoever may: an act of which the audit tells. */
export function KeptBodyView(props: {
  readonly path: string
  readonly body: UseQueryResult<KeptBody>
  readonly onSearch?: SearchValue
}) {
  const { path, body, onSearch } = props
  const may = useMay('events.unmask')
  // For as long as the page is open, and for this one alone.
  const [whole, setWhole] = useState<KeptBody | null>(null)
  const isMasked = body.error instanceof Problem && body.error.code === 'ERR_MASKED'
  const shown = whole ?? body.data
  if (shown === undefined && !isMasked)
    return body.error ? <Trouble error={body.error} /> : <Waiting what="for the body" />
  const masked = whole === null ? (body.data?.masked ?? 0) : 0
  return (
    <div className="stack">
      {(masked > 0 || (isMasked && whole === null)) && (
        <div className="line panel pad">
          <p>
            {isMasked
              ? 'The whole body is masked: its source masks parts of JSON, and this is none.'
              : `${counted(masked, 'value')} ${masked === 1 ? 'is' : 'are'} masked, as its source asks.`}
          </p>
          {may && (
            <span className="push line">
              <Act
                act={() => callBody(`${path}/unmask`, { method: 'POST' })}
                onDone={(made) => {
                  setWhole(made)
                  void queryClient.invalidateQueries({ queryKey: ['/audit'] })
                }}
              >
                Show it: the audit tells of that
              </Act>
            </span>
          )}
        </div>
      )}
      {shown !== undefined && <BodyView body={shown.bytes} {...(onSearch && { onSearch })} />}
    </div>
  )
}
