import type { Appended, NewEvent } from '../../port/intake.ts'
import { storeHeaders } from '../../stored-headers.ts'
import { verdictNumber } from '../../stored-numbers.ts'
import { parseNumbers } from '../wire/array-literal.ts'
import { BindWriter } from '../wire/bind-writer.ts'
import { bytesKeyOf, onceKeyOf } from '../wire/ledger-keys.ts'
import type { Fields } from '../wire/message-query.ts'
import { queueColumns } from './queue-columns.ts'

const parameters = 27
const statement = `select state, seqs::text, earlier::text, earlier_tags::text, same_as::text
  from countersign.append_5(${Array.from({ length: parameters }, (_, i) => `$${i + 1}`).join(', ')})`

/** Whether `append_5` may take the batch: nearly always. */
export function isPlain(events: readonly NewEvent[]): boolean {
  const epoch = events[0]?.epoch
  const keys = new Set<string>()
  for (const event of events) {
    if (event.epoch !== epoch || event.rejection !== null || event.values?.length) return false
    if (typeof event.ledger?.repeat === 'number') return false
    if (!isNew(keys, onceKeyOf(event)) || !isNew(keys, bytesKeyOf(event))) return false
  }
  return true
}

function isNew(keys: Set<string>, key: Uint8Array | null): boolean {
  if (key === null) return true
  const text = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
  if (keys.has(text)) return false
  keys.add(text)
  return true
}

/** One for each batch under way: its buffer is in use until the answer has come. */
export function createPlainWriter(): BindWriter {
  return new BindWriter(statement, parameters)
}

/** The messages that append a plain batch. */
export function plainMessages(
  writer: BindWriter,
  events: readonly NewEvent[],
  tags: Int32Array,
  gateway: string,
  slot: number,
  unnamed: readonly number[],
): Buffer {
  const count = events.length
  const starts = new Int32Array(count)
  const headers = new Int32Array(count)
  const sealed = new Int32Array(count)
  const bodies = new Int32Array(count)
  writer.begin()
  writer.openBytes()
  let at = 1
  let keys = 0
  for (let i = 0; i < count; i++) {
    const event = events[i]
    if (event === undefined) break
    const { payload } = event
    starts[i] = at
    headers[i] = writer.textPiece(storeHeaders(payload, event))
    sealed[i] = payload.sealedHeaders?.byteLength ?? -1
    bodies[i] = payload.body.byteLength
    if (payload.sealedHeaders !== null) writer.piece(payload.sealedHeaders)
    writer.piece(payload.body)
    at += (headers[i] ?? 0) + Math.max(0, sealed[i] ?? 0) + (bodies[i] ?? 0)
    if (onceKeyOf(event) !== null) keys++
  }
  writer.closeBytes()
  writer.text(gateway)
  writer.int4(slot)
  writer.int8(events[0]?.epoch ?? 0)
  writer.int4s(events.map((e) => e.source))
  const verdicts = events.map((e) => verdictNumber[e.verdict])
  writer.int2s(verdicts)
  writer.texts(events.map((e) => e.secret))
  writer.texts(events.map((e) => e.type))
  writer.texts(events.map((e) => e.providerEventId))
  writer.int8s(events.map((e) => e.receivedAt))
  writer.texts(events.map((e) => e.contentType))
  writer.int4s(tags)
  writer.texts(events.map((e) => e.payload.method))
  writer.texts(events.map((e) => e.payload.url))
  writer.uuids(events.map(onceKeyOf))
  writer.int4(keys)
  const bytesKeys = events.map(bytesKeyOf)
  writer.uuids(bytesKeys.some((key) => key !== null) ? bytesKeys : [])
  writer.int4s(starts)
  writer.int4s(headers)
  writer.int4s(sealed)
  writer.int4s(bodies)
  const { at: ofEvents, lanes, dues, orders } = queueColumns(events)
  writer.int4s(ofEvents)
  writer.int4s(lanes)
  writer.int8s(dues)
  writer.texts(orders)
  writer.int8s([0, 1, 2, 3, 4].map((verdict) => verdicts.filter((each) => each === verdict).length))
  writer.int4s(unnamed)
  return writer.end()
}

/** What became of a plain batch. */
export function plainOutcomes(fields: Fields, tags: Int32Array): Appended[] {
  const [state, seqText, earlierText, tagText, sameText] = fields
  if (state === '2') return Array.from(tags, () => ({ outcome: 'stale' }))
  const seqs = parseNumbers(seqText ?? '')
  if (seqs.length !== tags.length) throw new Error('The database answered for another number of events.')
  const earlier = state === '1' ? parseNumbers(earlierText ?? '') : []
  const earlierTags = state === '1' ? parseNumbers(tagText ?? '') : []
  const same = sameText ? parseNumbers(sameText) : []
  return seqs.map((seq, i) =>
    earlier[i]
      ? { outcome: 'duplicate', seq: earlier[i], tag: (earlierTags[i] ?? 0) >>> 0 }
      : { outcome: 'accepted', seq, tag: (tags[i] ?? 0) >>> 0, sameBytesAs: same[i] || null },
  )
}
