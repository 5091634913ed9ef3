import { Link, useParams } from 'wouter'
import { call } from '../api/call.ts'
import { useAll, useApi } from '../api/queries.ts'
import type { Connection } from '../api/types.ts'
import { Act } from '../parts/act.tsx'
import { Asked } from '../parts/asked.tsx'
import { counted } from '../parts/format.ts'
import { Nothing, Trouble, Waiting } from '../parts/says.tsx'
import { State, type StateName } from '../parts/state.tsx'
import { TablePanel } from '../parts/table.tsx'
import { Ago, Time } from '../parts/time.tsx'
import { useMay } from '../session/session.tsx'

function stateOf({ state, status }: Connection): readonly [StateName, string] {
  if (state !== 'connected') return ['running', state]
  if (status === 'active') return ['connected', 'alive']
  return status === 'unknown' ? ['waiting', 'not looked at yet'] : ['refused', status]
}

/** Webhooks at providers that the gateway made and watches over: whether they live, and what was put right. */
export default function Connections() {
  const { name } = useParams<{ name?: string }>()
  return name === undefined ? <ConnectionList /> : <OneConnection name={decodeURIComponent(name)} />
}

function ConnectionList() {
  const list = useAll<Connection>('/connections', { everyMs: 5000 })
  return (
    <div className="stack">
      <h1>Connections</h1>
      <Asked query={list} />
      {list.data && (
        <TablePanel
          head={['Source', 'Provider', 'Webhook', 'Looked at', 'Last gap']}
          rows={list.data}
          row={(connection) => {
            const [state, word] = stateOf(connection)
            return (
              <tr key={connection.id}>
                <td>
                  <Link href={`/connections/${encodeURIComponent(connection.name)}`}>{connection.name}</Link>
                </td>
                <td>{connection.provider}</td>
                <td>
                  <State of={state} word={word} />
                </td>
                <td>{connection.checkedAt === null ? '–' : <Ago at={connection.checkedAt} />}</td>
                <td>
                  {connection.lastGap === null ? (
                    'none'
                  ) : (
                    <>
                      <Time at={connection.lastGap.to} still />: {counted(connection.lastGap.added, 'event')}{' '}
                      put in
                    </>
                  )}
                </td>
              </tr>
            )
          }}
          nothing={
            <Nothing title="No webhook at a provider is watched.">
              <p className="muted">
                Where a provider has an API for its webhooks, the gateway makes one, looks after it, and
                fetches what did not come: <code>countersign connect webex</code>
              </p>
              <p className="line">
                <Link href="/sources/new?scheme=webex">Connect Webex</Link>
                <Link href="/sources/new?scheme=seatable">Connect SeaTable</Link>
              </p>
            </Nothing>
          }
        />
      )}
    </div>
  )
}

function OneConnection({ name }: { name: string }) {
  const path = `/connections/${encodeURIComponent(name)}`
  const connection = useApi<Connection>(path, {}, { everyMs: 3000 })
  const may = useMay('connections.write')
  if (connection.error && connection.data === undefined)
    return <Trouble error={connection.error} onRetry={() => void connection.refetch()} />
  if (connection.data === undefined) return <Waiting />
  const { provider, api, url, webhook, problem, checkedAt, goodAt, lastGap, settings } = connection.data
  const [state, word] = stateOf(connection.data)
  const post =
    (what: string, body: object = {}) =>
    () =>
      call(`${path}/${what}`, { method: 'POST', body })
  return (
    <div className="stack">
      <p>
        <Link href="/connections">← Connections</Link>
      </p>
      <div className="line">
        <h1>{name}</h1>
        <State of={state} word={word} />
        {may && (
          <span className="push line">
            <Act act={post('check')} busy="Looking …">
              Look now
            </Act>
            <Act act={post('repair')} busy="Repairing …">
              Repair
            </Act>
            <Act act={post('rotate')} busy="Rotating …">
              New secret
            </Act>
          </span>
        )}
      </div>
      {problem !== null && (
        <div className="panel pad">
          <State of="refused" word="trouble" /> {problem}
        </div>
      )}
      <dl className="facts">
        <dt>Provider</dt>
        <dd>
          {provider}, at <code>{api}</code>
        </dd>
        <dt>Sends to</dt>
        <dd>
          <code>{url}</code>
        </dd>
        <dt>Its webhook</dt>
        <dd>{webhook === null ? 'none yet' : <span className="id">{webhook}</span>}</dd>
        {Object.entries(settings).map(([key, value]) => [
          <dt key={`${key} name`}>{key}</dt>,
          <dd key={key}>{value}</dd>,
        ])}
        <dt>Looked at</dt>
        <dd>{checkedAt === null ? 'not yet' : <Time at={checkedAt} form="full" />}</dd>
        <dt>Last right</dt>
        <dd>{goodAt === null ? 'not yet' : <Time at={goodAt} form="full" />}</dd>
      </dl>
      <h2>What may have been lost, and what was put right</h2>
      {lastGap === null ? (
        <p className="muted">Nothing: it has been watched without a gap.</p>
      ) : (
        <div className="panel pad stack">
          <p>
            From <Time at={lastGap.from} form="full" /> to <Time at={lastGap.to} form="full" /> notifications
            may not have come. The provider still knew of {counted(lastGap.found, 'event')};{' '}
            <b>{counted(lastGap.added, 'event')}</b> had not come before and{' '}
            <Link href={`/events?source=${encodeURIComponent(name)}&verdict=backfilled`}>
              were let in as back-filled
            </Link>
            .
          </p>
          {lastGap.beyondReach.length > 0 && (
            <ul>
              {lastGap.beyondReach.map((sentence) => (
                <li key={sentence}>■ {sentence}</li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  )
}
