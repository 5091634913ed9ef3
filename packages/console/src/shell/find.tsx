import { type KeyboardEvent, useId, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useAll } from '../api/queries.ts'
import type { Destination, Source } from '../api/types.ts'
import { Dialog } from '../parts/dialog.tsx'
import styles from './find.module.css'

interface Place {
  readonly kind: string
  readonly name: string
  readonly to: string
}

const pages: readonly Place[] = [
  ['Overview', '/'],
  ['Live', '/live'],
  ['Events', '/events'],
  ['Refused', '/rejections'],
  ['Sources', '/sources'],
  ['Destinations', '/destinations'],
  ['Routes', '/routes'],
  ['Deliveries', '/deliveries'],
  ['Dead letters', '/dead'],
  ['Replays', '/replays'],
  ['Connections', '/connections'],
  ['Erasures', '/erasures'],
  ['Schemes', '/catalogue'],
  ['Settings', '/settings'],
].map(([name = '', to = '']) => ({ kind: 'page', name, to }))

const mostShown = 12

/** Where a pasted id leads; null for what is none. */
function placeOfId(text: string): Place | null {
  const id = text.trim()
  if (/^evt_[0-9a-z]+$/.test(id)) return { kind: 'event', name: id, to: `/events/${id}` }
  if (/^rej_[0-9a-z]+$/.test(id)) return { kind: 'refused', name: id, to: `/rejections/${id}` }
  if (/^rpl_\d+$/.test(id)) return { kind: 'replay', name: id, to: `/replays/${id}` }
  if (/^era_\w+$/.test(id)) return { kind: 'erasure', name: id, to: `/erasures/${id}` }
  // A delivery is shown on the page of its event, whose letters it ends with.
  const delivery = /^dlv_[0-9a-z]+-[0-9a-z]+-([0-9a-z]+)$/.exec(id)
  if (delivery !== null) return { kind: 'delivery', name: id, to: `/events/evt_${delivery[1]}#${id}` }
  return null
}

/** Goes to anything by its name or its id, and otherwise looks for it among the events. */
export function Find({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Find anything" bare>
      {open && <FindBox onClose={onClose} />}
    </Dialog>
  )
}

function FindBox({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('')
  const [chosen, choose] = useState(0)
  const [, go] = useLocation()
  const list = useId()
  const places = usePlaces(text)
  const at = Math.min(chosen, places.length - 1)
  const leave = (place: Place | undefined): void => {
    if (place === undefined) return
    onClose()
    go(place.to)
  }
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      choose((at + step + places.length) % Math.max(1, places.length))
    }
    if (event.key === 'Enter') leave(places[at])
  }
  return (
    <div className={styles.find}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it is what the dialog is opened for
        autoFocus
        type="search"
        role="combobox"
        aria-label="Find anything"
        aria-expanded={places.length > 0}
        aria-controls={list}
        aria-activedescendant={places.length > 0 ? `${list}-${at}` : undefined}
        placeholder="A page, source, destination, or a pasted id"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          choose(0)
        }}
        onKeyDown={press}
      />
      <div id={list} role="listbox" aria-label="Found" className={styles.list}>
        {places.map((place, index) => (
          <Link
            key={`${place.kind} ${place.to}`}
            id={`${list}-${index}`}
            role="option"
            href={place.to}
            tabIndex={-1}
            aria-selected={index === at}
            className={styles.option}
            onPointerMove={() => choose(index)}
            onClick={onClose}
          >
            <span className="cut">{place.name}</span>
            <span className="muted">{place.kind}</span>
          </Link>
        ))}
      </div>
    </div>
  )
}

function usePlaces(text: string): readonly Place[] {
  const sources = useAll<Source>('/sources')
  const destinations = useAll<Destination>('/destinations')
  const byId = placeOfId(text)
  if (byId !== null) return [byId]
  const wanted = text.trim().toLowerCase()
  const named: Place[] = [
    ...(sources.data ?? []).map(({ name }) => ({
      kind: 'source',
      name,
      to: `/sources/${encodeURIComponent(name)}`,
    })),
    ...(destinations.data ?? []).map(({ name }) => ({
      kind: 'destination',
      name,
      to: `/destinations/${encodeURIComponent(name)}`,
    })),
  ]
  const found = [...pages, ...named]
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort(
      (one, other) =>
        Number(other.name.toLowerCase().startsWith(wanted)) -
        Number(one.name.toLowerCase().startsWith(wanted)),
    )
    .slice(0, mostShown)
  if (wanted === '') return found
  const type = encodeURIComponent(text.trim())
  return [...found, { kind: 'events of this type', name: text.trim(), to: `/events?type=${type}` }]
}
