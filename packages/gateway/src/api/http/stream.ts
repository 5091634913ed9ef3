import type { ServerResponse } from 'node:http'
import type { Live } from '../../configuration/live.ts'
import type { LookStore } from '../../journal/port/look.ts'
import type { StoredEvent, Verdict } from '../../model/event.ts'
import { parseId } from '../../model/id.ts'
import { type Identity, isOperator } from '../../model/identity.ts'
import { namesByNumber } from '../operations/find.ts'
import { showRejection } from '../operations/rejection.ts'
import { showStats } from '../operations/stats.ts'
import { showEvents } from '../shapes/event-json.ts'

/** Followers at once, and bytes that one may lag behind before it is let go. */
const maxFollowers = 64
/** Of these so many of one token or person, who is no operator. */
const maxFollowersOfOne = 16
const maxLagBytes = 1024 * 1024
/** How often the store is looked at while anybody follows, and how much is told in one look. */
const lookEveryMs = 1000
const mostPerLook = 100
/** Sequence numbers that one look goes back, whoever follows what; where there are more, `skipped` says `atLeast`. */
const mostBack = 100_000
/** Of these so many at once: other lists have their turn between two of them. */
const slice = 20_000

/** Which events somebody follows; absent: all. */
export interface StreamFilter {
  /** The number of the source. */
  readonly source?: number
  readonly type?: string
  readonly verdict?: Verdict
}

/** Sequence numbers above the first, up to the second. */
interface Range {
  readonly after: number
  readonly upTo: number
}

interface Follower {
  readonly filter: StreamFilter
  readonly who: Pick<Identity, 'by' | 'may'>
}

/**
 * Server-sent events: `event`, `skipped`, and to those who may read them `rejection` and `stats`. It looks at the store
 * once a second while somebody follows, instead of being told by this gateway's ingest: so it shows what any gateway
 * took in. Of what is more than it tells in one look, it tells the newest and says how many it has skipped.
 */
export class Stream {
  readonly #journal: LookStore
  readonly #live: Live
  readonly #followers = new Map<ServerResponse, Follower>()
  /** What followers have missed before they came: told to one after the other. */
  readonly #missed = new Map<ServerResponse, { readonly after: number; readonly upTo: number | null }>()
  #catchingUp = false
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

  /** Whether this one may follow: nobody but an operator takes the places of all others. */
  hasRoomFor(who: Follower['who']): boolean {
    if (this.#followers.size >= maxFollowers) return false
    if (isOperator(who)) return true
    let theirs = 0
    for (const { who: one } of this.#followers.values())
      if (one.by.kind === who.by.kind && one.by.id === who.by.id) theirs++
    return theirs < maxFollowersOfOne
  }

  /** Writes to an answer whose head has been sent, what somebody follows and may read, until the client goes away. */
  follow(
    answer: ServerResponse,
    who: Follower['who'],
    lastEventId?: string,
    filter: StreamFilter = {},
  ): void {
    // It went away before this: nothing would tell of that again.
    if (answer.destroyed) return
    answer.write('retry: 3000\n\n')
    answer.on('close', () => this.#leave(answer))
    this.#followers.set(answer, { filter, who })
    if (!this.#looking) {
      this.#looking = true
      this.#event = -1
      this.#rejection = -1
      this.#stats = ''
      void this.#look()
    }
    const missed = parseId('evt', lastEventId ?? '')
    if (missed === null) return
    // The looks tell what comes after the last of them; the first has yet to find out where that begins.
    this.#missed.set(answer, { after: missed.seq, upTo: this.#event === -1 ? null : this.#event })
    void this.#catchUp()
  }

  /** Ends all streams, for a stop. */
  close(): void {
    this.#rest()
    for (const answer of this.#followers.keys()) answer.end()
    this.#followers.clear()
    this.#missed.clear()
  }

  #leave(answer: ServerResponse): void {
    this.#followers.delete(answer)
    this.#missed.delete(answer)
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
        for (const [answer, follower] of this.#followers)
          if (hears(follower, rejection.source))
            this.#write(answer, format('rejection', showRejection(rejection, sources)))
    }
    const stats = JSON.stringify(showStats(await this.#journal.stats()))
    const text = stats === this.#stats ? ':\n\n' : `event: stats\ndata: ${stats}\n\n`
    for (const [answer, { who }] of this.#followers)
      this.#write(answer, who.may.actions.has('stats.read') ? text : ':\n\n')
    this.#stats = stats
  }

  /** One after the other, so that however many come back at once the store has one such look to make. */
  async #catchUp(): Promise<void> {
    if (this.#catchingUp) return
    this.#catchingUp = true
    for (const [answer, { after, upTo }] of this.#missed) {
      this.#missed.delete(answer)
      const filter = this.#followers.get(answer)?.filter
      if (filter === undefined) continue
      try {
        const newest = upTo ?? (await this.#journal.events({ limit: 1 }))[0]?.seq ?? 0
        await this.#tellEvents([answer], filter, { after, upTo: newest })
      } catch {
        // The store is away: the looks say so.
      }
    }
    this.#catchingUp = false
  }

  /** Those who follow the same are told by one look. */
  #filters(): Iterable<{ readonly filter: StreamFilter; readonly answers: ServerResponse[] }> {
    const found = new Map<string, { filter: StreamFilter; answers: ServerResponse[] }>()
    for (const [answer, { filter }] of this.#followers) {
      const key = JSON.stringify([filter.source, filter.type, filter.verdict])
      const known = found.get(key)
      if (known === undefined) found.set(key, { filter, answers: [answer] })
      else known.answers.push(answer)
    }
    return found.values()
  }

  async #tellEvents(answers: readonly ServerResponse[], filter: StreamFilter, range: Range): Promise<void> {
    const sources = namesByNumber(this.#live.current().configuration.sources)
    const floor = Math.max(range.after, range.upTo - mostBack)
    const events: StoredEvent[] = []
    let count = 0
    for (let upTo = range.upTo; upTo > floor; ) {
      // Nobody is left who would read it.
      if (!answers.some((answer) => this.#followers.has(answer))) return
      const after = Math.max(floor, upTo - slice)
      const limit = mostPerLook - events.length
      if (limit > 0) {
        const found = await this.#journal.events({ ...filter, after, before: upTo + 1, limit })
        events.push(...found)
        upTo = found.length < limit ? after : (found.at(-1)?.seq ?? 0) - 1
      } else {
        count += await this.#journal.countEvents({ ...filter, after, upTo })
        upTo = after
      }
    }
    const skipped = floor > range.after ? { count, atLeast: true } : { count }
    if (count > 0 || floor > range.after)
      for (const answer of answers) this.#write(answer, format('skipped', skipped))
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

/** Whether somebody follows what is refused at a source, and may: a rejection has no type and no verdict. */
function hears({ filter: { source, type, verdict }, who }: Follower, of: number): boolean {
  if (!who.may.actions.has('rejections.read') || type !== undefined || verdict !== undefined) return false
  return source === undefined || source === of
}

function format(name: string, data: object, id?: string): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
}
