import { useState } from 'react'
import { call } from '../../api/call.ts'
import { useApi } from '../../api/queries.ts'
import type { Page, Token } from '../../api/types.ts'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { counted } from '../../parts/format.ts'
import { Nothing, Trouble, Waiting } from '../../parts/says.tsx'
import { SecretText } from '../../parts/secret-text.tsx'
import { State } from '../../parts/state.tsx'
import { TablePanel } from '../../parts/table.tsx'
import { Ago, gatewayNow, Time } from '../../parts/time.tsx'
import { useMay } from '../../session/session.tsx'
import { NewNamed } from './new-named.tsx'
import styles from './settings.module.css'

/** Tokens, with their last use; and the way to a new one. */
export function Tokens() {
  const tokens = useApi<Page<Token>>('/tokens', {}, { everyMs: 30_000 })
  const may = useMay('tokens.write')
  if (tokens.error) return <Trouble error={tokens.error} onRetry={() => void tokens.refetch()} />
  if (tokens.data === undefined) return <Waiting />
  const { items } = tokens.data
  return (
    <div className="stack">
      {may && <NewToken />}
      <TablePanel
        head={[
          'Token',
          'May',
          'Limited to',
          'Last used',
          'Made',
          'Ends',
          ...(may ? [{ heard: 'Acts' }] : []),
        ]}
        rows={items}
        row={(token) => (
          <tr key={token.id}>
            <td>
              <b>{token.name}</b>
            </td>
            <td>
              {token.scope ?? <span title={token.actions.join(' ')}>{token.actions.length} actions</span>}
            </td>
            <td>{limits(token)}</td>
            <td>
              {token.lastUsedAt === null ? (
                <span className="muted">never</span>
              ) : (
                <>
                  <Time at={token.lastUsedAt} form="full" /> <Ago at={token.lastUsedAt} />
                </>
              )}
            </td>
            <td>
              <Time at={token.createdAt} form="full" />
            </td>
            <td>
              <Ends at={token.expiresAt} />
            </td>
            {may && (
              <td>
                <ConfirmByName
                  open="Revoke …"
                  title={`Revoke ${token.name}?`}
                  text={token.name}
                  does="Revoke it"
                  act={() => call(`/tokens/${token.id}`, { method: 'DELETE' })}
                >
                  <p>Whatever uses it is refused at once.</p>
                </ConfirmByName>
              </td>
            )}
          </tr>
        )}
        nothing={
          <Nothing title="No token was made.">
            <p className="muted">
              The operator’s own token, in the data folder, may do everything. Make one for each program
              instead, that may do only what it needs.
            </p>
          </Nothing>
        }
      />
    </div>
  )
}

function Ends({ at }: { at: string | null }) {
  if (at === null) return <span className="muted">never</span>
  if (Date.parse(at) <= gatewayNow()) return <State of="canceled" word="ended" />
  return <Time at={at} form="full" />
}

function limits({ sources, destinations }: Token): string {
  const of = [
    sources !== null && counted(sources.length, 'source'),
    destinations !== null && counted(destinations.length, 'destination'),
  ].filter((limit) => limit !== false)
  return of.length === 0 ? '–' : of.join(', ')
}

const scopes = [
  ['read', 'look at all but tokens, people and the audit'],
  ['publish', 'publish events'],
  ['operator', 'do everything'],
] as const

function NewToken() {
  const [scope, setScope] = useState('read')
  const [days, setDays] = useState('365')
  const [made, setMade] = useState<Token | null>(null)
  const make = (name: string): Promise<Token> => {
    const ends = days !== '' && {
      expiresAt: new Date(gatewayNow() + Number(days) * 86_400_000).toISOString(),
    }
    return call('/tokens', { method: 'POST', body: { name, scope, ...ends } })
  }
  return (
    <NewNamed
      label="New token"
      title="New token"
      fields={
        <>
          <label>
            It may
            <select value={scope} onChange={({ target }) => setScope(target.value)}>
              {scopes.map(([key, does]) => (
                <option key={key} value={key}>
                  {does}
                </option>
              ))}
            </select>
          </label>
          <label>
            It ends
            <select value={days} onChange={({ target }) => setDays(target.value)}>
              <option value="30">in 30 days</option>
              <option value="365">in a year</option>
              <option value="">never</option>
            </select>
          </label>
        </>
      }
      does="Make the token"
      make={make}
      onDone={setMade}
    >
      {made?.token !== undefined && (
        <div role="status" className={`pad stack ${styles.made}`}>
          <p>
            <b>{made.name}</b>: its text is shown this once.
          </p>
          <SecretText value={made.token} />
        </div>
      )}
    </NewNamed>
  )
}
