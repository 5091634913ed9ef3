import type { Named } from '../../named.ts'
import type { Appended, NewEvent } from '../../port/intake.ts'
import { verdictNumber } from '../../stored-numbers.ts'
import { numberArray, parseNumbers, textArray } from '../wire/array-literal.ts'
import { type Batcher, createBatcher } from '../wire/batcher.ts'
import type { BindWriter } from '../wire/bind-writer.ts'
import { createBlob } from '../wire/blob.ts'
import type { Database } from '../wire/database.ts'
import { isCollision, lacksSegment } from '../wire/failure.ts'
import { bytesKeyOf, onceKeyOf } from '../wire/ledger-keys.ts'
import { Pace } from '../wire/pace.ts'
import { payloadColumns, payloadSize } from '../wire/payload-columns.ts'
import { createPlainWriter, isPlain, plainMessages, plainOutcomes } from './append-plain.ts'
import { queueColumns } from './queue-columns.ts'
import type { Segments } from './segments.ts'

const noLedger = -1
const suppress = -2

export interface AppendOptions {
  readonly gateway: string
  readonly slots: number
  readonly firstSlot: number
  readonly segments: Segments
  readonly named: Named
  /** Called after a commit with the lanes that got work. */
  readonly onQueued: (lanes: Iterable<number>) => void
  /** How far apart commits should begin as long as several calls share one, in ms; 0: as they come. */
  readonly apartMs: () => number
}

/**
 * Group commit of appends. With two slots the database takes up the next batch as soon as one is committed,
 * while the gateway prepares a third.
 */
export function createAppend(database: Database, options: AppendOptions): Batcher<NewEvent, Appended> {
  const writers = Array.from({ length: options.slots }, createPlainWriter)
  return createBatcher<NewEvent, Appended>({
    slots: options.slots,
    besideFrom: 8,
    maxItems: 1000,
    maxBytes: 8 * 2 ** 20,
    maxWaitingBytes: 64 * 2 ** 20,
    pace: new Pace(options.apartMs),
    sizeOf: (event) => payloadSize(event.payload) + 400,
    run: async (events, slot) => {
      const appended = await appendBatch(database, events, options, slot, writers[slot])
      tellAppended(events, appended, options)
      return appended
    },
  })
}

/** After a commit: which segments are reached, and which lanes got work. */
export function tellAppended(
  events: readonly NewEvent[],
  appended: readonly Appended[],
  { segments, onQueued }: Pick<AppendOptions, 'segments' | 'onQueued'>,
): void {
  const lanes = new Set<number>()
  for (const [i, answer] of appended.entries()) {
    if (answer.outcome !== 'accepted') continue
    segments.reached(answer.seq)
    for (const row of events[i]?.queue ?? []) lanes.add(row.lane)
  }
  if (lanes.size > 0) onQueued(lanes)
}

/**
 * Appends within the caller's transaction. Its counter is another than that of those appends: they do not wait for it.
 */
export async function appendWithin(
  database: Pick<Database, 'write'>,
  events: readonly NewEvent[],
  gateway: string,
  counter: number,
  named: Named,
): Promise<Appended[]> {
  const tags = crypto.getRandomValues(new Int32Array(events.length))
  const values = [gateway, counter, ...parameters(events, tags), numberArray(unnamedOf(events, named))]
  const [row] = await database.write<AppendRow>(...asking(events, values))
  return outcomesOf(row, events.length)
}

/** The sources that count under none; mostly there are none. */
function unnamedOf(events: readonly NewEvent[], named: Named): number[] {
  const unnamed = new Set<number>()
  for (const { receivedAt, source } of events)
    if (named.under(receivedAt, source) !== source) unnamed.add(source)
  return [...unnamed]
}

async function appendBatch(
  database: Database,
  events: readonly NewEvent[],
  options: AppendOptions,
  slot: number,
  writer: BindWriter | undefined,
): Promise<Appended[]> {
  const tags = crypto.getRandomValues(new Int32Array(events.length))
  const counter = options.firstSlot + slot
  const unnamed = unnamedOf(events, options.named)
  if (writer !== undefined && isPlain(events)) {
    const messages = plainMessages(writer, events, tags, options.gateway, counter, unnamed)
    try {
      return plainOutcomes(await attempted(() => database.pipelined(messages), options.segments), tags)
    } catch (error) {
      writer.forget()
      throw error
    }
  }
  const values = [options.gateway, counter, ...parameters(events, tags), numberArray(unnamed)]
  const asked = asking(events, values)
  const [row] = await attempted(() => database.write<AppendRow>(...asked), options.segments)
  return outcomesOf(row, events.length)
}

/** Again where another try right away is likely to work. */
export async function attempted<T>(work: () => Promise<T>, segments: Segments): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= 4) throw error
      if (lacksSegment(error)) await segments.ensure()
      else if (!isCollision(error)) throw error
    }
  }
}

const columns = 'outcomes::text, seqs::text, out_tags::text, same_as::text'
const append = `countersign.append_6(${Array.from({ length: 29 }, (_, i) => `$${i + 1}`).join(', ')})`
const statement = `select ${columns} from ${append}`

/** With what the events are indexed under, which is stored of those that are. */
const indexing = `with appended as materialized (select * from ${append}), indexed as (
    insert into countersign.path_value (source, value, seq)
    select v.source, v.value, a.seqs[v.at]
      from appended a, unnest($30::int[], $31::int[], $32::bigint[]) v(at, source, value) where a.outcomes[v.at] = 0
  ) select ${columns} from appended`

/** The statement that appends, and its parameters. */
function asking(events: readonly NewEvent[], given: readonly unknown[]): [string, unknown[]] {
  const rows = events.flatMap(({ source, values = [] }, at) =>
    values.map((value) => ({ at: at + 1, source, value })),
  )
  if (rows.length === 0) return [statement, [...given]]
  const column = (name: 'at' | 'source' | 'value'): string => numberArray(rows.map((row) => row[name]))
  return [indexing, [...given, column('at'), column('source'), column('value')]]
}

interface AppendRow {
  readonly outcomes: string
  readonly seqs: string
  readonly out_tags: string
  readonly same_as: string
}

function parameters(events: readonly NewEvent[], tags: Int32Array): unknown[] {
  const blob = createBlob()
  const payloads = payloadColumns(events, blob)
  const ledger = ledgerColumns(events)
  const { at, lanes, dues, orders } = queueColumns(events)
  return [
    numberArray(events.map((e) => e.epoch)),
    numberArray(events.map((e) => e.source)),
    numberArray(events.map((e) => verdictNumber[e.verdict])),
    textArray(events.map((e) => e.secret)),
    textArray(events.map((e) => e.type)),
    textArray(events.map((e) => e.providerEventId)),
    numberArray(events.map((e) => e.receivedAt)),
    textArray(events.map((e) => e.contentType)),
    `{${tags.join(',')}}`,
    payloads.methods,
    payloads.urls,
    ...ledger,
    numberArray(events.map((e) => e.rejection ?? 0)),
    payloads.starts,
    payloads.headerLengths,
    payloads.sealedLengths,
    payloads.bodyLengths,
    blob.bytes(),
    numberArray(at),
    numberArray(lanes),
    numberArray(dues),
    textArray(orders),
  ]
}

/** Keys and what a repeat of them means, and the keys of bytes; each with its round. */
function ledgerColumns(events: readonly NewEvent[]): string[] {
  const keys = keyColumns(events.map(onceKeyOf))
  const repeats = events.map(({ ledger }) =>
    ledger === null || ledger.repeat === 'mark'
      ? noLedger
      : ledger.repeat === 'suppress'
        ? suppress
        : ledger.repeat,
  )
  const bytesKeys = keyColumns(events.map(bytesKeyOf))
  return [keys.keys, numberArray(repeats), keys.rounds, bytesKeys.keys, bytesKeys.rounds]
}

/** Keys, and the how-manieth of the batch with its key each event is. */
function keyColumns(keys: readonly (Uint8Array | null)[]): { keys: string; rounds: string } {
  const texts: string[] = []
  const rounds: number[] = []
  const met = new Map<string, number>()
  for (const key of keys) {
    if (key !== null && key.byteLength !== 16) throw new RangeError('A ledger key has 16 bytes.')
    const text = key === null ? null : Buffer.from(key.buffer, key.byteOffset, 16).toString('hex')
    const round = text === null ? 0 : (met.get(text) ?? 0)
    if (text !== null) met.set(text, round + 1)
    texts.push(text ?? 'NULL')
    rounds.push(round)
  }
  return { keys: `{${texts.join(',')}}`, rounds: numberArray(rounds) }
}

function outcomesOf(row: AppendRow | undefined, count: number): Appended[] {
  const outcomes = parseNumbers(row?.outcomes ?? '')
  const seqs = parseNumbers(row?.seqs ?? '')
  const tags = parseNumbers(row?.out_tags ?? '')
  const same = parseNumbers(row?.same_as ?? '')
  if (outcomes.length !== count) throw new Error('The database answered for another number of events.')
  return outcomes.map((outcome, i) => {
    const seq = seqs[i] ?? 0
    const tag = (tags[i] ?? 0) >>> 0
    if (outcome === 0) return { outcome: 'accepted', seq, tag, sameBytesAs: same[i] || null }
    if (outcome === 1) return { outcome: 'duplicate', seq, tag }
    return { outcome: outcome === 2 ? 'stale' : 'gone' }
  })
}
