import { setTimeout as sleep } from 'node:timers/promises'
import type { ListenerJson } from '../../api/answers/listener.ts'
import type { HeardLentJson } from '../../api/operations/heard-lent.ts'
import type { HeardJson, OpenedJson } from '../../api/shapes/listener-json.ts'
import { longestReason } from '../../model/bounds.ts'
import { post } from '../calls/post.ts'
import { PullFailure, type PullReport } from '../calls/pull-client.ts'
import type { ListenCalls } from './calls.ts'
import { listensAt } from './listens-at.ts'
import { toldOfOthers } from './other-listeners.ts'
import type { ListenRequest } from './request.ts'
import { type ListenView, listenRow } from './row.ts'
import { watchSleep } from './watch-sleep.ts'

/** What a session is made of. */
export interface ListenParts {
  readonly calls: ListenCalls
  readonly view: ListenView
  readonly claim: boolean
  /** Where the local application listens. */
  readonly to: URL
  readonly requestOf: (lent: HeardLentJson) => Promise<ListenRequest>
}

/** Waits between tries while the gateway is away, in ms; each by chance up to a half shorter. */
const [firstWaitMs, longestWaitMs] = [500, 15_000]
/** Between two heartbeats, in ms, and how much more by chance. */
const [heartbeatMs, heartbeatJitterMs] = [15_000, 5_000]
/** How long an answer from before a sleep may still take to be read, in ms. */
const graceMs = 2_000
/** How long the application may take, in ms: a debugger may hold it. */
const patienceMs = 100_000

/**
 * Takes deliveries and hands them to the local application until it is stopped. What the gateway lends and nobody
 * acknowledges comes again, so that neither a sleep nor a crash of either side loses anything.
 */
export class ListenSession {
  readonly #parts: ListenParts
  readonly #stop = new AbortController()
  #wake = new AbortController()
  #others: readonly ListenerJson[] = []
  #last: string | null = null
  #contactAt = Date.now()
  #reopening: Promise<void> | null = null
  #reached = true

  constructor(parts: ListenParts) {
    this.#parts = parts
  }

  /** Opens the listener; waits where the gateway is away. Rejects with `PullFailure`. */
  async open(since: string | null): Promise<OpenedJson | null> {
    const opened = await this.#again(() => this.#parts.calls.open(since), this.#stop.signal)
    if (opened !== null) this.#tellOthers(opened)
    return opened
  }

  /** Until it is stopped: what is under way is finished, then the listener is ended. Rejects with `PullFailure`. */
  async run(): Promise<void> {
    const watch = watchSleep(() => this.#breakOff())
    try {
      await Promise.all([this.#pullAll(), this.#beat()])
    } catch (error) {
      this.#stop.abort()
      throw error
    } finally {
      clearInterval(watch)
    }
    await this.#parts.calls.end().catch((error: unknown) => {
      if (error instanceof PullFailure && error.code === 'ERR_LISTENER_TAKEN') throw error
      const why = error instanceof Error ? error.message : String(error)
      this.#parts.view.note(
        `the gateway could not be told of the end (${why}): claims end within two minutes, what waits is kept for a day`,
      )
    })
  }

  stop(): void {
    this.#stop.abort()
  }

  /** Rejects with `PullFailure`. Answers the ids of the deliveries to come. */
  async replay(event: string): Promise<readonly string[]> {
    return await this.#parts.calls.replay(event)
  }

  async #pullAll(): Promise<void> {
    const { calls } = this.#parts
    const { signal } = this.#stop
    await this.#untilApplication()
    while (!signal.aborted) {
      const pulled = await this.#held(() => calls.pull(AbortSignal.any([signal, this.#wake.signal])))
      if (pulled === null) continue
      if (pulled.length > 0) await this.#settle(pulled)
    }
  }

  async #settle(pulled: readonly HeardLentJson[]): Promise<void> {
    const { calls, view } = this.#parts
    const results = await Promise.all(pulled.map((lent) => this.#forward(lent)))
    // Beyond the lease it is of no use, whoever stops meanwhile.
    const leaseMs = Math.max(0, ...pulled.map(({ leaseUntil }) => Date.parse(leaseUntil) - Date.now()))
    const reports = results.map(({ report }) => report)
    const late = AbortSignal.timeout(leaseMs)
    const ended =
      (await this.#again(() => calls.acknowledge(reports), late)) ?? reports.map(({ lease }) => lease)
    for (const { event } of pulled.filter(({ lease }) => ended.includes(lease)))
      view.note(`${event}: its lease ended before it was acknowledged; it comes again`)
    this.#last = pulled.at(-1)?.event ?? this.#last
    if (results.some(({ reached }) => !reached)) await this.#untilApplication()
  }

  async #forward(lent: HeardLentJson): Promise<{ report: PullReport; reached: boolean }> {
    const { view, requestOf } = this.#parts
    const request = await requestOf(lent)
    const row = listenRow(lent, request, Date.now())
    view.row(row)
    const answer = await post(request.url, { ...request, timeoutMs: patienceMs })
    const { status, error, ms } = answer
    const delivered = status !== null && status >= 200 && status < 300
    const came = status === null ? (error ?? 'no answer') : String(status)
    const said = answer.body.slice(0, longestReason)
    view.row({ ...row, outcome: { delivered, came, ms, answer: said } })
    const { lease } = lent
    if (delivered) return { report: { lease, outcome: 'delivered', status }, reached: true }
    const reason = error?.slice(0, longestReason) ?? said
    const report = { lease, outcome: 'failed', reason, ...(status !== null && { status }) } as const
    return { report, reached: status !== null }
  }

  /** Nothing is taken while nothing listens: attempts are not used up on it. */
  async #untilApplication(): Promise<void> {
    const { to, view } = this.#parts
    if (this.#stop.signal.aborted || (await listensAt(to))) return
    view.note(`nothing listens at ${to.host}; what comes waits in the gateway`)
    while (!this.#stop.signal.aborted) {
      await sleep(1000, undefined, { signal: this.#stop.signal }).catch(() => undefined)
      if (await listensAt(to)) return view.note(`${to.host} listens again`)
    }
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      const waitMs = heartbeatMs + Math.random() * heartbeatJitterMs
      await sleep(waitMs, undefined, { signal: AbortSignal.any([signal, this.#wake.signal]) }).catch(
        () => undefined,
      )
      if (signal.aborted) return
      const heard = await this.#held(() => this.#parts.calls.heartbeat())
      if (heard === null) continue
      this.#contactAt = Date.now()
      this.#tellOthers(heard)
      if (this.#parts.claim && heard.claimUntil === null) await this.#claimAgain()
    }
  }

  /** A claim that was not heard of in time has been given back; others may have it now. */
  async #claimAgain(): Promise<void> {
    const { calls, view } = this.#parts
    try {
      await calls.open(null)
      view.note(
        'the claim had ended while this machine was away, and its events went where the routes lead; it is claimed again',
      )
    } catch (error) {
      view.note(`the claim has ended: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** A call that needs the listener: where the gateway has ended it, another takes its place and the call is made anew. */
  async #held<T>(call: () => Promise<T>): Promise<T | null> {
    try {
      return await this.#again(call, this.#stop.signal)
    } catch (error) {
      if (!(error instanceof PullFailure) || error.code !== 'ERR_LISTENER_ENDED' || this.#stop.signal.aborted)
        throw error
      this.#reopening ??= this.#reopen().finally(() => {
        this.#reopening = null
      })
      await this.#reopening
      return null
    }
  }

  async #reopen(): Promise<void> {
    const since = this.#last ?? new Date(this.#contactAt).toISOString()
    await this.#again(() => this.#parts.calls.open(since), this.#stop.signal)
    this.#parts.view.note(
      `the gateway had ended this listener; it is open again, with what came since ${since}`,
    )
  }

  /** Tries until it comes off; null once stopped, or after a sleep. What no other try can mend is thrown. */
  async #again<T>(call: () => Promise<T>, stop: AbortSignal): Promise<T | null> {
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      const wake = this.#wake.signal
      try {
        const answer = await call()
        this.#tellReached(null)
        return answer
      } catch (error) {
        if (stop.aborted) return null
        if (!(error instanceof PullFailure) || !error.passes) throw error
        // A call that a waking machine broke off is made anew at once.
        if (wake.aborted) continue
        this.#tellReached(error.message)
        const pauseMs = error.retryAfterMs ?? waitMs * (1 - Math.random() / 2)
        const signal = AbortSignal.any([stop, this.#wake.signal])
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
        if (stop.aborted) return null
      }
    }
  }

  #tellReached(why: string | null): void {
    const { view } = this.#parts
    if (this.#reached === (why === null)) return
    this.#reached = why === null
    view.reached(this.#reached)
    view.note(why === null ? 'the gateway is reached again' : `${why}; trying again`)
  }

  #tellOthers({ others }: HeardJson): void {
    for (const line of toldOfOthers(this.#others, others)) this.#parts.view.note(line)
    this.#others = others
  }

  /** After a sleep: every call is made anew. */
  #breakOff(): void {
    const asleep = this.#wake
    this.#wake = new AbortController()
    // An answer that came meanwhile may lie there still to be read: what it lends would be late by its lease.
    setTimeout(() => asleep.abort(), graceMs).unref()
  }
}
