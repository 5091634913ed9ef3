import type { Appended, LedgerEntry, NewEvent } from '../../port/intake.ts'
import { verdictNumber } from '../../stored-numbers.ts'
import { beginOperation, endOperation, operation } from './operation.ts'
import { outcome } from './outcome.ts'
import { type PackedPayload, readPayload, writePayload } from './payload.ts'
import type { Pen } from './pen.ts'
import type { Scan } from './scan.ts'
import { readTexts, writeTexts } from './texts.ts'

/** Results of one event: outcome, seq, tag, the seq with the same bytes or -1. */
export const appendResults = 4
/** Texts of one event: secret, type, provider's id, content type, method, URL. */
const appendTexts = 6
const ledgerKeyBytes = 16

/** How a repeat is meant, as a number: a window is its own length in ms. */
export const repeatCode = { none: -3, mark: -2, suppress: -1 } as const

export function writeAppend(pen: Pen, events: readonly NewEvent[]): void {
  const head = beginOperation(pen, operation.append, events.length * appendResults)
  pen.number(events.length)
  for (const event of events) writeEvent(pen, event)
  endOperation(pen, head)
}

/** One event as it travels, but for its queue rows and values; the writer fills the same object again and again. */
export class PackedEvent {
  epoch = 0
  source = 0
  verdict = 0
  receivedAt = 0
  /** -1 where it is let in from none. */
  rejection = 0
  repeat = 0
  key: Uint8Array | null = null
  bytesKey: Uint8Array | null = null
  readonly texts: (string | null)[] = new Array(appendTexts).fill(null)
  readonly payload: PackedPayload = { headers: new Uint8Array(), sealed: null, body: new Uint8Array() }
}

/**
 * What `readEvent`, `readQueue` and `readValues` read, in the same order. One table of fields for both ways, each with what
 * it is made from, was built and dropped: an append cost 1.2 times as much processor time, a settlement 1.1 (six pairs).
 */
function writeEvent(pen: Pen, event: NewEvent): void {
  const { payload, ledger } = event
  pen.number(event.epoch)
  pen.number(event.source)
  pen.number(verdictNumber[event.verdict])
  pen.number(event.receivedAt)
  pen.number(event.rejection ?? -1)
  pen.number(ledger === null ? repeatCode.none : repeatNumber(ledger.repeat))
  if (ledger !== null) {
    pen.raw(checkedKey(ledger.key))
    pen.number(ledger.bytesKey === undefined ? 0 : 1)
    if (ledger.bytesKey !== undefined) pen.raw(checkedKey(ledger.bytesKey))
  }
  writeTexts(pen, [
    event.secret,
    event.type,
    event.providerEventId,
    event.contentType,
    payload.method,
    payload.url,
  ])
  writePayload(pen, payload, event)
  writeQueue(pen, event.queue)
  writeValues(pen, event.values ?? [])
}

export function readEvent(scan: Scan, into: PackedEvent): void {
  into.epoch = scan.number()
  into.source = scan.number()
  into.verdict = scan.number()
  into.receivedAt = scan.number()
  into.rejection = scan.number()
  into.repeat = scan.number()
  into.key = into.repeat === repeatCode.none ? null : scan.raw(ledgerKeyBytes)
  into.bytesKey = into.key === null || scan.number() === 0 ? null : scan.raw(ledgerKeyBytes)
  readTexts(scan, into.texts)
  readPayload(scan, into.payload)
}

function writeQueue(pen: Pen, rows: NewEvent['queue']): void {
  pen.number(rows.length)
  for (const { lane, due, orderKey } of rows) {
    pen.number(lane)
    pen.number(due)
    if (orderKey === null) pen.number(0)
    else {
      pen.number(1)
      pen.text(orderKey)
    }
  }
}

/** Reads the queue rows of an event; answers how many there are. Null passes over them. */
export function readQueue(
  scan: Scan,
  insert: ((lane: number, due: number, orderKey: string | null) => void) | null,
): number {
  const rows = scan.number()
  for (let index = 0; index < rows; index++) {
    const lane = scan.number()
    const due = scan.number()
    const orderKey = scan.number() === 0 ? null : scan.text()
    insert?.(lane, due, orderKey)
  }
  return rows
}

function writeValues(pen: Pen, values: readonly number[]): void {
  pen.number(values.length)
  for (const value of values) pen.number(value)
}

/** Reads what an event is indexed under. Null passes over it. */
export function readValues(scan: Scan, insert: ((value: number) => void) | null): void {
  const values = scan.number()
  for (let index = 0; index < values; index++) {
    const value = scan.number()
    insert?.(value)
  }
}

function repeatNumber(repeat: LedgerEntry['repeat']): number {
  return typeof repeat === 'number' ? Math.max(0, repeat) : repeatCode[repeat]
}

function checkedKey(key: Uint8Array): Uint8Array {
  if (key.length !== ledgerKeyBytes) throw new TypeError(`a ledger key has ${ledgerKeyBytes} bytes`)
  return key
}

/** One event's results, from a place on. */
export function appendedOf(results: Float64Array, at: number): Appended {
  const seq = results[at + 1] ?? 0
  const tag = results[at + 2] ?? 0
  const same = results[at + 3] ?? -1
  switch (results[at]) {
    case outcome.accepted:
      return { outcome: 'accepted', seq, tag, sameBytesAs: same < 0 ? null : same }
    case outcome.duplicate:
      return { outcome: 'duplicate', seq, tag }
    case outcome.stale:
      return { outcome: 'stale' }
    default:
      return { outcome: 'gone' }
  }
}
