import type { Looked } from '../../journal/port/look.ts'
import { Refusal } from '../../model/refusal.ts'
import type { TwoWayPage } from '../answers/page.ts'
import { formatCursor, parseCursor } from '../shapes/cursor.ts'
import type { TwoWayQuery } from '../shapes/list.ts'
import { iso } from '../shapes/times.ts'

/** Where a page lies. */
export type PagePlace<Place> =
  | { readonly from: Place | null; readonly upwards: boolean }
  /** Two places with one item between them at most. */
  | { readonly above: Place; readonly below: Place }

/** A list that is looked along in both directions. */
export interface TwoWayList<Item, Place> {
  /** Its name in cursors. */
  readonly name: string
  /** Looks for so many items behind a place; null: from the end that the direction begins at. */
  look(behind: Place | null, upwards: boolean, limit: number): Promise<Looked<Item, Place>>
  placeOf(item: Item): Place
  /** A place as whole numbers, and back. */
  numbersOf(place: Place): readonly number[]
  placeFrom(numbers: readonly number[]): Place
  /** Where an id points. Throws ERR_NOT_FOUND for what is no id. */
  idPlaces(id: string): { readonly above: Place; readonly below: Place }
  /** The time of what lies at or beside a place, in ms; null where nothing does. */
  timeAt(place: Place): Promise<number | null>
}

/** Reads where a page shall lie; `around` a time is left to the list. Throws ERR_CURSOR, ERR_INPUT, ERR_NOT_FOUND. */
export function placeOfPage<Item, Place>(
  list: TwoWayList<Item, Place>,
  { cursor, before, after, around }: Omit<TwoWayQuery, 'limit'>,
): PagePlace<Place> {
  if ([cursor, before, after, around].filter((each) => each !== undefined).length > 1)
    throw new Refusal('ERR_INPUT', 'One of cursor, before, after and around says where a page lies.')
  if (before !== undefined) return { from: list.idPlaces(before).above, upwards: false }
  if (after !== undefined) return { from: list.idPlaces(after).above, upwards: true }
  if (around !== undefined) return list.idPlaces(around)
  if (cursor === undefined) return { from: null, upwards: false }
  const length = list.numbersOf(list.placeFrom([])).length
  const [upwards, ...numbers] = parseCursor(list.name, length + 1, cursor)
  const whole = numbers.filter((number) => number !== null)
  if ((upwards !== 0 && upwards !== 1) || whole.length < length) throw new Refusal('ERR_CURSOR')
  return { from: list.placeFrom(whole), upwards: upwards === 1 }
}

/** One page, the newest first, with where to go on in both directions. */
export async function twoWayPage<Item, Place>(
  list: TwoWayList<Item, Place>,
  place: PagePlace<Place>,
  limit: number,
): Promise<TwoWayPage<Item>> {
  const cursor = (at: Place, upwards: boolean): string =>
    formatCursor(list.name, [upwards ? 1 : 0, ...list.numbersOf(at)])
  const half = Math.floor(limit / 2)
  const [newer, older] =
    'above' in place
      ? await Promise.all([part(list, place.above, true, half), part(list, place.below, false, limit - half)])
      : place.upwards
        ? [await part(list, place.from, true, limit), null]
        : [null, await part(list, place.from, false, limit)]
  const items = [...(newer?.items.toReversed() ?? []), ...(older?.items ?? [])]
  const [first, last] = [items[0], items.at(-1)]
  const from = 'above' in place ? place.above : place.from
  const beginning = first === undefined ? from : list.placeOf(first)
  const end = last === undefined ? from : list.placeOf(last)
  const previous = newer !== null ? newer.goesOn : beginning === null || from === null ? null : beginning
  const next = older !== null ? older.goesOn : end
  const stopped = newer?.stopped ?? older?.stopped ?? null
  const time = stopped === null ? null : await list.timeAt(stopped)
  return {
    items,
    next: next === null ? null : cursor(next, false),
    previous: previous === null ? null : cursor(previous, true),
    lookedTo: time === null ? null : iso(time),
  }
}

interface Part<Item, Place> {
  readonly items: readonly Item[]
  /** Where the next page of this direction begins; null: there is none. */
  readonly goesOn: Place | null
  /** Where the look stopped although the page is not full. */
  readonly stopped: Place | null
}

async function part<Item, Place>(
  list: TwoWayList<Item, Place>,
  behind: Place | null,
  upwards: boolean,
  limit: number,
): Promise<Part<Item, Place>> {
  const { items, reached } = await list.look(behind, upwards, limit + 1)
  const shown = items.slice(0, limit)
  const last = shown.at(-1)
  if (items.length > limit) {
    const end = last === undefined ? behind : list.placeOf(last)
    return { items: shown, goesOn: end, stopped: null }
  }
  return { items: shown, goesOn: reached, stopped: reached }
}
