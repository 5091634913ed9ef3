import { type FormEvent, useState } from 'react'
import { Trouble } from '../parts/says.tsx'
import { Mark } from '../shell/mark.tsx'
import { signInByCode, signInByToken } from './credentials.ts'
import styles from './sign-in.module.css'

/** The way in, for who comes without a link. */
export function SignInPage({ trouble }: { trouble: unknown }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Mark />
          <h1>Countersign</h1>
        </div>
        {trouble !== null && <Trouble error={trouble} />}
        <SignInForm />
      </div>
    </main>
  )
}

/** Takes a token, or a link as `countersign login` prints it: whichever is pasted. */
export function SignInForm() {
  const [text, setText] = useState('')
  const [trouble, setTrouble] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const given = text.trim()
    const code = /#sign-in=([A-Za-z0-9_-]+)$/.exec(given)?.[1]
    setBusy(true)
    setTrouble(null)
    void (code === undefined ? signInByToken(given) : signInByCode(code))
      .catch(setTrouble)
      .finally(() => setBusy(false))
  }
  return (
    <form onSubmit={submit} className="stack">
      <label>
        Token or sign-in link
        <input
          // Not a password field: a browser would offer to keep what is in it.
          className={styles.secret}
          type="text"
          name="countersign-token"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          required
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <small>
          The gateway’s own token lies in its data folder, in the file <code>token</code>.
        </small>
      </label>
      {trouble !== null && <Trouble error={trouble} />}
      <button type="submit" className="primary" disabled={busy || text.trim() === ''}>
        {busy ? 'Signing in …' : 'Sign in'}
      </button>
      <p className="hint">
        Or have a link made, which opens this page once: <code>countersign login</code>
      </p>
    </form>
  )
}
