import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** What became of one notification. */
export type Notified =
  | { readonly outcome: 'answered'; readonly status: number; readonly answer: string }
  /** Connected and sent, but no answer in time. */
  | { readonly outcome: 'timeout' }
  /** No connection, or it broke: refused, DNS, TLS, reset, connect timeout. */
  | { readonly outcome: 'failed'; readonly reason: string }

const answerLimit = 4096

/**
 * Posts exactly these bytes with exactly these headers, once, and follows no redirect. `timeoutMs` counts for
 * the connection and for the silence after it, each by itself, as Python's `requests` does.
 */
export function notify(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
  timeoutMs: number,
): Promise<Notified> {
  return new Promise((resolve) => {
    let connected = false
    const fail = (reason: string) => resolve({ outcome: 'failed', reason })
    let target: URL
    try {
      target = new URL(url)
    } catch {
      fail('the target is not a URL')
      return
    }
    const send = target.protocol === 'https:' ? httpsRequest : httpRequest
    const outgoing = send(target, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': String(body.byteLength) },
      timeout: timeoutMs,
      agent: false,
    })
    outgoing.on('socket', (socket) => {
      socket.once('connect', () => {
        connected = true
      })
    })
    outgoing.on('timeout', () => {
      if (connected) resolve({ outcome: 'timeout' })
      else fail('connect timeout')
      outgoing.destroy()
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => fail(error.code ?? error.message))
    outgoing.on('response', (response) => {
      let answer = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        answer = (answer + text).slice(0, answerLimit)
      })
      response.on('error', () => fail('the answer broke off'))
      response.on('end', () => resolve({ outcome: 'answered', status: response.statusCode ?? 0, answer }))
    })
    outgoing.end(body)
  })
}
