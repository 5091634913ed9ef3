import { useState } from 'react'
import { call } from '../../api/call.ts'
import type { NewSecret } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { makeSecret, SecretField } from '../../parts/secret-field.tsx'
import { SecretText } from '../../parts/secret-text.tsx'
import styles from './secrets.module.css'

const overlaps = [
  ['', 'stay valid'],
  ['3600', 'end in an hour'],
  ['86400', 'end in a day'],
  ['604800', 'end in a week'],
  ['0', 'end at once'],
] as const

/** Adds a secret beside the others, and says how long those overlap: so that nothing is refused meanwhile. */
export function AddSecret(props: {
  readonly path: string
  readonly noun: 'sources' | 'destinations'
  readonly others: number
  /** Offers to end it with a line end, which no field takes in. */
  readonly lineEnd?: boolean
  readonly onDone?: () => void
}) {
  const { path, noun, others, lineEnd = false, onDone } = props
  const [ended, setEnded] = useState(false)
  const [value, setValue] = useState('')
  const [overlap, setOverlap] = useState('86400')
  const [made, setMade] = useState<NewSecret | null>(null)
  const source = noun === 'sources'
  return (
    <details className={styles.add} open={onDone !== undefined}>
      <summary>{others === 0 ? 'Add a secret' : 'Rotate: add a secret'}</summary>
      <div className="stack">
        <SecretField
          label="New secret"
          value={value}
          onChange={setValue}
          hint={
            source
              ? 'As the provider shows it. Add it here first, then set it there.'
              : 'Leave it empty and one is made, shown once.'
          }
          {...(source && { onMake: makeSecret })}
        />
        {lineEnd && (
          <label className={styles.check}>
            <input type="checkbox" checked={ended} onChange={({ target }) => setEnded(target.checked)} />
            With a line end behind it, as the provider signs with
          </label>
        )}
        {others > 0 && (
          <label>
            The others
            <select value={overlap} onChange={({ target }) => setOverlap(target.value)}>
              {overlaps.map(([seconds, does]) => (
                <option key={seconds} value={seconds}>
                  {does}
                </option>
              ))}
            </select>
            <small>Until then all are valid. Look at “last used” before the old one ends.</small>
          </label>
        )}
        <div className="stack">
          <div>
            <Act
              className="primary"
              disabled={source && value === ''}
              act={() =>
                call<NewSecret>(path, {
                  method: 'POST',
                  body: {
                    ...(value !== '' && { value: ended ? `${value}\n` : value }),
                    ...(others > 0 && overlap !== '' && { expireOthersAfterSeconds: Number(overlap) }),
                  },
                })
              }
              onDone={(secret) => {
                setMade(secret)
                setValue('')
                onDone?.()
              }}
            >
              Add it
            </Act>
          </div>
        </div>
        {made !== null && (
          <div role="status" className="stack">
            <p>
              Added as <span className="id">{made.id}</span>
            </p>
            {made.value !== undefined && (
              <p className="line">
                Shown this once: <SecretText value={made.value} />
              </p>
            )}
            {made.warnings?.map((warning) => (
              <p key={warning} className={styles.doubt}>
                {warning}
              </p>
            ))}
          </div>
        )}
      </div>
    </details>
  )
}
