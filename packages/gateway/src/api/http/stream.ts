import type { ServerResponse } from 'node:http'
import type { Live } from '../../configuration/live.ts'
import type { LookStore } from '../../journal/port/look.ts'
import type { Verdict } from '../../model/event.ts'
import { parseId } from '../../model/id.ts'
import { namesByNumber } from '../operations/find.ts'
import { showRejection } from '../operations/rejection.ts'
import { showStats } from '../operations/stats.ts'
import { showEvents } from '../shapes/event-json.ts'

/** Followers at once, and bytes that one may lag behind before it is let go. */
const maxFollowers = 64
const maxLagBytes = 1024 * 1024
/** How often the store is looked at while anybody follows, and how much is told in one look. */
const lookEveryMs = 1000
const mostPerLook = 100
/** Sequence numbers over which what was skipped is counted; where there are more, it says `atLeast`. */
const mostCounted = 100_000

/** Which events somebody follows; absent: all. */
export interface StreamFilter {
  /** The number of the source. */
  readonly source?: number
  readonly type?: string
  readonly verdict?: Verdict
}

/**
 * Server-sent events: `event`, `rejection`, `skipped` and `stats`. It looks at the store once a second while somebody
 * follows, instead of being told by this gateway's ingest: so it shows what any gateway took in. Of what is more than it
 * tells in one look, it tells the newest and says how many it has skipped.
 */
export class Stream {
  readonly #journal: LookStore
  readonly #live: Live
  readonly #followers = new Map<ServerResponse, StreamFilter>()
  #timer: NodeJS.Timeout | undefined
  /** Whether there is a look, now or to come: never two, however many come and go while one takes its time. */
  #looking = false
  #event = -1
  #rejection = -1
  #stats = ''

  constructor(journal: LookStore, live: Live) {
    this.#journal = journal
    this.#live = live
  }

  /** Whether one more may follow. */
  get hasRoom(): boolean {
    return this.#followers.size < maxFollowers
  }

  /** Writes to an answer whose head has been sent, until the client goes away. */
  follow(answer: ServerResponse, lastEventId: string | undefined, filter: StreamFilter = {}): void {
    // It went away before this: nothing would tell of that again.
    if (answer.destroyed) return
    answer.write('retry: 3000\n\n')
    answer.on('close', () => this.#leave(answer))
    const missed = parseId('evt', lastEventId ?? '')
    if (missed !== null) void this.#catchUp(answer, missed.seq, filter)
    this.#followers.set(answer, filter)
    if (this.#looking) return
    this.#looking = true
    this.#event = -1
    this.#rejection = -1
    this.#stats = ''
    void this.#look()
  }

  /** Ends all streams, for a stop. */
  close(): void {
    this.#rest()
    for (const answer of this.#followers.keys()) answer.end()
    this.#followers.clear()
  }

  #leave(answer: ServerResponse): void {
    this.#followers.delete(answer)
    if (this.#followers.size === 0) this.#rest()
  }

  /** Looks no more; a look that is under way ends by itself. */
  #rest(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#looking = false
  }

  async #look(): Promise<void> {
    this.#timer = undefined
    try {
      await this.#tellNew()
    } catch {
      // The store is away; /readyz says so. The stream goes on when it is back.
      for (const answer of this.#followers.keys()) this.#write(answer, ': the store does not answer\n\n')
    }
    if (this.#followers.size > 0) this.#timer = setTimeout(() => void this.#look(), lookEveryMs)
    else this.#looking = false
  }

  async #tellNew(): Promise<void> {
    const { configuration } = this.#live.current()
    const sources = namesByNumber(configuration.sources)
    const [newest] = await this.#journal.events({ limit: 1 })
    const rejections = (await this.#journal.rejections({ limit: mostPerLook })).filter(
      ({ seq }) => seq > this.#rejection,
    )
    const after = this.#event
    this.#event = Math.max(after, newest?.seq ?? 0)
    this.#rejection = Math.max(this.#rejection, 0, ...rejections.map(({ seq }) => seq))
    // The first look only finds out where "new" begins.
    if (after !== -1) {
      if (this.#event > after)
        for (const { filter, answers } of this.#filters())
          await this.#tellEvents(answers, filter, { after, upTo: this.#event })
      for (const rejection of rejections.reverse())
        for (const [answer, { source, type, verdict }] of this.#followers)
          if (
            type === undefined &&
            verdict === undefined &&
            (source ?? rejection.source) === rejection.source
          )
            this.#write(answer, format('rejection', showRejection(rejection, sources)))
    }
    const stats = JSON.stringify(showStats(await this.#journal.stats()))
    const text = stats === this.#stats ? ':\n\n' : `event: stats\ndata: ${stats}\n\n`
    for (const answer of this.#followers.keys()) this.#write(answer, text)
    this.#stats = stats
  }

  async #catchUp(answer: ServerResponse, after: number, filter: StreamFilter): Promise<void> {
    await this.#tellEvents([answer], filter, { after, upTo: Number.MAX_SAFE_INTEGER }).catch(() => undefined)
  }

  /** Those who follow the same are told by one look. */
  #filters(): Iterable<{ readonly filter: StreamFilter; readonly answers: ServerResponse[] }> {
    const found = new Map<string, { filter: StreamFilter; answers: ServerResponse[] }>()
    for (const [answer, filter] of this.#followers) {
      const key = JSON.stringify([filter.source, filter.type, filter.verdict])
      const known = found.get(key)
      if (known === undefined) found.set(key, { filter, answers: [answer] })
      else known.answers.push(answer)
    }
    return found.values()
  }

  async #tellEvents(
    answers: readonly ServerResponse[],
    filter: StreamFilter,
    { after, upTo }: { readonly after: number; readonly upTo: number },
  ): Promise<void> {
    const sources = namesByNumber(this.#live.current().configuration.sources)
    const range = { ...filter, after, before: upTo + 1 }
    const events = await this.#journal.events({ ...range, limit: mostPerLook })
    const oldest = events.at(-1)
    if (events.length === mostPerLook && oldest !== undefined) {
      const behind = Math.max(after, oldest.seq - 1 - mostCounted)
      const count = await this.#journal.countEvents({ ...filter, after: behind, upTo: oldest.seq - 1 })
      const skipped = behind > after ? { count, atLeast: true } : { count }
      if (count > 0) for (const answer of answers) this.#write(answer, format('skipped', skipped))
    }
    for (const shown of await showEvents(this.#journal, events.toReversed(), sources)) {
      const text = format('event', shown, shown.id)
      for (const answer of answers) this.#write(answer, text)
    }
  }

  #write(answer: ServerResponse, text: string): void {
    if (answer.writableLength > maxLagBytes) answer.destroy()
    else answer.write(text)
  }
}

function format(name: string, data: object, id?: string): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
}
