import { useState } from 'react'
import { call } from '../../api/call.ts'
import { useApi } from '../../api/queries.ts'
import type { Page, Person } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { Nothing, Trouble, Waiting } from '../../parts/says.tsx'
import { SecretText } from '../../parts/secret-text.tsx'
import { TablePanel } from '../../parts/table.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session/session.tsx'
import { NewNamed } from './new-named.tsx'
import styles from './settings.module.css'

interface SignIn {
  readonly url: string
}

/** Who may sign in, and the links by which they do. */
export function People() {
  const people = useApi<Page<Person>>('/people', {}, { everyMs: 30_000 })
  const may = useMay('people.write')
  const maySignIn = useMay('sign-ins.write')
  const [link, setLink] = useState<{ readonly name: string; readonly url: string } | null>(null)
  if (people.error) return <Trouble error={people.error} onRetry={() => void people.refetch()} />
  if (people.data === undefined) return <Waiting />
  const { items } = people.data
  return (
    <div className="stack">
      {may && <NewPerson />}
      {link !== null && (
        <section className={`panel pad stack ${styles.made}`} aria-label="Sign-in link" role="status">
          <p>
            Whoever opens this link is signed in as <b>{link.name}</b>, once and soon: give it to nobody else.
          </p>
          <SecretText value={link.url} />
        </section>
      )}
      <TablePanel
        head={['Person', 'Role', 'Since', ...(may ? [{ heard: 'Acts' }] : [])]}
        rows={items}
        row={({ id, name, role, createdAt }) => (
          <tr key={id}>
            <td>
              <b>{name}</b>
            </td>
            <td>{role === 'operator' ? 'operator: may do all' : 'reader: may look'}</td>
            <td>
              <Time at={createdAt} form="full" />
            </td>
            {may && (
              <td>
                <span className="line">
                  {maySignIn && (
                    <Act
                      act={() => call<SignIn>('/sign-ins', { method: 'POST', body: { person: name } })}
                      onDone={({ url }) => setLink({ name, url })}
                    >
                      Sign-in link
                    </Act>
                  )}
                  <ConfirmByName
                    open="Remove …"
                    title={`Remove ${name}?`}
                    text={name}
                    does="Remove"
                    act={() => call(`/people/${id}`, { method: 'DELETE' })}
                  >
                    <p>All that they may do ends at once, with their sessions.</p>
                  </ConfirmByName>
                </span>
              </td>
            )}
          </tr>
        )}
        nothing={
          <Nothing title="Nobody has a name here yet.">
            <p className="muted">Give each a name of their own: the audit then tells who did what.</p>
          </Nothing>
        }
      />
    </div>
  )
}

function NewPerson() {
  const [role, setRole] = useState('read')
  return (
    <NewNamed
      label="New person"
      title="Let somebody in"
      placeholder="ann@example.com"
      fields={
        <label>
          Role
          <select value={role} onChange={({ target }) => setRole(target.value)}>
            <option value="read">reader: may look</option>
            <option value="operator">operator: may do all</option>
          </select>
        </label>
      }
      does="Add"
      make={(name) => call('/people', { method: 'POST', body: { name, role } })}
    />
  )
}
