import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Started, startIngest } from './start-ingest.ts'

const secret = 'a webex secret that is long enough'
const body = '{"resource":"messages"}'
const signature = `X-Spark-Signature: ${createHmac('sha1', secret).update(body).digest('hex')}`
const most = 1000
const asked = 'HTTP/1.1 100 Continue\r\n\r\n'

let started: Started
beforeAll(async () => {
  started = await startIngest()
  await started.addSource('webex', 'webex', [secret], { policy: { maxBodyBytes: most } })
  await started.addSource('rated', 'webex', [secret], { policy: { ratePerSecond: 1 } })
})
afterAll(() => started.stop())

/** Sends a head and, once it is asked for it, the body; answers all that came until the end. */
async function send(path: string, lines: readonly string[], whenAsked = ''): Promise<string> {
  const socket = connect(started.port, '127.0.0.1')
  let text = ''
  let said = false
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
    if (said || !text.startsWith(asked)) return
    said = true
    socket.write(whenAsked)
  })
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: a',
    'Connection: close',
    'Expect: 100-continue',
    signature,
    ...lines,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await once(socket, 'close')
  return text
}

test.each([
  ['with a length', [`Content-Length: ${body.length}`], body],
  ['in chunks', ['Transfer-Encoding: chunked'], `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`],
])('a body that is wanted is asked for: %s', async (_name, lines, sent) => {
  const text = await send('/in/webex', lines, sent)
  expect(text.slice(0, asked.length)).toBe(asked)
  expect(text.slice(asked.length)).toMatch(/^HTTP\/1\.1 200 /)
})

test.each([
  ['of an unknown source', '/in/nowhere', `Content-Length: ${body.length}`, 404],
  ['larger than the limit by a byte', '/in/webex', `Content-Length: ${most + 1}`, 413],
  ['larger than anything', '/in/webex', 'Content-Length: 999999999999', 413],
])('one that is not is refused without being asked for: %s', async (_name, path, line, status) => {
  const text = await send(path, [line])
  expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(text).toMatch(/\r\nconnection: close\r\n/i)
  expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1)
})

test('nor is one that is over the rate of its source', async () => {
  started.clock = Date.now()
  const line = `Content-Length: ${body.length}`
  expect(await send('/in/rated', [line], body)).toContain('HTTP/1.1 200 ')
  expect(await send('/in/rated', [line])).toMatch(/^HTTP\/1\.1 429 /)
  started.clock = null
})
