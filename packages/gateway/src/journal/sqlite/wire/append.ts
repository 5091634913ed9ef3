import type { Appended, LedgerEntry, NewEvent } from '../../port/intake.ts'
import { verdicts } from '../verdicts.ts'
import { beginOperation, endOperation, operation } from './operation.ts'
import { outcome } from './outcome.ts'
import { writePayload } from './payload.ts'
import type { Pen } from './pen.ts'
import { writeTexts } from './texts.ts'

/** Results of one event: outcome, seq, tag, the seq with the same bytes or -1. */
export const appendResults = 4
/** Texts of one event: secret, type, provider's id, content type, method, URL. */
export const appendTexts = 6
export const ledgerKeyBytes = 16

/** How a repeat is meant, as a number: a window is its own length in ms. */
export const repeatCode = { none: -3, mark: -2, suppress: -1 } as const

export function writeAppend(pen: Pen, events: readonly NewEvent[]): void {
  const head = beginOperation(pen, operation.append, events.length * appendResults)
  pen.number(events.length)
  for (const event of events) writeEvent(pen, event)
  endOperation(pen, head)
}

function writeEvent(pen: Pen, event: NewEvent): void {
  const { payload, ledger } = event
  pen.number(event.epoch)
  pen.number(event.source)
  pen.number(verdicts.indexOf(event.verdict))
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
  pen.number(event.queue.length)
  for (const { lane, due, orderKey } of event.queue) {
    pen.number(lane)
    pen.number(due)
    if (orderKey === null) pen.number(0)
    else {
      pen.number(1)
      pen.text(orderKey)
    }
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
  const [what, seq = 0, tag = 0, same = -1] = results.subarray(at, at + appendResults)
  switch (what) {
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
