import { useState } from 'react'
import { Link } from 'wouter'
import { useIdentity } from '../session/session.tsx'
import { Dialog } from './dialog.tsx'
import { forgetView, keepView, viewsOf } from './kept-views.ts'
import styles from './saved-views.module.css'

/** What one looks at often, by a name: kept in this browser, of each person apart. */
export function SavedViews() {
  const { identity } = useIdentity()
  const [shown, show] = useState(false)
  const [views, setViews] = useState(() => viewsOf(identity.name))
  const [name, setName] = useState('')
  const open = (): void => {
    setViews(viewsOf(identity.name))
    show(true)
  }
  return (
    <>
      <button type="button" onClick={open}>
        Saved views
      </button>
      <Dialog open={shown} onClose={() => show(false)} title="Saved views">
        {views.length === 0 ? (
          <p className="muted">None yet. What you look at now can be come back to by a name.</p>
        ) : (
          <ul className={styles.views} aria-label="Saved views">
            {views.map((view) => (
              <li key={view.name} className={styles.view}>
                <Link href={view.to} onClick={() => show(false)}>
                  {view.name}
                </Link>
                <button
                  type="button"
                  className="small"
                  aria-label={`Forget ${view.name}`}
                  onClick={() => setViews(forgetView(identity.name, view.name))}
                >
                  Forget
                </button>
              </li>
            ))}
          </ul>
        )}
        <form
          className="line"
          onSubmit={(event) => {
            event.preventDefault()
            setViews(keepView(identity.name, { name: name.trim(), to: location.pathname + location.search }))
            setName('')
          }}
        >
          <label>
            Name of what you look at now
            <input
              required
              maxLength={80}
              autoComplete="off"
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          </label>
          <button type="submit" className="primary" disabled={name.trim() === ''}>
            Save it
          </button>
        </form>
        <p className="hint">
          In this browser, for {identity.name}. Words that are looked for in bodies are not kept with it.
        </p>
      </Dialog>
    </>
  )
}
