import type { ReactNode } from 'react'
import { queryClient } from '../api/queries.ts'
import { Act } from './act.tsx'
import { Plain } from './plain.tsx'
import styles from './says.module.css'
import type { Draft } from './use-draft.ts'

/**
 * Saves a draft, unless somebody else has changed the thing meanwhile: then it says what they have changed, and lets one
 * choose. Nothing of either is lost by itself.
 */
export function SaveDraft<Field extends string, Made>(props: {
  readonly draft: Draft<Field>
  readonly labels: Readonly<Record<Field, string>>
  readonly act: () => Promise<Made>
  readonly children: ReactNode
  readonly className?: string
  readonly disabled?: boolean
  readonly onDone?: (made: Made) => void
}) {
  const { draft, labels, act, children, className = '', onDone } = props
  const { disabled = Object.keys(draft.changed).length === 0 } = props
  if (draft.overtaken) return <Overtaken draft={draft} labels={labels} />
  return (
    <Act
      className={className}
      disabled={disabled}
      act={async () => {
        try {
          return await act()
        } catch (error) {
          // Where somebody was quicker, what they have made of it is shown.
          void queryClient.invalidateQueries()
          throw error
        }
      }}
      onDone={(made) => {
        draft.forget()
        onDone?.(made)
      }}
    >
      {children}
    </Act>
  )
}

function Overtaken<Field extends string>(props: {
  readonly draft: Draft<Field>
  readonly labels: Readonly<Record<Field, string>>
}) {
  const { draft, labels } = props
  const said = (text: string): ReactNode => (text === '' ? <i>empty</i> : <Plain text={text} />)
  return (
    <div role="alert" className={styles.trouble}>
      <p>
        <b>Somebody else has changed this since you began.</b> Nothing of yours is saved yet.
      </p>
      {draft.theirs.length === 0 ? (
        <p>What they changed stands elsewhere on this page.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">When you began</th>
              <th scope="col">Theirs</th>
              <th scope="col">Yours</th>
            </tr>
          </thead>
          <tbody>
            {draft.theirs.map(({ field, was, now }) => (
              <tr key={field}>
                <th scope="row">{labels[field]}</th>
                <td>{said(was)}</td>
                <td>{said(now)}</td>
                <td>{draft.changed[field] === undefined ? 'not changed' : said(draft.changed[field])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div className="line">
        <button type="button" onClick={draft.keepMine}>
          Keep what I changed
        </button>
        <button type="button" onClick={draft.forget}>
          Take theirs
        </button>
      </div>
    </div>
  )
}
