import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Journal } from '../../src/journal/journal.ts'
import {
  accepted,
  fenceOf,
  ledger,
  noon,
  sampleAttempt,
  sampleEvent,
  sampleRejection,
  setUp,
} from '../journal/samples.ts'

/** What stands everywhere in event `n`: found in a file, it has not been erased. */
function mark(n: number): string {
  return `jane-${String(n).padStart(7, '0')};`
}

const marks = /jane-(\d{7});/g

/** A value that event `n` is indexed under: six bytes that read `jv0012` where a store keeps the highest first, as SQLite does. */
function indexedValue(n: number): number {
  return Buffer.from(`jv${String(n).padStart(4, '0')}`).readUIntBE(0, 6)
}

const values = /jv(\d{4})|(\d{4})vj\0\0/g

/** A journal in which every event, answer and rejection carries the mark of its own. */
export class Marked {
  readonly journal: Journal
  readonly #epoch: number
  readonly #lane: number
  readonly #fence: number
  /** The seq of each event, by its number. */
  readonly seqs = new Map<number, number>()
  /** Events that nobody has settled. */
  readonly #waiting = new Set<number>()
  #last = 0

  private constructor(journal: Journal, epoch: number, lane: number, fence: number) {
    this.journal = journal
    this.#epoch = epoch
    this.#lane = lane
    this.#fence = fence
  }

  static async on(journal: Journal): Promise<Marked> {
    const { epoch, lanes } = await setUp(journal, 'app')
    const [lane = -1] = lanes
    return new Marked(journal, epoch, lane, await fenceOf(journal, 'me', lane))
  }

  body(n: number): Buffer {
    // Now and then one that does not fit into a page.
    return Buffer.from(mark(n).repeat(n % 13 === 0 ? 900 : 1 + (n % 60)))
  }

  /** Appends so many, refuses some of the same bytes, and settles about half of what waits. */
  async step(count: number): Promise<void> {
    const numbers = Array.from({ length: count }, () => ++this.#last)
    const receivedAt = noon + this.#last
    const payload = (n: number) => ({
      ...{ method: 'POST', url: `/in/webex?${mark(n)}`, sealedHeaders: Buffer.from(mark(n)) },
      headers: [['x-who', mark(n)] as const],
      body: this.body(n),
    })
    const answers = await this.journal.append(
      numbers.map((n) =>
        sampleEvent({
          ...{ epoch: this.#epoch, receivedAt, payload: payload(n), type: mark(n), contentType: mark(n) },
          ...{ providerEventId: mark(n), ledger: ledger(mark(n)), values: [indexedValue(n)] },
          queue: [{ lane: this.#lane, due: noon + ((n * 7919) % 10_000), orderKey: mark(n) }],
        }),
      ),
    )
    for (const [index, n] of numbers.entries()) {
      this.seqs.set(n, accepted(answers[index]).seq)
      this.#waiting.add(n)
    }
    const refused = numbers.filter((n) => n % 20 === 0).map((n) => sampleRejection({ payload: payload(n) }))
    if (refused.length > 0) await this.journal.reject(refused)
    const settled = [...this.#waiting].filter((n) => (n * 31 + this.#last) % 5 < 2)
    for (const n of settled) this.#waiting.delete(n)
    await this.journal.settle(
      'me',
      settled.map((n) => ({
        ...{ lane: this.#lane, fence: this.#fence },
        at: { due: noon + ((n * 7919) % 10_000), seq: this.seqs.get(n) ?? -1, replay: 0 },
        attempt: sampleAttempt({ answer: Buffer.from(mark(n).repeat(1 + (n % 200))) }),
        next: { state: 'delivered' },
      })),
    )
  }

  /**
   * Erases these, a part after the other, and purges until no byte of them is to be left.
   *
   * @param waits - called each time that the purge finds something in its way
   */
  async erase(
    numbers: readonly number[],
    beside: () => Promise<void>,
    waits: () => void = () => undefined,
  ): Promise<void> {
    const { journal } = this
    const selection = { events: null, source: null, from: null, to: null, filter: `"${mark(0)}" == type` }
    const made = { selection, reason: 'case 1', by: 'admin', createdAt: noon, filterHash: null }
    // A replay that is over named whom this erases.
    const { number: replay } = await journal.createReplay({
      ...{ destination: null, ratePerSecond: 1, upto: 0, createdAt: noon },
      selection: { ...selection, type: null, verdict: null },
    })
    await journal.changeReplay(replay, 'canceled', noon)
    const { number, upto } = await journal.createErasure(made)
    let from = { event: 0, rejection: 0 }
    for (let at = 0; at < numbers.length; at += 200) {
      const events = numbers.slice(at, at + 200).map((n) => this.seqs.get(n) ?? -1)
      const done = at + 200 >= numbers.length
      const to = done ? upto : { event: events.at(-1) ?? 0, rejection: 0 }
      await journal.erase({ number, from, to, events, rejections: [], done, now: noon })
      from = to
      await beside()
    }
    for (let tries = 0; ; tries++) {
      const step = await journal.purge(number, noon)
      if (step === 'done') return
      if (tries > 2000) throw new Error('the purge never ends')
      if (step === 'wait') {
        waits()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      if (tries % 3 === 0) await beside()
    }
  }
}

/** The numbers of all events whose mark stands somewhere in the files of a folder. */
export async function marksIn(folder: string): Promise<Set<number>> {
  const found = new Set<number>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const text = await readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '')
    for (const [, digits] of text.matchAll(marks)) found.add(Number(digits))
    for (const [, digits, reversed = ''] of text.matchAll(values))
      found.add(Number(digits ?? [...reversed].reverse().join('')))
  }
  return found
}
