import { useId, useState } from 'react'
import { Copy } from './copy.tsx'
import styles from './secret-field.module.css'

/**
 * Takes a secret. It is no password field, which a browser would offer to keep; what is in it is covered until it is
 * asked to be shown.
 *
 * @param onMake - offers to make one, where the provider takes one that is given to it
 */
export function SecretField(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly hint?: string
  readonly required?: boolean
  readonly onMake?: () => string
}) {
  const { label, value, onChange, hint, required = false, onMake } = props
  const [shown, setShown] = useState(false)
  const [made, setMade] = useState('')
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <div className="line">
        <input
          id={id}
          className={`${styles.input} ${shown ? '' : styles.covered}`}
          type="text"
          name="countersign-secret"
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          required={required}
          value={value}
          aria-describedby={hint === undefined ? undefined : `${id}-hint`}
          onChange={({ target }) => onChange(target.value)}
        />
        <button type="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Cover' : 'Show'}
        </button>
        {onMake && (
          <button
            type="button"
            onClick={() => {
              const fresh = onMake()
              setMade(fresh)
              onChange(fresh)
            }}
          >
            {made === '' ? 'Make one' : 'Make another'}
          </button>
        )}
        {made !== '' && made === value && <Copy text={() => value} />}
      </div>
      {hint !== undefined && (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
      {made !== '' && made === value && (
        <p className="hint">Copy it now: once it is saved, nobody can look at it any more.</p>
      )}
      {/^\s|\s$/.test(value) && (
        <p role="status" className={styles.doubt}>
          It has white space at its {/^\s/.test(value) ? 'beginning' : 'end'}: part of the secret, or of the
          copying?
        </p>
      )}
    </div>
  )
}

/** A secret of 32 random bytes, in letters that every provider's form takes. */
export function makeSecret(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
