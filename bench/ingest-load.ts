import { createHmac, randomBytes } from 'node:crypto'
import type { Destination } from '../packages/gateway/src/model/destination.ts'

/** The secret of the source that the benchmark posts to. */
export const secret = 'the secret of the benchmark, 32 characters'

/** A Webex notification of 761 bytes, with an id of its own: its dedup key is random to the store. */
export function webexBody(): string {
  const id = randomBytes(39).toString('base64url')
  const body = {
    id: 'Y2lzY29zcGFyazovL3VzL1dFQkhPT0svZjRlNjA1NjAtNjYwMi00ZmIwLWEyNWEtOTQ5ODgxNjA5NDk3',
    name: 'New message in Project room',
    targetUrl: 'https://hooks.example.com/in/bench',
    resource: 'messages',
    event: 'created',
    orgId: 'Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi8xZWI2NWZkZi05NjQzLTQxN2YtOTk3NC1hZDcyY2FlMGUxMGY',
    createdBy: 'Y2lzY29zcGFyazovL3VzL1BFT1BMRS8xZjdkZTVjYi04NTYx',
    appId: 'Y2lzY29zcGFyazovL3VzL0FQUExJQ0FUSU9OL0MyNzljYjMwYzAyOTE4MG',
    ownedBy: 'creator',
    status: 'active',
    data: {
      id,
      roomId: 'Y2lzY29zcGFyazovL3VzL1JPT00vYmJjZWIxYWQtNDNmMS0zYjU4LTkxNDctZjE0YmIwYzRkMTU0',
      roomType: 'group',
      personId: '',
    },
  }
  body.data.personId = 'p'.repeat(761 - JSON.stringify(body).length)
  return JSON.stringify(body)
}

/** The headers and body of a request, as bytes ready to be written to a socket. */
export function requestBytes(forged = false): Buffer {
  const body = webexBody()
  const signature = createHmac('sha1', forged ? 'another secret' : secret)
    .update(body)
    .digest('hex')
  return Buffer.from(
    `POST /in/bench HTTP/1.1\r\nHost: hooks.example.com\r\nContent-Type: application/json\r\nX-Spark-Signature: ${signature}\r\nUser-Agent: Apache-HttpClient/4.5.13\r\nAccept: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}

/** A destination that nothing is sent to: this benchmark has no delivery. */
export function destinationOf(id: string, createdAt: number): Omit<Destination, 'number'> {
  return {
    id,
    name: 'bench',
    to: { url: 'https://app.example.com/', allowPrivate: false },
    scheme: 'standard-webhooks',
    headers: {},
    policy: { retryScheduleMs: [1000], timeoutMs: 1000, concurrency: 1, ratePerSecond: null },
    paused: null,
    createdAt,
    deletedAt: null,
  }
}
