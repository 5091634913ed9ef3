/**
 * What narrows a list of events, as it stands in the page's address: the text in its fragment, which no browser sends, so
 * that what is looked for in bodies stands in no log of a proxy; the rest in its query.
 */
export interface EventQuery {
  readonly source: string
  readonly type: string
  readonly verdict: string
  /** Anywhere in a body; with a path, the value there. */
  readonly text: string
  /** Where in a body, as the source indexes it. */
  readonly path: string
  /** The last while, such as `6h`; or from and to as ISO times. */
  readonly last: string
  readonly from: string
  readonly to: string
}

const names = ['source', 'type', 'verdict', 'path', 'last', 'from', 'to'] as const
/** Those that are written in the field; times have their own. */
const written = ['source', 'type', 'verdict', 'path', 'text'] as const

/** The ranges of time that are offered, and how long they are, in ms. */
export const ranges: Readonly<Record<string, { readonly name: string; readonly ms: number }>> = {
  '15m': { name: 'Last 15 minutes', ms: 900_000 },
  '1h': { name: 'Last hour', ms: 3_600_000 },
  '6h': { name: 'Last 6 hours', ms: 21_600_000 },
  '24h': { name: 'Last 24 hours', ms: 86_400_000 },
  '7d': { name: 'Last 7 days', ms: 604_800_000 },
  '30d': { name: 'Last 30 days', ms: 2_592_000_000 },
}

/** The parts of an address that hold it; empty, or with their sign. */
export interface Place {
  readonly search: string
  readonly hash: string
}

/** Reads it from the address. */
export function queryOf({ search, hash }: Place): EventQuery {
  const params = new URLSearchParams(search)
  const values = Object.fromEntries(names.map((name) => [name, params.get(name) ?? '']))
  const text = new URLSearchParams(hash.slice(1)).get('text') ?? ''
  return { ...values, text } as unknown as EventQuery
}

/** What follows the path of an address with the query changed, beside what stands there otherwise. */
export function withQuery(place: Place, { text, ...change }: Partial<EventQuery>): string {
  const next = new URLSearchParams(place.search)
  for (const [name, value] of Object.entries(change)) value ? next.set(name, value) : next.delete(name)
  // A moment that was gone to lies in the list as it was.
  next.delete('at')
  return suffixOf(next, text ?? queryOf(place).text)
}

/** What follows the path of an address. */
export function suffixOf(params: URLSearchParams, text: string): string {
  const search = params.size === 0 ? '' : `?${params}`
  return text === '' ? search : `${search}#${new URLSearchParams({ text })}`
}

/** The same place, at one delivery of an event. */
export function atDelivery(suffix: string, delivery: string): string {
  return suffix.includes('#') ? suffix.replace('#', `#${delivery}&`) : `${suffix}#${delivery}`
}

/** The delivery that an address leads to; null where it leads to none. */
export function deliveryAt(hash: string): string | null {
  return /^#(dlv_[^&]+)/.exec(hash)?.[1] ?? null
}

/** As it stands in the field: `source:shop type:orders/paid text:"a b"`. */
export function writeQuery(query: EventQuery): string {
  return written
    .filter((name) => query[name] !== '')
    .map((name) => `${name}:${/[\s"]/.test(query[name]) ? JSON.stringify(query[name]) : query[name]}`)
    .join(' ')
}

/** Reads the field: what has no name before it is looked for in bodies. */
export function readQuery(text: string): Pick<EventQuery, (typeof written)[number]> {
  const found = { source: '', type: '', verdict: '', path: '', text: '' }
  const words: string[] = []
  for (const [, name, quoted, plain = ''] of text.matchAll(/(?:(\w+):)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)) {
    const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1')
    if (name !== undefined && Object.hasOwn(found, name)) found[name as keyof typeof found] = value
    else words.push(name === undefined ? value : `${name}:${value}`)
  }
  return { ...found, text: [found.text, ...words].filter((word) => word !== '').join(' ') }
}

/** What the API is asked. A while that has passed is rounded, so that the same is asked for within a minute. */
export function apiQuery(query: EventQuery, now: number): Record<string, string> {
  const range = ranges[query.last]
  const from =
    range === undefined ? query.from : new Date(Math.floor((now - range.ms) / 60_000) * 60_000).toISOString()
  const { source, type, verdict, to } = query
  return Object.fromEntries(
    Object.entries({ source, type, verdict, from, to }).filter(([, value]) => value !== ''),
  )
}

/** Whether it asks for a value at a path that a source indexes, and not for words anywhere. */
export function isByValue({ source, path, text }: EventQuery): boolean {
  return source !== '' && path !== '' && text !== ''
}

/** Whether an event that has just come would stand in the list. */
export function matches(
  query: EventQuery,
  event: { source: string; type: string | null; verdict: string },
): boolean {
  return (
    (query.source === '' || query.source === event.source) &&
    (query.verdict === '' || query.verdict === event.verdict) &&
    (query.type === '' || isLike(query.type, event.type ?? '')) &&
    query.text === '' &&
    query.to === ''
  )
}

function isLike(pattern: string, type: string): boolean {
  if (!pattern.includes('*')) return pattern === type
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(type)
}
