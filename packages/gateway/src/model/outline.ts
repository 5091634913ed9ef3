/** A value as it is kept in outline. */
export type Outlined =
  | null
  | boolean
  | number
  | string
  | readonly Outlined[]
  | { readonly [name: string]: Outlined }

/** What became of one thing. */
export interface OutlinedChange {
  readonly id: string
  readonly change: 'made' | 'changed' | 'removed'
  /** By field: what it was and what it is. Of a thing that was made, or removed, the one alone. */
  readonly fields: Readonly<Record<string, readonly [before: Outlined, after: Outlined]>>
}

/** What an act did: no secret, and no text in which a person may be named. */
export interface Outline {
  /** How many deliveries or other things it had an effect on. */
  readonly count?: number
  /** What was made of it, such as the number of a replay. */
  readonly made?: string
  readonly asked?: Outlined
  /** The code with which what was asked for was refused after it was tried. */
  readonly refused?: string
  readonly things?: readonly OutlinedChange[]
  /** Things beyond those that are told. */
  readonly more?: number
}

/** Stands for a text: the same for the same, and of no use to find the text. */
export type Hide = (text: string) => string

/**
 * Texts that are shown as they are: names and words that operators choose for what they set up, or that are of a closed
 * list. All others (addresses, filters, headers, reasons, tenants, people's names, whatever may come later) are hidden.
 */
const shown: ReadonlySet<string> = new Set([
  ...['id', 'kind', 'scheme', 'state', 'paused', 'onMismatch', 'whenDead', 'source', 'destination', 'owner'],
  ...['scope', 'role', 'actions', 'sources', 'destinations', 'provider', 'resource', 'code', 'error', 'use'],
])
/** Names are shown of these; of a person they are not. */
const named = /^(src|dst|tok|con|rte)_/

/** Bytes and texts that hold something secret are left out whole, even hidden. */
const left: ReadonlySet<string> = new Set([
  'hash',
  'sealed',
  'sealedToken',
  'token',
  'secret',
  'secrets',
  'number',
])

const mostThings = 50
const mostItems = 50
const mostDepth = 6

/** A document, by its id: before a change or after it. */
export type Documents = ReadonlyMap<string, Readonly<Record<string, unknown>>>

/** What a change did to the things that it names. */
export function outlineChange(before: Documents, after: Documents, hide: Hide): Outline {
  const things: OutlinedChange[] = []
  let more = 0
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(id), after.get(id)]
    if (things.length === mostThings) {
      if (was === undefined || is === undefined || differing(was, is).length > 0) more++
      continue
    }
    const thing = outlineThing(id, was, is, hide)
    if (thing !== null) things.push(thing)
  }
  return { things, ...(more > 0 && { more }) }
}

function outlineThing(
  id: string,
  before: Readonly<Record<string, unknown>> | undefined,
  after: Readonly<Record<string, unknown>> | undefined,
  hide: Hide,
): OutlinedChange | null {
  const fields: Record<string, readonly [Outlined, Outlined]> = {}
  const shows = (name: string): boolean => shown.has(name) || (name === 'name' && named.test(id))
  for (const name of differing(before, after)) {
    const [was, is] = [before?.[name], after?.[name]]
    fields[name] = [outlineValue(was, shows(name), hide, 0), outlineValue(is, shows(name), hide, 0)]
  }
  const change = before === undefined ? 'made' : after === undefined ? 'removed' : 'changed'
  return change === 'changed' && Object.keys(fields).length === 0 ? null : { id, change, fields }
}

/** The fields in which two documents differ, and that are told of. */
function differing(
  before: Readonly<Record<string, unknown>> = {},
  after: Readonly<Record<string, unknown>> = {},
): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    // Compared as they are, since what is cut off in outline could be all that differs.
    (name) =>
      !left.has(name) && name !== 'id' && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
}

/** What was asked for, in outline. */
export function outlineAsked(asked: Readonly<Record<string, unknown>>, hide: Hide): Outlined {
  return outlineValue(asked, false, hide, 0)
}

function outlineValue(value: unknown, shows: boolean, hide: Hide, depth: number): Outlined {
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'string') return shows ? value.slice(0, 200) : hide(value)
  if (value === null || value === undefined) return null
  if (typeof value !== 'object' || depth >= mostDepth) return hide(JSON.stringify(value) ?? '')
  if (Array.isArray(value)) {
    const items = value.slice(0, mostItems).map((item) => outlineValue(item, shows, hide, depth + 1))
    return value.length > mostItems ? [...items, value.length - mostItems] : items
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !left.has(name))
      .slice(0, mostItems)
      // The names of headers and of parameters are somebody's own words too.
      .map(([name, item]) => [
        /^[a-zA-Z]{1,40}$/.test(name) ? name : hide(name),
        outlineValue(item, shown.has(name), hide, depth + 1),
      ]),
  )
}
