import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { raw } from './raw.ts'
import { type Started, startIngest } from './start-ingest.ts'

const secret = 'a webex secret that is long enough'
const body = '{"a":1}'
const signature = createHmac('sha1', secret).update(body).digest('hex')
const good = `POST /in/webex HTTP/1.1\r\nHost: a\r\nX-Spark-Signature: ${signature}\r\nContent-Length: ${body.length}\r\n\r\n${body}`

let started: Started
beforeAll(async () => {
  started = await startIngest({
    slow: { headersMs: 5000, requestMs: 5000, lookEveryMs: 100 },
    between: (journal) => ({
      ...journal,
      // Long enough for what comes behind to be read first.
      append: (events) => sleep(100).then(() => journal.append(events)),
    }),
  })
  await started.addSource('webex', 'webex', [secret])
})
afterAll(() => started.stop())

test.each([
  'garbage\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'POST /in/webex HTTP/1.1\r\nContent-Length: x\r\n\r\n',
])('%j behind a good request leaves it its answer', async (behind) => {
  const { text, status } = await raw(started.port, good + behind)
  expect(status).toBe(200)
  expect(text).toMatch(/^\{"success":true,"id":"evt_[^}]+\}HTTP\/1\.1 400 [\s\S]*ERR_REQUEST_MALFORMED/)
})

test('two good requests before it have both', async () => {
  const { text } = await raw(started.port, `${good}${good}garbage\r\n\r\n`)
  expect(text.match(/"success":true/g)).toHaveLength(2)
  expect(text).toMatch(/ERR_REQUEST_MALFORMED"[\s\S]*$/)
})

test('what makes its own request none is answered at once', async () => {
  const { status } = await raw(
    started.port,
    'POST /in/webex HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n',
  )
  expect(status).toBe(400)
})
