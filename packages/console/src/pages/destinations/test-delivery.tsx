import { useState } from 'react'
import { call } from '../../api/call.ts'
import type { TestAttempt } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { duration } from '../../parts/format.ts'
import { Plain } from '../../parts/plain.tsx'
import { State } from '../../parts/state.tsx'

/** Sends one signed event to a destination alone, and shows what it answers. */
export function TestDelivery({ name }: { name: string }) {
  const [type, setType] = useState('webhook.test')
  const [tried, setTried] = useState<TestAttempt | null>(null)
  return (
    <section className="panel pad stack" aria-label="Test">
      <h2>Test it</h2>
      <p className="muted">One signed event, now, to it alone. It is not stored, and not tried again.</p>
      <label>
        Type
        <input
          value={type}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setType(target.value)}
        />
      </label>
      <div className="stack">
        <div>
          <Act
            busy="Sending …"
            disabled={type === ''}
            act={() =>
              call<TestAttempt>(`/destinations/${encodeURIComponent(name)}/test`, {
                method: 'POST',
                body: { type },
              })
            }
            onDone={setTried}
          >
            Send a test
          </Act>
        </div>
      </div>
      {tried !== null && (
        <div role="status" className="stack">
          <p className="line">
            <State
              of={tried.delivered ? 'delivered' : 'refused'}
              word={tried.delivered ? 'taken' : 'not taken'}
            />
            <span className="num">
              {tried.status ?? tried.error} in {duration(tried.ms)}
            </span>
            {tried.cause !== null && <code>{tried.cause}</code>}
            <span className="id muted">{tried.id}</span>
          </p>
          {tried.answer !== '' && (
            <p className="mono">
              <Plain text={tried.answer} most={500} />
            </p>
          )}
        </div>
      )}
    </section>
  )
}
