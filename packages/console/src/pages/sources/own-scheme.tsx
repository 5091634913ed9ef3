import { useState } from 'react'
import { call } from '../../api/call.ts'
import type { SchemeTrial } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { Plain } from '../../parts/plain.tsx'
import { State } from '../../parts/state.tsx'
import styles from './sources.module.css'

/** What somebody begins with who writes down how a provider signs. */
export const ownExample = `{
  "kind": "hmac",
  "name": "acme",
  "hash": "sha256",
  "encoding": "hex",
  "signature": { "header": "X-Acme-Signature" },
  "prefix": "sha256=",
  "content": ["body"]
}`

/** A scheme written out, and a message of the provider's to try it on before anything is saved. */
export function OwnScheme(props: {
  readonly text: string
  readonly onChange: (text: string) => void
  readonly secret: string
}) {
  const { text, onChange, secret } = props
  const [headers, setHeaders] = useState('')
  const [body, setBody] = useState('')
  const [tried, setTried] = useState<SchemeTrial | null>(null)
  const fault = faultOf(text)
  return (
    <>
      <label>
        How it signs, as JSON
        <textarea
          className={styles.code}
          rows={12}
          value={text}
          spellCheck={false}
          aria-invalid={fault !== null}
          onChange={({ target }) => onChange(target.value)}
        />
        <small>
          {fault ?? (
            <>
              <code>content</code> is what is signed: body, timestamp, id, url, method, or text.
            </>
          )}
        </small>
      </label>
      <fieldset className="panel pad stack">
        <legend>Try it on a message of the provider’s</legend>
        <label>
          Headers, one a line
          <textarea
            className={styles.code}
            rows={3}
            value={headers}
            spellCheck={false}
            placeholder="X-Acme-Signature: sha256=…"
            onChange={({ target }) => setHeaders(target.value)}
          />
        </label>
        <label>
          Body, as it came
          <textarea
            className={styles.code}
            rows={4}
            value={body}
            spellCheck={false}
            onChange={({ target }) => setBody(target.value)}
          />
        </label>
        <div className="line">
          <Act
            disabled={fault !== null || secret === ''}
            busy="Trying …"
            act={async () =>
              await call<SchemeTrial>('/schemes/try', {
                method: 'POST',
                body: { scheme: JSON.parse(text), secret, headers: headersOf(headers), body },
              })
            }
            onDone={setTried}
          >
            Try it
          </Act>
          <span className="muted">
            {secret === '' ? 'Give the secret below first.' : 'Nothing of it is kept.'}
          </span>
        </div>
        {tried !== null && <Outcome tried={tried} />}
      </fieldset>
    </>
  )
}

function Outcome({ tried: { verdict, diagnosis, code, type, id } }: { tried: SchemeTrial }) {
  return (
    <div role="status" className="stack">
      {verdict !== null ? (
        <p className="line">
          <State of={verdict} /> It matches.
          {type !== null && (
            <span>
              Type <Plain text={type} />
            </span>
          )}
          {id !== null && (
            <span>
              Id <Plain text={id} />
            </span>
          )}
        </p>
      ) : (
        <>
          <p className="line">
            <State of="refused" /> <b>{diagnosis?.cause}</b> <code className="muted">{code}</code>
          </p>
          {diagnosis?.evidence.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
          <p>{diagnosis?.fix}</p>
        </>
      )}
    </div>
  )
}

/** Where a text is no JSON; null where it is. */
function faultOf(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return `No JSON yet: ${(error as Error).message}`
  }
}

/** Headers by name from lines `Name: value`; one that is given twice has both. */
function headersOf(lines: string): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = Object.create(null)
  for (const line of lines.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon).trim()
    const value = line.slice(colon + 1).trim()
    const before = headers[name]
    headers[name] = before === undefined ? value : [before, value].flat()
  }
  return headers
}
