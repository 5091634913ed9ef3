import { once } from 'node:events'
import { connect } from 'node:net'
import fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { registerFront } from '../../src/api/http/register-front.ts'
import { registerHealth } from '../../src/api/http/register-health.ts'
import { serverSettings } from '../../src/ingest/server-settings.ts'
import { type Started, startIngest } from './start-ingest.ts'

let started: Started
const other = fastify(serverSettings())
beforeAll(async () => {
  started = await startIngest()
  registerHealth(other, async () => ({ ready: true, checks: [] }) as never)
  registerFront(other)
  other.post('/reads', async (request) => ({ read: request.body }))
  await other.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  await other.close()
  await started.stop()
})

/** The status and the `Connection` of the first answer to these bytes. */
async function first(port: number, request: string): Promise<[string | undefined, string | undefined]> {
  const socket = connect(port).setEncoding('latin1')
  socket.write(request, 'latin1')
  let text = ''
  while (!/(^|\r\n\r\n)HTTP\/1\.1 [2-5]\d\d [\s\S]*?\r\n\r\n/.test(text))
    text += (await once(socket, 'data'))[0]
  socket.destroy()
  const head = text.replace(/^HTTP\/1\.1 100 [\s\S]*?\r\n\r\n/, '')
  return [head.split(' ')[1], /\r\nconnection: ([\w-]+)/i.exec(head)?.[1]]
}

const post = (path: string, ...lines: string[]): string =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`

test.each([
  ['a request without a body', 'GET /in/nowhere HTTP/1.1\r\nHost: a\r\n\r\n', '404', 'keep-alive'],
  ['an empty body', post('/in/nowhere', 'Content-Length: 0'), '404', 'keep-alive'],
  ['a body that is there', `${post('/in/nowhere', 'Content-Length: 5')}12345`, '404', 'keep-alive'],
  ['a body that is half there', `${post('/in/nowhere', 'Content-Length: 5')}123`, '404', 'close'],
  ['a body that waits', post('/in/nowhere', 'Content-Length: 5', 'Expect: 100-continue'), '404', 'close'],
  [
    'an expectation of another kind',
    post('/in/nowhere', 'Content-Length: 5', 'Expect: more'),
    '417',
    'close',
  ],
  [
    'a body without a length',
    `${post('/in/nowhere', 'Transfer-Encoding: chunked')}1\r\na\r\n0\r\n\r\n`,
    '404',
    'close',
  ],
])('ingest answers %s', async (_name, request, status, connection) => {
  expect(await first(started.port, request)).toEqual([status, connection])
})

test.each([
  ['nothing there', `${post('/nowhere', 'Content-Length: 5')}12345`, '404', 'keep-alive'],
  ['nothing there, half sent', `${post('/nowhere', 'Content-Length: 5')}123`, '404', 'close'],
  ['health with a body', 'GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n12', '200', 'close'],
  ['the page', 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n', '404', 'keep-alive'],
  [
    'a body of the wrong type, half sent',
    `${post('/reads', 'Content-Type: a/b', 'Content-Length: 5')}12`,
    '415',
    'close',
  ],
  [
    'a body too large, announced',
    `${post('/reads', 'Content-Type: text/plain', 'Content-Length: 9999999')}12`,
    '413',
    'close',
  ],
  [
    'a body that was read',
    `${post('/reads', 'Content-Type: text/plain', 'Content-Length: 2')}12`,
    '200',
    'keep-alive',
  ],
])('the other listener answers %s', async (_name, request, status, connection) => {
  const { port } = other.server.address() as { port: number }
  expect(await first(port, request)).toEqual([status, connection])
})
