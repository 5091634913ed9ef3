import { credentials } from '../session/credentials.ts'
import { followStream } from './follow-stream.ts'
import type { Link, News } from './news.ts'

const listeners = new Set<(news: News) => void>()
const lockName = 'countersign-stream'
let link: Link = { up: false, since: Date.now() }
let stopped: AbortController | null = null
let channel: BroadcastChannel | null = null

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
  if (credentials.isOwn() || navigator.locks === undefined) return void followStream({ signal, hear: tell })
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
      await followStream({ signal, hear: spread })
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
