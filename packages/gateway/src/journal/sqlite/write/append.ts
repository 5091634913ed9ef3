import type { DatabaseSync } from 'node:sqlite'
import { verdictOf } from '../../stored-numbers.ts'
import { duplicateNumber } from '../../tally-numbers.ts'
import { PackedEvent, readEvent, readQueue, readValues, repeatCode } from '../wire/append.ts'
import { outcome } from '../wire/outcome.ts'
import type { Scan } from '../wire/scan.ts'
import type { Blocks } from './blocks.ts'
import type { Ledger } from './ledger.ts'
import type { Rejections } from './reject.ts'
import type { Results } from './results.ts'
import type { State } from './state.ts'
import type { Tallies } from './tallies.ts'

/** Appends packed events, each with its queue rows; pushes outcome, seq, tag and same bytes of each. */
export function createAppend(parts: {
  readonly db: DatabaseSync
  readonly state: State
  readonly ledger: Ledger
  readonly rejections: Rejections
  readonly blocks: Blocks
  readonly tallies: Tallies
  readonly nextTag: () => number
}): (scan: Scan, results: Results) => void {
  const { db, ledger, rejections, blocks, tallies, nextTag } = parts
  const { counts } = parts.state
  const insertEvent = db.prepare(
    'insert into event (seq, tag, source, verdict, secret, key, type, provider_id, received_ms, size, content_type, same_as, bytes_key) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const insertPayload = db.prepare(
    'insert into payload (seq, method, url, headers, sealed, body) values (?, ?, ?, ?, ?, ?)',
  )
  const insertQueue = db.prepare(
    'insert into queue (lane, due, seq, replay, attempts, order_key) values (?, ?, ?, 0, 0, ?)',
  )
  const insertValue = db.prepare('insert into path_value (source, value, seq) values (?, ?, ?)')
  const tagOf = db.prepare('select tag from event where seq = ?')

  const event = new PackedEvent()

  const answer = (results: Results, what: number, seq: number, tag: number, same: number) => {
    results.push(what)
    results.push(seq)
    results.push(tag)
    results.push(same)
  }

  /** What belongs to an event that is not stored. */
  const passOver = (scan: Scan) => {
    readQueue(scan, null)
    readValues(scan, null)
  }

  /** Right after the key was looked up, since that is what the ledger stores under. */
  const keep = (key: Uint8Array, known: boolean, seq: number, receivedAt: number) => {
    ledger.put(key, seq, receivedAt)
    if (!known) counts.ledger_rows++
  }

  const appendOne = (scan: Scan, results: Results): void => {
    readEvent(scan, event)
    const { epoch, source, verdict, receivedAt, rejection, repeat, key, bytesKey, texts, payload } = event

    if (epoch !== counts.epoch) {
      passOver(scan)
      answer(results, outcome.stale, 0, 0, -1)
      return
    }
    if (rejection >= 0 && !rejections.remove(rejection)) {
      passOver(scan)
      answer(results, outcome.gone, 0, 0, -1)
      return
    }
    let same: number | null = null
    const known = key !== null && ledger.find(key)
    if (known) {
      const within = repeat >= 0 && receivedAt - ledger.time <= repeat
      if (repeat === repeatCode.suppress || within) {
        counts.duplicates++
        tallies.event(receivedAt, source, duplicateNumber, payload.body.length)
        passOver(scan)
        answer(results, outcome.duplicate, ledger.seq, Number(tagOf.get(ledger.seq)?.tag ?? 0), -1)
        return
      }
      same = ledger.seq
    }

    const seq = counts.last_seq + 1
    if (key !== null) keep(key, known, seq, receivedAt)
    if (bytesKey !== null) {
      const met = ledger.find(bytesKey)
      if (met) same = ledger.seq
      keep(bytesKey, met, seq, receivedAt)
    }
    const tag = nextTag()
    const [secret = null, type = null, providerId = null, contentType = null, method, url] = texts
    insertEvent.run(
      seq,
      tag,
      source,
      verdict,
      secret,
      key,
      type,
      providerId,
      receivedAt,
      payload.body.length,
      contentType,
      same,
      bytesKey,
    )
    insertPayload.run(seq, method ?? '', url ?? '', payload.headers, payload.sealed, payload.body)
    counts.pending += readQueue(scan, (lane, due, orderKey) => insertQueue.run(lane, due, seq, orderKey))
    readValues(scan, (value) => insertValue.run(source, value, seq))
    counts.last_seq = seq
    blocks.took(seq)
    counts[verdictOf(verdict)]++
    tallies.event(receivedAt, source, verdict, payload.body.length)
    answer(results, outcome.accepted, seq, tag, same ?? -1)
  }

  return (scan, results) => {
    const count = scan.number()
    for (let index = 0; index < count; index++) appendOne(scan, results)
  }
}
