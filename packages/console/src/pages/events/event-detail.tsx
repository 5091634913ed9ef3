import { Menu } from '@base-ui/react/menu'
import { Tabs } from '@base-ui/react/tabs'
import { useRef, useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { useLocationProperty } from 'wouter/use-browser-location'
import { call } from '../../api/call.ts'
import { queryClient, useAll, useApi } from '../../api/queries.ts'
import type { Delivery, Destination, Event, Page, Source } from '../../api/types.ts'
import { asCurl } from '../../body/curl.ts'
import { KeptBodyView, useKeptBody } from '../../body/kept-body.tsx'
import { Copy, copyText } from '../../parts/copy.tsx'
import { bytes, duration } from '../../parts/format.ts'
import { useKeys } from '../../parts/keys.tsx'
import { Plain } from '../../parts/plain.tsx'
import { Nothing, Trouble, Waiting } from '../../parts/says.tsx'
import { State } from '../../parts/state.tsx'
import { Time } from '../../parts/time.tsx'
import { useOnward } from '../../parts/use-onward.ts'
import { useMay } from '../../session/session.tsx'
import shell from '../../shell/shell.module.css'
import styles from './detail.module.css'
import { atDelivery, deliveryAt, queryOf, suffixOf } from './event-query.ts'
import { HeaderTable } from './header-table.tsx'
import { indexedPath } from './indexed-path.ts'
import { Journey } from './journey.tsx'
import { VerdictSentence } from './verdict-sentence.tsx'

/** One event: what came, how it was proven, where it went, and what can be done with it. */
export function EventDetail({ id, suffix, rows }: { id: string; suffix: string; rows: readonly Event[] }) {
  const [, go] = useLocation()
  const event = useApi<Event>(`/events/${id}`)
  const deliveries = useApi<Page<Delivery>>(`/events/${id}/deliveries`, {}, { everyMs: 2000 })
  const known = event.data ?? rows.find((row) => row.id === id)
  const body = useKeptBody(`/events/${id}`, event.data !== undefined && event.data.headers !== null)
  const at = rows.findIndex((row) => row.id === id)
  const back = `/events${suffix}`
  const to = (row: Event | undefined) => (row === undefined ? undefined : `/events/${row.id}${suffix}`)
  const [newer, older] = at === -1 ? [] : [to(rows[at - 1]), to(rows[at + 1])]
  // A command with masked values would send what never came.
  const asItCame = body.data?.masked === 0
  const curl = (): string =>
    asCurl({
      method: event.data?.method ?? 'POST',
      headers: event.data?.headers ?? {},
      body: body.data?.bytes ?? new Uint8Array(),
      url: 'http://localhost:3000/',
    })
  useKeys([
    ['Escape', 'Back to the list', () => go(back)],
    ...(newer ? ([['[', 'Newer event', () => go(newer)]] as const) : []),
    ...(older ? ([[']', 'Older event', () => go(older)]] as const) : []),
    ...(asItCame
      ? ([['c', 'Copy curl: the command that sends it again', () => void copyText(curl())]] as const)
      : []),
  ])
  if (event.error && known === undefined)
    return (
      <div className="stack">
        <Trouble error={event.error} onRetry={() => void event.refetch()} />
        <Link href={back}>Back to the list</Link>
      </div>
    )
  if (known === undefined) return <Waiting />
  const list = deliveries.data?.items ?? []
  return (
    <article className={styles.detail} aria-label={`Event ${id}`}>
      <header className={styles.head}>
        <div className={styles.bar}>
          <Link href={back} className={`button plain ${styles.back}`}>
            <span aria-hidden="true">←</span>
            <span className={styles.word}>Events</span>
          </Link>
          <Step to={newer} name="Newer" glyph="↑" />
          <Step to={older} name="Older" glyph="↓" />
          <span className="push" />
          {asItCame && <Copy text={curl}>Copy curl</Copy>}
          <Replay id={id} suffix={suffix} gone={known.erasedAt !== null || event.data?.headers === null} />
        </div>
        <h1 className={styles.title}>
          <Plain text={known.type ?? 'Without a type'} most={200} />
        </h1>
        <p className="line">
          <span className="id">{id}</span>
          <Copy text={() => id} className="small">
            Copy id
          </Copy>
        </p>
        <VerdictSentence event={known} />
        <p className="line muted">
          <span>
            came <Time at={known.receivedAt} form="full" />
          </span>
          <SignedAt event={known} />
          <span>{bytes(known.size)}</span>
          {known.contentType !== null && <Plain text={known.contentType} most={80} />}
          {known.sameBytesAs !== null && (
            <Link href={`/events/${known.sameBytesAs}${suffix}`}>same bytes as one before</Link>
          )}
        </p>
      </header>
      <Summary deliveries={list} pending={deliveries.isPending} />
      <Parts event={known} body={body} list={list} />
      {event.error && <Trouble error={event.error} />}
    </article>
  )
}

/** The provider's own time, where it signs one, and how far off that is. */
function SignedAt({ event: { signedAt, receivedAt } }: { event: Event }) {
  if (signedAt == null) return null
  const ms = Date.parse(receivedAt) - Date.parse(signedAt)
  return (
    <span>
      signed by its provider at <Time at={signedAt} form="full" />, {duration(Math.abs(ms))}{' '}
      {ms < 0 ? 'after it came' : 'before'}
    </span>
  )
}

function Step({ to, name, glyph }: { to: string | undefined; name: string; glyph: string }) {
  if (to === undefined) return null
  return (
    <Link href={to} className="button plain" aria-label={`${name} event`} data-tip={`${name} event`}>
      {glyph}
    </Link>
  )
}

/** Where it went, in a line for each destination. */
function Summary({ deliveries, pending }: { deliveries: readonly Delivery[]; pending: boolean }) {
  if (pending) return null
  if (deliveries.length === 0)
    return (
      <p className="muted">It went nowhere: no route led from its source to a destination when it came.</p>
    )
  return (
    <ul className={styles.summary}>
      {deliveries
        .slice(0, 6)
        .map(({ id, destination, state, attempts, lastStatus, lastError, nextAttemptAt, replay }) => (
          <li key={id}>
            <State of={state === 'pending' && attempts > 0 ? 'retrying' : state} />{' '}
            <Link href={`/destinations/${encodeURIComponent(destination)}`}>{destination}</Link>
            <span className="muted">
              {lastStatus !== null && ` answered ${lastStatus}`}
              {lastStatus === null && lastError !== null && ` ${lastError}`}
              {attempts > 1 && ` after ${attempts} tries`}
              {nextAttemptAt !== null && attempts > 0 && (
                <>
                  , next <Time at={nextAttemptAt} />
                </>
              )}
              {replay !== null && ` · replay ${replay}`}
            </span>
          </li>
        ))}
      {deliveries.length > 6 && <li className="muted">and {deliveries.length - 6} more</li>}
    </ul>
  )
}

const parts: readonly string[] = ['body', 'headers', 'journey']

function Parts(props: {
  readonly event: Event
  readonly body: ReturnType<typeof useKeptBody>
  readonly list: readonly Delivery[]
}) {
  const { event, body, list } = props
  const [path, go] = useLocation()
  const [params] = useSearchParams()
  const hash = useLocationProperty(() => location.hash)
  const asked = params.get('part') ?? ''
  const tab = deliveryAt(hash) !== null ? 'journey' : parts.includes(asked) ? asked : 'body'
  // It stands in the address, so that the next event is shown by the same part.
  const setTab = (part: string): void => {
    const next = new URLSearchParams(params)
    part === 'body' ? next.delete('part') : next.set('part', part)
    go(path + suffixOf(next, queryOf({ search: '', hash }).text), { replace: true })
  }
  const headers = event.headers ?? {}
  const gone = event.headers === null
  const source = useApi<Source>(
    `/sources/${encodeURIComponent(event.source)}`,
    {},
    { enabled: useMay('sources.read') },
  )
  return (
    <Tabs.Root value={tab} onValueChange={setTab}>
      <Tabs.List className={styles.tabs} aria-label="Parts of the event">
        <Tabs.Tab value="body" className={styles.tab}>
          Body
        </Tabs.Tab>
        <Tabs.Tab value="headers" className={styles.tab}>
          Headers {gone ? '' : Object.keys(headers).length}
        </Tabs.Tab>
        <Tabs.Tab value="journey" className={styles.tab}>
          Journey {list.length}
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="body" className={styles.panel}>
        {gone ? (
          <Gone erasedAt={event.erasedAt} />
        ) : (
          <KeptBodyView
            path={`/events/${event.id}`}
            body={body}
            onSearch={(value, at) => {
              const path = indexedPath(source.data?.index ?? [], at)
              const params = { source: event.source, ...(path !== undefined && { path }) }
              go(`/events${suffixOf(new URLSearchParams(params), value)}`)
            }}
          />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="headers" className={styles.panel}>
        {gone ? <Gone erasedAt={event.erasedAt} /> : <HeaderTable headers={headers} />}
      </Tabs.Panel>
      <Tabs.Panel value="journey" className={styles.panel}>
        <Journey event={event} deliveries={list} />
      </Tabs.Panel>
    </Tabs.Root>
  )
}

function Gone({ erasedAt }: { erasedAt: string | null }) {
  return (
    <Nothing title={erasedAt === null ? 'Its content is no longer kept.' : 'Its content was erased.'}>
      <p className="muted">
        {erasedAt === null ? (
          'It was kept for as long as the settings say.'
        ) : (
          <>
            On demand, <Time at={erasedAt} form="full" />.
          </>
        )}{' '}
        That it came, and where it went, stays.
      </p>
    </Nothing>
  )
}

/** Delivers it again: to where its source's routes lead now, or to one destination. */
function Replay({ id, suffix, gone }: { id: string; suffix: string; gone: boolean }) {
  const may = useMay('replays.write')
  const destinations = useAll<Destination>('/destinations', { most: 200, enabled: may })
  const [trouble, setTrouble] = useState<unknown>(null)
  const onward = useOnward()
  const place = useRef<HTMLSpanElement>(null)
  const canReplay = may && !gone
  // As a press on it, which puts the first choice under Enter.
  const open = (): void => place.current?.querySelector('button')?.click()
  useKeys(canReplay ? [['r', 'Replay', open]] : [])
  if (!canReplay) return null
  const replay = (destination?: string): void => {
    setTrouble(null)
    call<{ deliveries: string[] }>(`/events/${id}/replay`, { method: 'POST', body: { destination } })
      .then(({ deliveries }) => {
        void queryClient.invalidateQueries({ queryKey: [`/events/${id}/deliveries`] })
        onward(`/events/${id}${atDelivery(suffix, deliveries[0] ?? '')}`)
      })
      .catch(setTrouble)
  }
  return (
    <span ref={place}>
      <Menu.Root>
        <Menu.Trigger>
          Replay <span aria-hidden="true">▾</span>
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="end" sideOffset={6}>
            <Menu.Popup className={`${shell.menu} ${styles.menu}`}>
              <Menu.Item className={shell.item} onClick={() => replay()}>
                To where its routes lead now
              </Menu.Item>
              {destinations.data?.map(({ name }) => (
                <Menu.Item key={name} className={shell.item} onClick={() => replay(name)}>
                  To {name} alone
                </Menu.Item>
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      {trouble !== null && <Trouble error={trouble} />}
    </span>
  )
}
