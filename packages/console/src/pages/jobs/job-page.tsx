import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Time } from '../../parts/time.tsx'
import styles from './jobs.module.css'

/** One job that goes through many events, a replay or an erasure: how far it has come, and what is known of it. */
export function JobPage(props: {
  readonly id: string
  readonly noun: string
  /** The page of all such jobs, and its name. */
  readonly list: readonly [path: string, name: string]
  readonly state: ReactNode
  /** Buttons, where there is something to be done about it. */
  readonly acts: ReactNode
  /** The part that was looked at, from 0 to 1. */
  readonly progress: number
  /** What it has done so far. */
  readonly told: ReactNode
  /** Terms and what they are, in a list of facts. */
  readonly facts: ReactNode
  /** The word for its beginning. */
  readonly begun: string
  readonly createdAt: string
  readonly endedAt: string | null
  readonly children?: ReactNode
}) {
  const { id, noun, list, state, acts, progress, told, facts, begun, createdAt, endedAt, children } = props
  const [path, name] = list
  return (
    <div className="stack">
      <p>
        <Link href={path}>← {name}</Link>
      </p>
      <div className="line">
        <h1>
          {noun} <span className="id muted">{id}</span>
        </h1>
        {state}
        {acts && <span className="push line">{acts}</span>}
      </div>
      <div className={`panel pad ${styles.progress}`} role="status">
        <progress value={progress} max={1} aria-label="Events looked at" />
        {told}
      </div>
      <dl className="facts">
        {facts}
        <dt>{begun}</dt>
        <dd>
          <Time at={createdAt} form="full" />
        </dd>
        {endedAt !== null && (
          <>
            <dt>Ended</dt>
            <dd>
              <Time at={endedAt} form="full" />
            </dd>
          </>
        )}
      </dl>
      {children}
    </div>
  )
}
