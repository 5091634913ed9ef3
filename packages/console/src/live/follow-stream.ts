import { credentials } from '../session/credentials.ts'
import type { News } from './news.ts'
import { readSse } from './sse.ts'

/** What of all that happens is followed, as the API is asked. */
export type StreamQuery = Readonly<Partial<Record<'source' | 'type' | 'verdict', string>>>

/** Follows the gateway's stream until the signal; where it breaks off, what was missed comes after it is back. */
export async function followStream(options: {
  readonly signal: AbortSignal
  readonly hear: (news: News) => void
  readonly query?: StreamQuery
}): Promise<void> {
  const { signal, hear, query = {} } = options
  const asked = Object.entries(query).filter(([, value]) => value !== '')
  const path = `/api/v1/stream${asked.length === 0 ? '' : `?${new URLSearchParams(asked)}`}`
  let lastId: string | null = null
  let up = false
  for (let wait = 500; !signal.aborted; wait = Math.min(5000, wait * 2)) {
    try {
      const headers = { ...credentials.headers(), ...(lastId !== null && { 'last-event-id': lastId }) }
      const response = await fetch(path, { headers, signal, cache: 'no-store' })
      // Whoever asks next for data brings the dialog; until then there is nothing to follow.
      if (response.status === 401 && !(await credentials.renewed(signal))) return
      if (response.ok && response.body !== null) {
        wait = 500
        up = true
        hear({ kind: 'link', link: { up, since: Date.now() } })
        for await (const { event, data, id } of readSse(response.body)) {
          lastId = id ?? lastId
          const news = data === '' ? null : newsOf(event, data)
          if (news !== null) hear(news)
        }
      }
    } catch {
      // Away: the bar says so.
    }
    if (signal.aborted) return
    if (up) hear({ kind: 'link', link: { up: false, since: Date.now() } })
    up = false
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

function newsOf(name: string, data: string): News | null {
  const value = JSON.parse(data)
  switch (name) {
    case 'event':
      return { kind: name, event: value }
    case 'rejection':
      return { kind: name, rejection: value }
    case 'stats':
      return { kind: name, stats: value }
    case 'skipped':
      return { kind: name, count: value.count }
    default:
      return null
  }
}
