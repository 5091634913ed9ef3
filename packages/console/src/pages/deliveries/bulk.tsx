import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { call } from '../../api/call.ts'
import { queryClient } from '../../api/queries.ts'
import { counted, number } from '../../parts/format.ts'
import { keepView } from '../../parts/kept-views.ts'
import { Trouble } from '../../parts/says.tsx'
import { gatewayNow } from '../../parts/time.tsx'
import { useIdentity } from '../../session/session.tsx'
import styles from './bulk.module.css'
import { addressOfDone, type DeliveryQuery } from './delivery-query.ts'

interface Step {
  readonly matched?: number
  readonly retried?: number
  readonly expired?: number
  readonly discarded?: number
  readonly next: string | null
}

interface Sums {
  readonly matched: number
  readonly done: number
  readonly expired: number
}

const none: Sums = { matched: 0, done: 0, expired: 0 }

/**
 * What can be done with all that match, or with those that are chosen: first counted, then done a bounded step at a time,
 * and stopped between two steps. What is done stays done: it is a filter that one can come back to.
 */
export function Bulk(props: {
  readonly query: DeliveryQuery
  /** What the API is told of the query. */
  readonly selection: Readonly<Record<string, string>>
  readonly chosen: ReadonlySet<string>
  /** Told when something was done: what was chosen is no longer what it was. */
  readonly onDone: () => void
}) {
  const { query, chosen, onDone } = props
  const selection = JSON.stringify(props.selection)
  const [count, setCount] = useState<Sums | null>(null)
  const [work, setWork] = useState<{
    readonly sums: Sums
    readonly of: number
    readonly where: string
    readonly become: 'pending' | 'discarded'
    readonly ended: boolean
  } | null>(null)
  const [trouble, setTrouble] = useState<unknown>(null)
  const [stop, setStop] = useState<AbortController | null>(null)
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was done is counted anew
  useEffect(() => {
    const controller = new AbortController()
    setCount(null)
    setWork(null)
    void walk(
      '/deliveries/retry',
      { ...JSON.parse(selection), dryRun: true },
      controller.signal,
      setCount,
    ).catch((error) => !controller.signal.aborted && setTrouble(error))
    return () => controller.abort()
  }, [selection, round])
  const { identity } = useIdentity()
  const panel = useRef<HTMLDivElement>(null)
  const begin = (
    of: number,
    /** What they are then. */
    become: 'pending' | 'discarded',
    run: (signal: AbortSignal, tell: (sums: Sums) => void) => Promise<void>,
  ): void => {
    const controller = new AbortController()
    const where = addressOfDone(JSON.parse(selection), become, gatewayNow())
    setStop(controller)
    setTrouble(null)
    setWork({ sums: none, of, where, become, ended: false })
    // What was pressed is gone: who has no mouse goes on from here.
    panel.current?.focus()
    const tell = (sums: Sums): void => setWork({ sums, of, where, become, ended: false })
    // One can come back to it from anywhere, among the saved views.
    const name = `${counted(of, 'delivery', 'deliveries')} of ${new Date().toLocaleString()}`
    keepView(identity.name, { name, to: where })
    void run(controller.signal, tell)
      .catch((error) => !controller.signal.aborted && setTrouble(error))
      .finally(() => {
        setWork((before) => before && { ...before, ended: true })
        setStop(null)
        onDone()
        void queryClient.invalidateQueries()
      })
  }
  const all = count?.matched ?? 0
  // What was done stays in sight when nothing is left in the list.
  if (work === null && trouble === null && count !== null && all === 0) return null
  return (
    <div ref={panel} tabIndex={-1} className={`panel ${styles.bulk}`}>
      {work === null ? (
        <div className="line">
          <p className="num" role="status">
            {count === null
              ? 'Counting …'
              : `${counted(all, 'delivery', 'deliveries')} match${all === 1 ? 'es' : ''}`}
            {(count?.expired ?? 0) > 0 &&
              `, of which ${number(count?.expired ?? 0)} can not be sent: their content is no longer kept`}
          </p>
          <span className="push line">
            {chosen.size > 0 && (
              <button
                type="button"
                className="primary"
                onClick={() =>
                  begin(chosen.size, 'pending', (signal, tell) => each([...chosen], signal, tell))
                }
              >
                Send {number(chosen.size)} chosen again
              </button>
            )}
            <button
              type="button"
              disabled={all === 0}
              onClick={() =>
                begin(all, 'pending', (signal, tell) =>
                  walk('/deliveries/retry', JSON.parse(selection), signal, tell),
                )
              }
            >
              Send {all === 1 ? 'it' : `all ${number(all)}`} again
            </button>
            {query.state === 'dead' && (
              <Discard
                count={all}
                onDiscard={(reason) =>
                  begin(all, 'discarded', (signal, tell) =>
                    walk('/deliveries/discard', { ...JSON.parse(selection), reason }, signal, tell),
                  )
                }
              />
            )}
          </span>
        </div>
      ) : (
        <div className="line">
          <progress value={work.sums.matched} max={Math.max(1, work.of)} aria-label="Progress" />
          <p className="num" role="status">
            {number(work.sums.done)} of {number(work.of)} {work.ended ? 'done' : 'so far'}
            {work.sums.expired > 0 && `, ${number(work.sums.expired)} left as they are`}
          </p>
          <span className="push line">
            {stop !== null && (
              <button type="button" onClick={() => stop.abort()}>
                Stop
              </button>
            )}
            {work.ended && (
              <>
                <Link className="button" href={work.where}>
                  {work.become === 'pending' ? 'See them go →' : 'See them, or send them after all →'}
                </Link>
                <button type="button" onClick={() => setRound(round + 1)}>
                  Done
                </button>
              </>
            )}
          </span>
        </div>
      )}
      {trouble !== null && <Trouble error={trouble} />}
    </div>
  )
}

/** What nobody looks for any more wants the number typed. It can be sent after all while its content is kept. */
function Discard({ count, onDiscard }: { count: number; onDiscard: (reason: string) => void }) {
  const [open, setOpen] = useState(false)
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (open) first.current?.focus()
  }, [open])
  if (!open)
    return (
      <button type="button" className="danger" disabled={count === 0} onClick={() => setOpen(true)}>
        Discard …
      </button>
    )
  return (
    <form
      className={styles.discard}
      onSubmit={(event) => {
        event.preventDefault()
        onDiscard(reason)
      }}
    >
      <label>
        Why
        <input
          ref={first}
          required
          maxLength={500}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </label>
      <label>
        Type {count} to discard them
        <input
          inputMode="numeric"
          autoComplete="off"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </label>
      <button type="submit" className="danger" disabled={typed !== String(count) || reason.trim() === ''}>
        Discard {number(count)}
      </button>
      <button type="button" onClick={() => setOpen(false)}>
        Leave them
      </button>
    </form>
  )
}

/** Walks through all that match, a step a call. */
async function walk(
  path: string,
  body: Record<string, unknown>,
  signal: AbortSignal,
  tell: (sums: Sums) => void,
): Promise<void> {
  let sums = none
  let cursor: string | null = null
  do {
    const step: Step = await call<Step>(path, {
      method: 'POST',
      body: { ...body, ...(cursor !== null && { cursor }) },
      signal,
    })
    const done = step.retried ?? step.discarded ?? 0
    sums = {
      matched: sums.matched + (step.matched ?? done),
      done: sums.done + done,
      expired: sums.expired + (step.expired ?? 0),
    }
    tell(sums)
    cursor = step.next
  } while (cursor !== null && !signal.aborted)
}

async function each(ids: readonly string[], signal: AbortSignal, tell: (sums: Sums) => void): Promise<void> {
  for (const [index, id] of ids.entries()) {
    if (signal.aborted) return
    await call(`/deliveries/${id}/retry`, { method: 'POST', body: {}, signal })
    tell({ matched: index + 1, done: index + 1, expired: 0 })
  }
}
