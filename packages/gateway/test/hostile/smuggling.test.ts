import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { raw } from '../ingest/raw.ts'
import { type Started, startIngest } from '../ingest/start-ingest.ts'

// Requests whose end two readers could see at different places. Whoever stands in front, the gateway or its keeper,
// makes one request of each at most, and none of what stands in another's body.

const secret = 'a-secret-phrase-of-webex'
const hidden = 'POST /in/hidden HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'
const head = 'POST /in/webex HTTP/1.1\r\nHost: a\r\n'
const chunk = `${hidden.length.toString(16)}\r\n${hidden}\r\n`

/** How each is framed, what comes behind the head, and whether it may be taken for a request at all. */
const shapes: readonly (readonly [name: string, text: string, isRequest: boolean])[] = [
  [
    'a length beside chunks',
    `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${hidden}`,
    false,
  ],
  [
    'chunks beside a length',
    `${head}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${hidden}`,
    false,
  ],
  ['two lengths', `${head}Content-Length: 0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`, false],
  [
    'the same length twice',
    `${head}Content-Length: ${hidden.length}\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    false,
  ],
  ['a list of lengths', `${head}Content-Length: 0, ${hidden.length}\r\n\r\n${hidden}`, false],
  ['a length with a sign', `${head}Content-Length: +${hidden.length}\r\n\r\n${hidden}`, false],
  ['a length below nothing', `${head}Content-Length: -1\r\n\r\n${hidden}`, false],
  ['a length in hexadecimal', `${head}Content-Length: 0x10\r\n\r\n${hidden}`, false],
  ['a length beyond all numbers', `${head}Content-Length: 18446744073709551616\r\n\r\n${hidden}`, false],
  [
    'a blank before the colon of the length',
    `${head}Content-Length : ${hidden.length}\r\n\r\n${hidden}`,
    false,
  ],
  [
    'a blank before the colon of chunks',
    `${head}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${hidden}`,
    false,
  ],
  ['chunks on a folded line', `${head}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n${hidden}`, false],
  ['a length on a folded line', `${head}Content-Length:\r\n ${hidden.length}\r\n\r\n${hidden}`, false],
  [
    'a length in the fold of another line',
    `${head}X: a\r\n Content-Length: ${hidden.length}\r\n\r\n${hidden}`,
    false,
  ],
  ['an encoding that is none', `${head}Transfer-Encoding: xchunked\r\n\r\n${hidden}`, false],
  [
    'chunks that are not the last encoding',
    `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${hidden}`,
    false,
  ],
  [
    'chunks twice',
    `${head}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${hidden}`,
    false,
  ],
  [
    'lines that end with a line feed alone',
    `${head.replaceAll('\r', '')}Content-Length: ${hidden.length}\n\n${hidden}`,
    false,
  ],
  [
    'a line that ends with a carriage return alone',
    `${head}X: a\rContent-Length: ${hidden.length}\r\n\r\n${hidden}`,
    false,
  ],
  ['a line feed within a head', `${head}X: a\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`, false],
  ['a NUL in a head', `${head}X: a\0\r\nContent-Length: ${hidden.length}\r\n\r\n${hidden}`, false],
  ['a chunk’s size with a sign', `${head}Transfer-Encoding: chunked\r\n\r\n+0\r\n\r\n${hidden}`, false],
  [
    'a chunk’s size beyond all numbers',
    `${head}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n${hidden}`,
    false,
  ],
  [
    'a chunk that ends without its line',
    `${head}Transfer-Encoding: chunked\r\n\r\n3\r\nabcX0\r\n\r\n${hidden}`,
    false,
  ],
  [
    'a chunk’s extension with a line feed',
    `${head}Transfer-Encoding: chunked\r\n\r\n0;a\nb\r\n\r\n${hidden}`,
    false,
  ],
  [
    'a chunk’s size that ends with a line feed alone',
    `${head}Transfer-Encoding: chunked\r\n\r\n0\n\n${hidden}`,
    false,
  ],
  [
    'chunks with extensions',
    `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.replace('\r\n', ';a="b;c\\"";d\r\n')}0;e\r\n\r\n`,
    true,
  ],
  [
    'a length in a trailer',
    `${head}Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 3\r\n\r\n${hidden}`,
    false,
  ],
  ['trailers', `${head}Transfer-Encoding: chunked\r\nTrailer: X-A\r\n\r\n${chunk}0\r\nX-A: b\r\n\r\n`, true],
  ['a length', `${head}Content-Length: ${hidden.length}\r\n\r\n${hidden}`, true],
]

describe('straight at the gateway', () => {
  let started: Started
  beforeAll(async () => {
    started = await startIngest({ slow: { headersMs: 700, requestMs: 1200, lookEveryMs: 100 } })
    for (const name of ['webex', 'hidden']) await started.addSource(name, 'webex', [secret])
  })
  afterAll(() => started.stop())

  test.each(shapes)('%s', async (_name, text, isRequest) => {
    const before = started.accepted.length
    expectOne((await raw(started.port, text, ended)).text, isRequest)
    expect(started.accepted).toHaveLength(before)
  })

  test('a signature in a trailer is none, and what is kept of a message has no trailers', async () => {
    const body = 'abc'
    const signature = createHmac('sha1', secret).update(body).digest('hex')
    const chunks = `3\r\n${body}\r\n0\r\nX-Spark-Signature: ${signature}\r\n\r\n`
    const unsigned = await raw(started.port, `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}`, ended)
    expect(unsigned).toMatchObject({ status: 401, json: { error: { code: 'ERR_SIGNATURE_MISSING' } } })
    const lines = `X-Spark-Signature: ${signature}\r\nTransfer-Encoding: chunked\r\n\r\n`
    const signed = await raw(
      started.port,
      `${head}Connection: close\r\n${lines}3\r\n${body}\r\n0\r\nContent-Type: text/evil\r\n\r\n`,
    )
    expect(signed.status).toBe(200)
    const { payload } = started.accepted.at(-1) ?? {}
    expect(Buffer.from(payload?.body ?? []).toString()).toBe(body)
    expect(payload?.headers.map(([name]) => name)).not.toContain('content-type')
  })
})

describe('at its keeper', () => {
  let gateway: StartedGateway
  beforeAll(async () => {
    gateway = await startGateway({ args: ['--source', 'webex=webex', '--secret', secret] })
    await gateway.api('POST', '/sources', { name: 'hidden', scheme: 'webex', secrets: [{ value: secret }] })
  })
  afterAll(async () => {
    await gateway.remove()
  })

  test('the same', async () => {
    const port = Number(new URL(gateway.url).port)
    const answers = await Promise.all(shapes.map(([, text]) => raw(port, text, ended)))
    for (const [at, [name, , isRequest]] of shapes.entries())
      expectOne(answers[at]?.text ?? '', isRequest, name)
    const { items } = (await gateway.api('GET', '/rejections?limit=100')).body
    expect(items.filter(({ source }: { source: string }) => source === 'hidden')).toEqual([])
  })
})

/** So that a request that is not whole ends, too. */
function ended(socket: { end(): void }): void {
  socket.end()
}

/** One answer: that it is no HTTP, or, where it is, that it has no signature. */
function expectOne(text: string, isRequest: boolean, name = ''): void {
  expect([name, text.match(/"code":"(\w+)"/g)]).toEqual([
    name,
    [`"code":"${isRequest ? 'ERR_SIGNATURE_MISSING' : 'ERR_REQUEST_MALFORMED'}"`],
  ])
}
