import type { ReactNode } from 'react'
import { Problem } from '../api/problem.ts'
import styles from './says.module.css'

/** What went wrong, why, and what to do about it; with a way to try again where there is one. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = error instanceof Problem ? error : null
  return (
    <div role="alert" className={styles.trouble}>
      <p>
        <span aria-hidden="true">✕ </span>
        <b>{error instanceof Error ? error.message : 'Something went wrong in this page.'}</b>
      </p>
      {problem?.hint && <p>{problem.hint}</p>}
      {problem?.faults.map(({ at, message }) => (
        <p key={at}>
          <code>{at}</code> {message}
        </p>
      ))}
      <div className="line">
        {onRetry && (
          <button type="button" onClick={onRetry}>
            Try again
          </button>
        )}
        {problem?.code && <code className="muted">{problem.code}</code>}
      </div>
    </div>
  )
}

/** What is said where there is nothing to show: what was looked for, and what to do next. */
export function Nothing({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={styles.nothing}>
      <p className={styles.title}>{title}</p>
      {children}
    </div>
  )
}

/** While nothing is there yet: its place, and after a moment that it is being asked for. */
export function Waiting({ what = 'the gateway' }: { what?: string }) {
  return (
    <p role="status" className={styles.waiting}>
      Asking {what} …
    </p>
  )
}
