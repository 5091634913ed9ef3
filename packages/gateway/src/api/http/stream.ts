import type { ServerResponse } from 'node:http'
import type { Live } from '../../configuration/live.ts'
import type { LookStore } from '../../journal/port/look.ts'
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

/**
 * Server-sent events: `event`, `rejection` and `stats`. It looks at the store once a second while somebody
 * follows, instead of being told by this gateway's ingest: so it shows what any gateway took in.
 */
export class Stream {
  readonly #journal: LookStore
  readonly #live: Live
  readonly #followers = new Set<ServerResponse>()
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
  follow(answer: ServerResponse, lastEventId: string | undefined): void {
    // It went away before this: nothing would tell of that again.
    if (answer.destroyed) return
    answer.write('retry: 3000\n\n')
    answer.on('close', () => this.#leave(answer))
    const missed = parseId('evt', lastEventId ?? '')
    if (missed !== null) void this.#catchUp(answer, missed.seq)
    this.#followers.add(answer)
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
    for (const answer of this.#followers) answer.end()
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
      for (const answer of this.#followers) this.#write(answer, ': the store does not answer\n\n')
    }
    if (this.#followers.size > 0) this.#timer = setTimeout(() => void this.#look(), lookEveryMs)
    else this.#looking = false
  }

  async #tellNew(): Promise<void> {
    const { configuration } = this.#live.current()
    const sources = namesByNumber(configuration.sources)
    const events = (await this.#journal.events({ limit: mostPerLook })).filter(({ seq }) => seq > this.#event)
    const rejections = (await this.#journal.rejections({ limit: mostPerLook })).filter(
      ({ seq }) => seq > this.#rejection,
    )
    const first = this.#event === -1
    this.#event = Math.max(this.#event, 0, ...events.map(({ seq }) => seq))
    this.#rejection = Math.max(this.#rejection, 0, ...rejections.map(({ seq }) => seq))
    // The first look only finds out where "new" begins.
    if (!first) {
      for (const shown of await showEvents(this.#journal, events.reverse(), sources))
        this.#tell('event', shown, shown.id)
      for (const rejection of rejections.reverse()) this.#tell('rejection', showRejection(rejection, sources))
    }
    const stats = JSON.stringify(showStats(await this.#journal.stats()))
    if (stats === this.#stats) for (const answer of this.#followers) this.#write(answer, ':\n\n')
    else for (const answer of this.#followers) this.#write(answer, `event: stats\ndata: ${stats}\n\n`)
    this.#stats = stats
  }

  async #catchUp(answer: ServerResponse, after: number): Promise<void> {
    const sources = namesByNumber(this.#live.current().configuration.sources)
    const events = (await this.#journal.events({ limit: mostPerLook })).filter(({ seq }) => seq > after)
    for (const shown of await showEvents(this.#journal, events.reverse(), sources)) {
      this.#write(answer, format('event', shown, shown.id))
    }
  }

  #tell(name: string, data: object, id?: string): void {
    const text = format(name, data, id)
    for (const answer of this.#followers) this.#write(answer, text)
  }

  #write(answer: ServerResponse, text: string): void {
    if (answer.writableLength > maxLagBytes) answer.destroy()
    else answer.write(text)
  }
}

function format(name: string, data: object, id?: string): string {
  return `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`
}
