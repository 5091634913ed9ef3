import { useEffect, useState } from 'react'
import { problemOf } from '../../api/problem.ts'
import type { Event } from '../../api/types.ts'
import { readLines } from '../../live/read-lines.ts'
import { EventTable } from '../../parts/event-table.tsx'
import { counted, number } from '../../parts/format.ts'
import { Nothing, Trouble } from '../../parts/says.tsx'
import { gatewayNow, Time } from '../../parts/time.tsx'
import { credentials } from '../../session/credentials.ts'
import { apiQuery, type EventQuery } from './event-query.ts'
import styles from './events.module.css'

interface Progress {
  readonly looked: number
  readonly of: number
  readonly to: string | null
}

const reasons: Readonly<Record<string, string>> = {
  all: 'all looked at',
  limit: 'enough for now',
  time: 'ten minutes are over',
  unavailable: 'the store does not answer',
  stopped: 'stopped',
}

/** Looks through bodies, the newest first, and shows what it finds as it goes; ended by who looks at any moment. */
export function TextSearch({
  query,
  current,
  suffix,
}: {
  query: EventQuery
  current: string | undefined
  suffix: string
}) {
  const [rows, setRows] = useState<readonly Event[]>([])
  const [progress, setProgress] = useState<Progress | null>(null)
  const [ended, setEnded] = useState<End | null>(null)
  const [before, setBefore] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<unknown>(null)
  const [stop, setStop] = useState<AbortController | null>(null)
  const { source, type, from, to } = apiQuery(query, gatewayNow())
  const asked = JSON.stringify({
    text: query.text,
    source,
    type,
    from,
    to,
    limit: 200,
    ...(before !== null && { before }),
  })
  useEffect(() => {
    const controller = new AbortController()
    setStop(controller)
    if (before === null) setRows([])
    setProgress(null)
    setEnded(null)
    setTrouble(null)
    void look(asked, controller.signal, {
      hit: (event) => setRows((found) => [...found, event]),
      progress: setProgress,
      end: setEnded,
    }).catch((error) => {
      if (!controller.signal.aborted) setTrouble(error)
    })
    return () => controller.abort()
  }, [asked, before])
  const cancel = (): void => {
    stop?.abort()
    setEnded({ kind: 'end', reason: 'stopped', next: null })
  }
  return (
    <>
      <div className={styles.progress} role="status">
        <span className="num">
          {counted(rows.length, 'match', 'matches')}
          {progress !== null && `, ${number(progress.looked)} of ${number(progress.of)} looked at`}
          {progress?.to != null && (
            <>
              , to <Time at={progress.to} />
            </>
          )}
          {ended !== null && ` · ${reasons[ended.reason] ?? ended.reason}`}
        </span>
        <progress value={progress?.looked ?? 0} max={Math.max(1, progress?.of ?? 1)} aria-label="Looked at" />
        {ended === null && trouble === null && (
          <button type="button" onClick={cancel}>
            Stop
          </button>
        )}
        {ended?.next != null && (
          <button type="button" onClick={() => setBefore(ended.next)}>
            Look on
          </button>
        )}
      </div>
      {trouble !== null && <Trouble error={trouble} />}
      <EventTable
        label="Events with this text"
        rows={rows}
        suffix={suffix}
        current={current}
        foot={
          rows.length === 0 && ended !== null ? (
            <Nothing title="No body has this text.">
              <p className="muted">
                Looked for <code>{query.text}</code> in what is kept and matches the rest.
              </p>
            </Nothing>
          ) : undefined
        }
      />
    </>
  )
}

async function look(
  asked: string,
  signal: AbortSignal,
  tell: { hit(event: Event): void; progress(progress: Progress): void; end(end: End): void },
): Promise<void> {
  // By POST: what is looked for stands in no address, and so in no log.
  const ask = (): Promise<Response> =>
    fetch('/api/v1/events/search', {
      method: 'POST',
      headers: { ...credentials.headers(), 'content-type': 'application/json' },
      body: asked,
      signal,
      cache: 'no-store',
    })
  let response = await ask()
  // Each has one search: the one that was just left here may not have ended yet.
  for (let again = 0; response.status === 429 && again < 3; again++) {
    await new Promise((resolve) => setTimeout(resolve, 300))
    response = await ask()
  }
  if (!response.ok || response.body === null) throw await problemOf(response)
  for await (const line of readLines(response.body)) {
    const told = JSON.parse(line) as Line
    if (told.kind === 'hit') tell.hit(told.event)
    else if (told.kind === 'progress') tell.progress(told)
    else tell.end(told)
  }
}

type Line = { readonly kind: 'hit'; readonly event: Event } | ({ readonly kind: 'progress' } & Progress) | End

interface End {
  readonly kind: 'end'
  readonly reason: string
  /** Where it goes on; null: all was looked at. */
  readonly next: string | null
}
