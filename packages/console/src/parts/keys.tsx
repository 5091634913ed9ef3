import { useEffect, useEffectEvent } from 'react'

/** A key that does something now. */
export interface Key {
  readonly key: string
  readonly does: string
}

const registered = new Map<symbol, readonly Key[]>()

/** The keys that do something on what is shown now, for the help. */
export function activeKeys(): readonly Key[] {
  return [...registered.values()].flat()
}

/** What keys do: `[key, what it does, do it]`. `g e` is one after the other. */
export type KeyMap = readonly (readonly [key: string, does: string, act: (event: KeyboardEvent) => void])[]

/** The first of two keys, for a second and a half. */
let leader: { readonly key: string; readonly at: number } | null = null

/**
 * Acts on keys while the caller is shown, but not within a field, a dialog or with a modifier. Each is told of in the
 * help for as long as it acts.
 */
export function useKeys(map: KeyMap): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target))
      return
    const pair = leader !== null && event.timeStamp - leader.at < 1500 ? `${leader.key} ${event.key}` : null
    // `r` is no `r` behind a `g`, whoever of all is asked first.
    const isLed = activeKeys().some(({ key }) => key === pair)
    const found = map.find(([key]) => key === (isLed ? pair : event.key))
    if (found === undefined) return
    event.preventDefault()
    leader = null
    found[2](event)
  })
  const told = map.map(([key, does]) => `${key}\t${does}`).join('\n')
  useEffect(() => {
    const name = Symbol('keys')
    registered.set(
      name,
      told.split('\n').flatMap((line) => {
        const [key = '', does = ''] = line.split('\t')
        return does === '' ? [] : [{ key, does }]
      }),
    )
    return () => {
      registered.delete(name)
    }
  }, [told])
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => press(event)
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}

/** Has `g` lead another key; once for the whole page. */
export function useLeader(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== 'g' || event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return
      leader = { key: 'g', at: event.timeStamp }
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [])
}

function isTaken(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'input, textarea, select, [contenteditable], [role=dialog], [role=menu], [role=listbox]',
    ) !== null
  )
}
