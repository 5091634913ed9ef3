import { call } from '../../api/call.ts'
import type { Event, Secret } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { ConfirmByName } from '../../parts/confirm-by-name.tsx'
import { counted } from '../../parts/format.ts'
import { State } from '../../parts/state.tsx'
import { Table } from '../../parts/table.tsx'
import { Ago, gatewayNow, Time } from '../../parts/time.tsx'
import { useMay } from '../../session/session.tsx'
import { AddSecret } from './add-secret.tsx'

/**
 * The secrets of a source or a destination: which are valid, and of a source's which was used last, as far as the
 * latest events tell.
 *
 * @param recent - the latest events, the newest first; none for a destination
 * @param all - whether there are no others
 */
export function Secrets(props: {
  readonly noun: 'sources' | 'destinations'
  readonly owner: string
  readonly secrets: readonly Secret[]
  readonly recent?: readonly Event[]
  readonly all?: boolean
}) {
  const { noun, owner, secrets, recent, all = true } = props
  const may = useMay('secrets.write')
  const path = `/${noun}/${encodeURIComponent(owner)}/secrets`
  const sorted = [...secrets].sort((one, other) => other.createdAt.localeCompare(one.createdAt))
  return (
    <section className="panel" aria-label="Secrets">
      <h2>Secrets</h2>
      <div className="scroll">
        <Table
          head={[
            'Secret',
            'Made',
            'Valid',
            ...(recent === undefined ? [] : ['Last used']),
            ...(may && secrets.length > 1 ? [{ heard: 'Acts' }] : []),
          ]}
        >
          {sorted.map((secret) => (
            <tr key={secret.id}>
              <td className="id">{secret.id}</td>
              <td>
                <Time at={secret.createdAt} form="full" />
              </td>
              <td>
                <Validity secret={secret} />
              </td>
              {recent !== undefined && (
                <td>
                  <LastUse secret={secret.id} recent={recent} all={all} />
                </td>
              )}
              {may && secrets.length > 1 && (
                <td>
                  <EndSecret path={path} secret={secret} />
                </td>
              )}
            </tr>
          ))}
          {sorted.length === 0 && (
            <tr>
              <td colSpan={4} className="muted">
                None.
              </td>
            </tr>
          )}
        </Table>
      </div>
      {may && <AddSecret path={path} noun={noun} others={secrets.length} />}
    </section>
  )
}

function Validity({ secret: { notBefore, expiresAt } }: { secret: Secret }) {
  const now = gatewayNow()
  if (expiresAt !== null && Date.parse(expiresAt) <= now) return <State of="canceled" word="ended" />
  if (notBefore !== null && Date.parse(notBefore) > now)
    return (
      <>
        from <Time at={notBefore} form="full" />
      </>
    )
  if (expiresAt === null) return <State of="healthy" word="valid" />
  return (
    <>
      until <Time at={expiresAt} form="full" />
    </>
  )
}

/** Events tell by which secret each was verified; beyond the latest nothing is said that is not known. */
function LastUse({ secret, recent, all }: { secret: string; recent: readonly Event[]; all: boolean }) {
  const used = recent.find((event) => event.secret === secret)
  if (used !== undefined)
    return (
      <>
        <Time at={used.receivedAt} /> <Ago at={used.receivedAt} />
      </>
    )
  return (
    <span className="muted">{all ? 'never' : `not by the latest ${counted(recent.length, 'event')}`}</span>
  )
}

function EndSecret({ path, secret }: { path: string; secret: Secret }) {
  const ended = secret.expiresAt !== null && Date.parse(secret.expiresAt) <= gatewayNow()
  if (ended)
    return (
      <Act className="small" act={() => call(`${path}/${secret.id}`, { method: 'DELETE' })}>
        Remove
      </Act>
    )
  return (
    <ConfirmByName
      open="Revoke …"
      title="Revoke the secret?"
      text={secret.id}
      does="Revoke it"
      act={() => call(`${path}/${secret.id}`, { method: 'DELETE' })}
    >
      <p>Nothing is accepted or signed with it from then on; what is on its way with it is refused.</p>
    </ConfirmByName>
  )
}
