import { type ReactNode, useState } from 'react'
import { Act } from '../../parts/act.tsx'
import styles from './settings.module.css'

/**
 * A form for something new that has a name, which is emptied once it was made.
 *
 * @param make - makes it, under a name of one letter or more
 */
export function NewNamed<Made>(props: {
  readonly label: string
  readonly title: string
  readonly placeholder?: string
  /** The other fields, after the name. */
  readonly fields: ReactNode
  readonly does: string
  readonly make: (name: string) => Promise<Made>
  readonly onDone?: (made: Made) => void
  /** What is told of the last that was made. */
  readonly children?: ReactNode
}) {
  const { label, title, placeholder, fields, does, make, onDone, children } = props
  const [text, setText] = useState('')
  const name = text.trim()
  return (
    <section className="panel pad stack" aria-label={label}>
      <h2>{title}</h2>
      <div className={styles.fields}>
        <label>
          Name
          <input
            value={text}
            autoComplete="off"
            spellCheck={false}
            placeholder={placeholder}
            onChange={({ target }) => setText(target.value)}
          />
        </label>
        {fields}
      </div>
      <div className="stack">
        <div>
          <Act
            className="primary"
            disabled={name === ''}
            act={() => make(name)}
            onDone={(made) => {
              setText('')
              onDone?.(made)
            }}
          >
            {does}
          </Act>
        </div>
      </div>
      {children}
    </section>
  )
}
