import { readerOf } from '../message/dates.ts'
import type { Pieces } from '../platform/platform.ts'
import type { PlacedValue } from './derive-signatures.ts'
import type { DerivedHmac, DerivedPart, DerivedPlace } from './derived-scheme.ts'

/** A content that providers sign, with how the scheme says it. */
export interface ContentCandidate {
  readonly pieces: Pieces
  readonly content: readonly DerivedPart[]
  readonly timestamp?: NonNullable<DerivedHmac['timestamp']>
  readonly id?: DerivedPlace
  readonly idWithout?: string
}

/** What contents are made of. */
export interface ContentMaterial {
  readonly body: Uint8Array
  readonly method: string
  readonly url: string | undefined
  readonly values: readonly PlacedValue[]
  /** The tags of the signatures, such as `v0`. */
  readonly tags: readonly string[]
}

const separators = ['.', ':', '', ',', '|', '\n', '-', '_', ' ', ';', '&', '+', '/']
const units = ['seconds', 'milliseconds', 'rfc3339', 'rfc3339-utc', 'http-date'] as const
const mostTimes = 6
const mostIds = 12

/** A piece with how the scheme says it. */
interface Piece {
  readonly text: string | Uint8Array
  readonly part: DerivedPart
  readonly time?: NonNullable<DerivedHmac['timestamp']>
  readonly id?: DerivedPlace
}

/** The contents that are usual, the most usual first: there are some thousand at most. */
export function* contents(material: ContentMaterial): Generator<ContentCandidate> {
  const { body, method, url, values, tags } = material
  const whole: Piece = { text: body, part: 'body' }
  const times = values.flatMap(timeOf).slice(0, mostTimes)
  const ids = values.filter(isShort).map(idOf).slice(0, mostIds)
  const address = url === undefined ? [] : addressOf(url)
  const verb: Piece = { text: method, part: 'method' }
  yield joined([whole], '')
  for (const separator of separators) {
    for (const time of times) {
      yield joined([time, whole], separator)
      for (const tag of tags) yield joined([literal(tag), time, whole], separator)
      yield joined([whole, time], separator)
      for (const id of ids) {
        yield joined([id, time, whole], separator)
        if (separator !== '') yield joined([time, id, whole], separator)
      }
    }
    for (const id of ids) {
      // With nothing between them the beginning of the body could be moved into the id.
      if (separator !== '') yield joined([id, whole], separator)
      yield joined([whole, id], separator)
    }
  }
  for (const separator of ['', '.', '\n', ':', '|', ',', ' ']) {
    yield joined([verb, whole], separator)
    for (const at of address) {
      yield* [
        [at, whole],
        [whole, at],
        [verb, at, whole],
      ].map((pieces) => joined(pieces, separator))
      for (const time of times)
        yield* [
          [verb, at, whole, time],
          [verb, at, time, whole],
          [time, verb, at, whole],
          [at, time, whole],
          [time, at, whole],
          [verb, time, at, whole],
        ].map((pieces) => joined(pieces, separator))
    }
  }
  for (const separator of separators) {
    for (const time of times)
      for (const id of ids) {
        yield* [
          [whole, time, id],
          [whole, id, time],
          [time, whole, id],
          [id, whole, time],
        ].map((pieces) => joined(pieces, separator))
      }
  }
  // Last, what leaves the body unprotected.
  for (const at of address) {
    yield joined([at], '')
    yield joined([verb, at], '')
  }
  for (const separator of separators)
    for (const time of times)
      for (const id of ids)
        yield* [
          [time, id],
          [id, time],
        ].map((pieces) => joined(pieces, separator))
}

function timeOf({ place, value }: PlacedValue): Piece[] {
  const unit = units.find((each) => readerOf(each)(value) !== undefined)
  // A number of few digits is a count.
  if (unit === undefined || (unit === 'seconds' && value.length < 9)) return []
  const exact = unit === 'seconds' && value.length > 10 ? 'milliseconds' : unit
  return [{ text: value, part: 'timestamp', time: { ...place, unit: exact } }]
}

function isShort({ name, value }: PlacedValue): boolean {
  return value !== '' && value.length <= 256 && !unsigned.has(name)
}

/** Headers of HTTP, which nobody signs by themselves. */
const unsigned = new Set([
  ...['host', 'content-length', 'content-type', 'user-agent', 'accept', 'accept-encoding', 'connection'],
  ...['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-real-ip', 'transfer-encoding'],
])

function idOf({ place, value }: PlacedValue): Piece {
  return { text: value, part: 'id', id: place }
}

function literal(text: string): Piece {
  return { text, part: { text } }
}

/** The URL, and its path. */
function addressOf(url: string): Piece[] {
  const whole: Piece = { text: url, part: 'url' }
  const path = /^https?:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1]
  if (path === undefined) return [whole]
  return [whole, { text: path.startsWith('/') ? path : `/${path}`, part: 'path' }]
}

function joined(pieces: readonly Piece[], separator: string): ContentCandidate {
  const texts: (string | Uint8Array)[] = []
  const content: DerivedPart[] = []
  let found: Pick<ContentCandidate, 'timestamp' | 'id' | 'idWithout'> = {}
  for (const [at, { text, part, time, id }] of pieces.entries()) {
    if (at > 0 && separator !== '') {
      texts.push(separator)
      content.push(separator)
    }
    texts.push(text)
    content.push(part)
    if (time !== undefined) found = { ...found, timestamp: time }
    // What stands before another piece must not hold what parts them, or what a time in words holds: a border could be moved.
    const border = separator === '' ? ':' : separator
    const parted = typeof text === 'string' && !text.includes(border)
    if (id !== undefined) found = { ...found, id, ...(parted && { idWithout: border }) }
  }
  return { pieces: texts, content, ...found }
}
