import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import { call } from '../../api/call.ts'
import type { Erasure } from '../../api/types.ts'
import { counted } from '../../parts/format.ts'
import { Trouble } from '../../parts/says.tsx'
import { SourceSelect } from '../../parts/source-select.tsx'
import { useOnward } from '../../parts/use-onward.ts'
import styles from '../jobs/jobs.module.css'
import { type Count, countAll } from './count-all.ts'

/** What is erased is counted first, and its number typed: nothing brings it back. */
export function NewErasure() {
  const onward = useOnward()
  const [source, setSource] = useState('')
  const [filter, setFilter] = useState('')
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const [count, setCount] = useState<Count | null>(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<unknown>(null)
  const selection = { filter, ...(source !== '' && { source }) }
  const run = (work: () => Promise<void>) => (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setTrouble(null)
    void work()
      .catch(setTrouble)
      .finally(() => setBusy(false))
  }
  const look = run(async () => setCount(await countAll(selection)))
  const erase = run(async () => {
    const { id } = await call<Erasure>('/erasures', { method: 'POST', body: { ...selection, reason } })
    onward(`/erasures/${id}`)
  })
  const change = (set: (text: string) => void) => (text: string) => {
    set(text)
    setCount(null)
    setTyped('')
  }
  return (
    <div className="stack">
      <p>
        <Link href="/erasures">← Erasures</Link>
      </p>
      <h1>Erase for good</h1>
      <form onSubmit={count === null ? look : erase} className={styles.form}>
        <label htmlFor="source">
          Source
          <SourceSelect id="source" value={source} onChange={change(setSource)} />
        </label>
        <label>
          Filter
          <input
            required
            className="mono"
            spellCheck={false}
            autoComplete="off"
            placeholder={'json.customer.email == "ada@example.com"'}
            value={filter}
            onChange={({ target }) => change(setFilter)(target.value)}
          />
          <small>
            A CEL expression, as in a route; <code>true</code> is everything. It is forgotten once it has been
            applied.
          </small>
        </label>
        {count === null ? (
          <button type="submit" disabled={busy}>
            {busy ? 'Counting …' : 'Count what that is'}
          </button>
        ) : (
          <>
            <p role="status">
              <b>
                {counted(count.events, 'event')} and {counted(count.rejections, 'refused request')}
              </b>{' '}
              would lose their content, now and for good.
            </p>
            <label>
              Reason
              <input
                required
                maxLength={500}
                value={reason}
                onChange={({ target }) => setReason(target.value)}
              />
              <small>Kept for good: a case number, not the name of the person.</small>
            </label>
            <label>
              Type {count.events} to go on
              <input
                inputMode="numeric"
                autoComplete="off"
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
              />
            </label>
            <button
              type="submit"
              className="danger"
              disabled={busy || typed !== String(count.events) || reason === ''}
            >
              Erase the content of {counted(count.events, 'event')}
            </button>
          </>
        )}
        {trouble !== null && <Trouble error={trouble} />}
      </form>
    </div>
  )
}
