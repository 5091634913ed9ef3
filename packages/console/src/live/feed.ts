import type { Event, Rejection, Stats } from '../api/types.ts'
import { credentials } from '../session/credentials.ts'
import { readSse } from './sse.ts'

/** What is told of as it happens. */
export type News =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'rejection'; readonly rejection: Rejection }
  | { readonly kind: 'stats'; readonly stats: Stats }
  | { readonly kind: 'skipped'; readonly count: number }
  | { readonly kind: 'link'; readonly link: Link }

/** How the stream is: followed, or away since when. */
export interface Link {
  readonly up: boolean
  /** When it last changed, by this browser's clock. */
  readonly since: number
}

const listeners = new Set<(news: News) => void>()
const lockName = 'countersign-stream'
let link: Link = { up: false, since: Date.now() }
let stopped: AbortController | null = null
let channel: BroadcastChannel | null = null
let lastId: string | null = null

/** Hears of everything; answers how to hear no more. */
export function listen(listener: (news: News) => void): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** How the stream is now. */
export function currentLink(): Link {
  return link
}

/**
 * Begins to follow. Of all tabs with one session one holds the stream and tells the others: a browser gives a host six
 * connections, and each tab would keep one. Where tabs cannot agree, over plain http, each follows for itself.
 */
export function startFeed(): void {
  if (stopped !== null) return
  stopped = new AbortController()
  const { signal } = stopped
  if (credentials.isOwn() || navigator.locks === undefined) return void follow(signal, tell)
  channel = new BroadcastChannel(lockName)
  channel.onmessage = ({ data }: MessageEvent<News | 'link?'>) => {
    if (data === 'link?') return leader && channel?.postMessage({ kind: 'link', link } satisfies News)
    tell(data)
  }
  let leader = false
  channel.postMessage('link?')
  const spread = (news: News): void => {
    tell(news)
    channel?.postMessage(news)
  }
  navigator.locks
    .request(lockName, { signal }, async () => {
      leader = true
      await follow(signal, spread)
    })
    .catch(() => {})
}

/** Follows no more, as when somebody signs out. */
export function stopFeed(): void {
  stopped?.abort()
  stopped = null
  channel?.close()
  channel = null
}

function tell(news: News): void {
  if (news.kind === 'link') link = news.link
  for (const listener of listeners) listener(news)
}

async function follow(signal: AbortSignal, spread: (news: News) => void): Promise<void> {
  for (let wait = 500; !signal.aborted; wait = Math.min(5000, wait * 2)) {
    try {
      const headers = { ...credentials.headers(), ...(lastId !== null && { 'last-event-id': lastId }) }
      const response = await fetch('/api/v1/stream', { headers, signal, cache: 'no-store' })
      // Whoever asks next for data brings the dialog; until then there is nothing to follow.
      if (response.status === 401 && !(await credentials.renewed(signal))) return
      if (response.ok && response.body !== null) {
        wait = 500
        spread({ kind: 'link', link: { up: true, since: Date.now() } })
        for await (const message of readSse(response.body))
          pass(message.event, message.data, message.id, spread)
      }
    } catch {
      // Away: the bar says so.
    }
    if (signal.aborted) return
    if (link.up) spread({ kind: 'link', link: { up: false, since: Date.now() } })
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

function pass(name: string, data: string, id: string | null, spread: (news: News) => void): void {
  if (id !== null) lastId = id
  if (data === '') return
  const value = JSON.parse(data)
  if (name === 'event') spread({ kind: 'event', event: value })
  else if (name === 'rejection') spread({ kind: 'rejection', rejection: value })
  else if (name === 'stats') spread({ kind: 'stats', stats: value })
  else if (name === 'skipped') spread({ kind: 'skipped', count: value.count ?? value.skipped ?? value })
}
