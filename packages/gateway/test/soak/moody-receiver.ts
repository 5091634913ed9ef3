import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Activity } from './activity.ts'

/** How a receiver takes a delivery at some moment. */
export interface Mood {
  /** Null: no answer ever comes. */
  readonly status: number | null
  /** How long it takes to answer, in ms. */
  readonly afterMs?: number
  /** In seconds. */
  readonly retryAfter?: number
  /** Nobody is there: connections are refused. */
  readonly away?: boolean
}

/** The mood of a receiver at a time since the beginning, in ms, for its `n`th request, from 0. */
export type MoodAt = (ms: number, n: number) => Mood

/** A receiver on a real socket whose answers take simulated time. */
export interface MoodyReceiver {
  readonly url: string
  /** When each request came, in ms since the beginning, and what it was answered. */
  readonly requests: readonly { readonly at: number; readonly status: number | null }[]
  /** Comes or goes as its mood is; to be called when its mood may have changed. */
  look(): Promise<void>
  close(): Promise<void>
}

export async function startMoodyReceiver(options: {
  readonly activity: Activity
  readonly moodAt: MoodAt
  /** Milliseconds since the beginning. */
  readonly now: () => number
}): Promise<MoodyReceiver> {
  const { activity, moodAt, now } = options
  const requests: { at: number; status: number | null }[] = []
  let port = 0
  let server: Server | null = null

  const open = async (): Promise<void> => {
    const opened = createServer((request, response) => {
      const done = activity.keep()
      const { status, afterMs = 0, retryAfter } = moodAt(now(), requests.length)
      requests.push({ at: now(), status })
      response.once('close', done)
      request.resume().once('end', () => {
        if (status === null) return
        const answer = (): void => {
          if (response.destroyed) return
          if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter))
          response.writeHead(status).end()
        }
        if (afterMs === 0) answer()
        else setTimeout(answer, afterMs)
      })
    })
    // Its own clock is the real one, which hardly moves here.
    opened.keepAliveTimeout = 0
    await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', resolve))
    port = (opened.address() as AddressInfo).port
    server = opened
  }
  const close = async (): Promise<void> => {
    const closing = server
    server = null
    if (closing === null) return
    closing.closeAllConnections()
    await new Promise((resolve) => closing.close(resolve))
  }
  await open()
  return {
    get url() {
      return `http://127.0.0.1:${port}/`
    },
    requests,
    async look() {
      const { away = false } = moodAt(now(), requests.length)
      if (away) await close()
      else if (server === null) await open()
    },
    close,
  }
}
