import { createHash, createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { post, raw } from './raw.ts'
import { type Started, startIngest } from './start-ingest.ts'

const secret = 'a webex secret that is long enough'
const hex = (body: string | Buffer, hash = 'sha1', key = secret): string =>
  createHmac(hash, key).update(body).digest('hex')
const signed = (body: string | Buffer): string => `X-Spark-Signature: ${hex(body)}`
const mebibyte = 1024 * 1024

let started: Started
beforeAll(async () => {
  started = await startIngest({ slow: { headersMs: 700, requestMs: 1200, lookEveryMs: 100 } })
  await started.addSource('webex', 'webex', [secret])
})
afterAll(() => started.stop())

const send = (body: string | Buffer, ...headers: string[]) => post(started.port, '/in/webex', headers, body)
const lastBody = (): Buffer => Buffer.from(started.accepted.at(-1)?.payload.body ?? [])

describe('signatures', () => {
  const body = '{"resource":"messages","event":"created"}'
  test.each([
    ['missing', [], 'ERR_SIGNATURE_MISSING'],
    ['empty', ['X-Spark-Signature:'], 'ERR_SIGNATURE_MALFORMED'],
    ['wrong', [`X-Spark-Signature: ${'0'.repeat(40)}`], 'ERR_SIGNATURE_MISMATCH'],
    ['doubled', [signed(body), signed(body)], 'ERR_SIGNATURE_MALFORMED'],
    ['doubled in two cases', [signed(body), `x-SPARK-signature: ${hex(body)}`], 'ERR_SIGNATURE_MALFORMED'],
    ['truncated', [`X-Spark-Signature: ${hex(body).slice(0, 39)}`], 'ERR_SIGNATURE_MALFORMED'],
    ['one letter only', [`X-Spark-Signature: ${hex(body).slice(0, 1)}`], 'ERR_SIGNATURE_MALFORMED'],
    ['over-long', [`X-Spark-Signature: ${hex(body)}0`], 'ERR_SIGNATURE_MALFORMED'],
    ['very long', [`X-Spark-Signature: ${'a'.repeat(9000)}`], 'ERR_SIGNATURE_MALFORMED'],
    ['non-ASCII', [`X-Spark-Signature: ${hex(body).slice(1)}\u00e9`], 'ERR_SIGNATURE_MALFORMED'],
    ['upper-case', [`X-Spark-Signature: ${hex(body).toUpperCase()}`], 'ERR_SIGNATURE_MALFORMED'],
    ['of another algorithm', [`X-Spark-Signature: ${hex(body, 'sha256')}`], 'ERR_SIGNATURE_MALFORMED'],
    [
      'of another algorithm, cut',
      [`X-Spark-Signature: ${hex(body, 'sha256').slice(0, 40)}`],
      'ERR_SIGNATURE_MISMATCH',
    ],
    [
      'a plain hash',
      [`X-Spark-Signature: ${createHash('sha1').update(body).digest('hex')}`],
      'ERR_SIGNATURE_MISMATCH',
    ],
    ['with an empty secret', [`X-Spark-Signature: ${hex(body, 'sha1', '')}`], 'ERR_SIGNATURE_MISMATCH'],
  ])('%s: refused by its code', async (_name, headers, code) => {
    const before = started.accepted.length
    expect(await send(body, ...headers)).toMatchObject({
      status: 401,
      json: { success: false, error: { code } },
    })
    expect(started.accepted.length).toBe(before)
  })

  test('true, of a re-serialized body: refused', async () => {
    const python = '{"resource": "messages", "event": "created"}'
    expect((await send(JSON.stringify(JSON.parse(python)), signed(python))).status).toBe(401)
  })

  test('an answer holds neither signature, secret nor body', async () => {
    const { text } = await send('{"private":"matter"}', `X-Spark-Signature: ${'ab'.repeat(20)}`)
    expect(text).not.toMatch(/abab|matter|long enough/)
  })
})

describe('bodies are kept to the byte', () => {
  test.each([
    ['of 0 bytes', Buffer.alloc(0)],
    ['of invalid UTF-8', Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x00, 0x80])],
    ['with a byte order mark', Buffer.from('\ufeff{"a":1}')],
    ['of all byte values', Buffer.from(Array.from({ length: 256 }, (_, at) => at))],
    ['with a dollar and an ampersand', Buffer.from("$& $1 $$ $` $'")],
    ['of 1 MiB', Buffer.alloc(mebibyte, 'x')],
    ['of JSON nested 10,000 deep', Buffer.from('['.repeat(10_000) + ']'.repeat(10_000))],
  ])('%s', async (_name, body) => {
    expect((await send(body, signed(body))).json.success).toBe(true)
    expect(lastBody().equals(body)).toBe(true)
  })

  test.each([
    ['a NUL, which PostgreSQL has not in text', '\\u0000'],
    ['half a surrogate pair', '\\ud800'],
    ['three hundred letters', 'x'.repeat(300)],
  ])('a type of %s is no type, and the event is taken', async (_name, text) => {
    const body = `{"resource":"${text}","event":"created"}`
    expect((await send(body, signed(body))).status).toBe(200)
    expect(started.accepted.at(-1)?.event.type).toBeNull()
    expect(lastBody().toString()).toBe(body)
  })

  test('gzip is not decoded: the signature is over what was sent', async () => {
    const body = gzipSync('{"a":1}')
    const answer = await send(body, 'Content-Encoding: gzip', 'Content-Type: application/json', signed(body))
    expect(answer.status).toBe(200)
    expect(lastBody().equals(body)).toBe(true)
    expect(started.accepted.at(-1)?.payload.headers).toContainEqual(['content-encoding', 'gzip'])
  })

  test.each([
    ['none', []],
    ['nonsense', ['Content-Type: ;;;=,,']],
    ['a form', ['Content-Type: application/x-www-form-urlencoded']],
    ['multipart without a border', ['Content-Type: multipart/form-data']],
  ])('whatever the content type: %s', async (name, headers) => {
    expect((await send(name, signed(name), ...headers)).status).toBe(200)
  })

  test('chunked, in pieces', async () => {
    const body = '{"chunked":true}'
    const answer = await raw(
      started.port,
      `POST /in/webex HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${signed(body)}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      async (socket) => {
        for (const letter of body) {
          socket.write(`1\r\n${letter}\r\n`)
          await sleep(1)
        }
        socket.write('0\r\n\r\n')
      },
    )
    expect(answer.status).toBe(200)
    expect(lastBody().toString()).toBe(body)
  })
})

describe('too large', () => {
  const head = `POST /in/webex HTTP/1.1\r\nHost: a\r\nConnection: close\r\n`

  test('1 MiB and one byte is 413, however it is framed', async () => {
    const body = Buffer.alloc(mebibyte + 1, 'x')
    const expected = { status: 413, json: { error: { code: 'ERR_BODY_TOO_LARGE' } } }
    expect(await send(body, signed(body))).toMatchObject(expected)
    const chunked = Buffer.concat([
      Buffer.from(
        `${head}${signed(body)}\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`,
      ),
      body,
      Buffer.from('\r\n0\r\n\r\n'),
    ])
    expect(await raw(started.port, chunked)).toMatchObject(expected)
  })

  test('an announced gigabyte is refused without being read', async () => {
    const answer = await raw(started.port, `${head}Content-Length: 1073741824\r\n\r\n`)
    expect(answer).toMatchObject({ status: 413, headers: { connection: 'close' } })
  })

  test('a chunked body without an end is cut off', async () => {
    const piece = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'y'), Buffer.from('\r\n')])
    const answer = await raw(started.port, `${head}Transfer-Encoding: chunked\r\n\r\n`, async (socket) => {
      for (let sent = 0; sent < 200 && !socket.destroyed; sent++) {
        socket.write(piece)
        await sleep(1)
      }
    })
    expect([413, Number.NaN]).toContain(answer.status)
    expect(started.counted.refused.ERR_BODY_TOO_LARGE).toBeGreaterThan(0)
  })

  test('a source may allow less', async () => {
    await started.addSource('small', 'webex', [secret], { policy: { maxBodyBytes: 10 } })
    expect((await post(started.port, '/in/small', [signed('x'.repeat(10))], 'x'.repeat(10))).status).toBe(200)
    expect((await post(started.port, '/in/small', [signed('x'.repeat(11))], 'x'.repeat(11))).status).toBe(413)
  })
})

describe('HTTP that lies or dawdles', () => {
  const head = `POST /in/webex HTTP/1.1\r\nHost: a\r\n${signed('abc')}\r\n`

  test('Content-Length longer than the body: 408 when the time is over, nothing accepted', async () => {
    const before = started.accepted.length
    const answer = await raw(started.port, `${head}Content-Length: 10\r\n\r\nabc`)
    expect(answer).toMatchObject({ status: 408, json: { error: { code: 'ERR_REQUEST_TIMEOUT' } } })
    expect(started.accepted.length).toBe(before)
  })

  test('Content-Length shorter than the body: what is left over is no request', async () => {
    const answer = await raw(started.port, `${head}Content-Length: 3\r\n\r\nabcdefg\r\n\r\n`)
    expect(answer.status).toBeOneOf([200, 400])
    expect(answer.text).toMatch(/"success":true.*|ERR_REQUEST_MALFORMED/)
  })

  test('two lengths that differ, or a length beside chunks: 400', async () => {
    for (const lines of [
      'Content-Length: 3\r\nContent-Length: 4',
      'Content-Length: 3\r\nTransfer-Encoding: chunked',
    ]) {
      const answer = await raw(started.port, `${head}${lines}\r\n\r\nabc`)
      expect(answer).toMatchObject({ status: 400, json: { error: { code: 'ERR_REQUEST_MALFORMED' } } })
    }
  })

  test('a client that breaks off in the middle of the body leaves nothing behind', async () => {
    const head = `POST /in/webex HTTP/1.1\r\nHost: a\r\n${signed('broken')}\r\n`
    const before = started.counted.refused.ERR_BODY_UNREADABLE ?? 0
    await raw(started.port, `${head}Content-Length: 10\r\n\r\nbroken`, async (socket) => {
      await expect.poll(() => started.ingest.saturation().heldBytes, { timeout: 10_000 }).toBeGreaterThan(0)
      socket.destroy()
    })
    await expect.poll(() => started.counted.refused.ERR_BODY_UNREADABLE, { timeout: 10_000 }).toBe(before + 1)
    expect(started.ingest.saturation().heldBytes).toBe(0)
    expect(lastBody().toString()).not.toBe('broken')
  })

  test.each([
    ['head', 'POST /in/webex HTTP/1.1\r\nHost: a\r\nX-Slow: '],
    ['body', `${head}Content-Length: 1000\r\n\r\n`],
  ])('a byte now and then in the %s: 408, while others are served', async (_where, first) => {
    const slow = raw(started.port, first, async (socket) => {
      for (let sent = 0; sent < 40 && !socket.destroyed && socket.writable; sent++) {
        socket.write('x')
        await sleep(50)
      }
    })
    const body = `meanwhile ${first.length}`
    expect((await send(body, signed(body))).status).toBe(200)
    expect(await slow).toMatchObject({ status: 408, json: { error: { code: 'ERR_REQUEST_TIMEOUT' } } })
  })

  test('what is no HTTP at all: 400', async () => {
    const answer = await raw(started.port, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03')
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'ERR_REQUEST_MALFORMED' } } })
  })
})

describe('headers', () => {
  test('100 pass, more are refused, none is dropped in silence', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, at) => `X-${at}: v`)
    // Host, Connection, Content-Length and the signature are four.
    expect((await send('h', signed('h'), ...lines(96))).status).toBe(200)
    for (const count of [97, 150, 400]) {
      const answer = await send('h', ...lines(count), signed('h'))
      // Far beyond the limit it is Node that refuses.
      const code = count > 200 ? 'ERR_HEADERS_TOO_LARGE' : 'ERR_HEADERS_TOO_MANY'
      expect(answer).toMatchObject({ status: 431, json: { error: { code } } })
    }
  })

  test('a head of more than 16 KiB is 431', async () => {
    const answer = await send('h', signed('h'), `X-Long: ${'v'.repeat(17_000)}`)
    expect(answer).toMatchObject({ status: 431, json: { error: { code: 'ERR_HEADERS_TOO_LARGE' } } })
  })

  test('names that would reach into an object do no harm', async () => {
    const answer = await send('p', signed('p'), '__proto__: x', 'constructor: y', 'toString: z')
    expect(answer.status).toBe(200)
  })
})

describe('addresses', () => {
  test('all of the path is the key', async () => {
    const paths = [
      '/in/',
      '/in/webexx',
      '/in/webe',
      '/in/webex/',
      '/in/webex/x',
      '/in//webex',
      '/in/WEBEX',
      '/in/%77ebex',
    ]
    for (const path of paths) {
      const answer = await post(started.port, path, [signed('a')], 'a')
      expect(answer).toMatchObject({ status: 404, json: { error: { code: 'ERR_SOURCE_UNKNOWN' } } })
    }
    expect((await post(started.port, '/in/webex?key=1', [signed('q')], 'q')).status).toBe(200)
  })

  test('names out of JavaScript are no sources', async () => {
    for (const path of ['/in/__proto__', '/in/constructor', '/in/toString', '/in/%00']) {
      expect((await post(started.port, path, [], 'a')).status).toBe(404)
    }
  })

  test('another method than POST is 405', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await raw(
        started.port,
        `${method} /in/webex HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
      )
      expect(answer).toMatchObject({
        status: 405,
        headers: { allow: 'POST' },
        json: { error: { code: 'ERR_METHOD' } },
      })
    }
  })

  test('a deleted source is 404 at once', async () => {
    const source = await started.addSource('fleeting', 'webex', [secret])
    await started.live.change({ sources: [{ ...source, deletedAt: 1 }] })
    expect((await post(started.port, '/in/fleeting', [signed('a')], 'a')).status).toBe(404)
  })

  test('any number of unknown names costs no memory', async () => {
    const total = Number(process.env.COUNTERSIGN_UNKNOWN_NAMES ?? '60000')
    const ask = async (from: number, to: number): Promise<void> => {
      // Pipelined, a thousand a connection, which spares the test the round trips.
      for (let at = from; at < to; at += 1000) {
        const requests = Array.from(
          { length: 1000 },
          (_, more) =>
            `GET /in/${createHash('md5')
              .update(`${at + more}`)
              .digest('hex')} HTTP/1.1\r\nHost: a\r\n\r\n`,
        )
        await raw(
          started.port,
          `${requests.join('')}GET /in/last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
        )
      }
    }
    await ask(0, 10_000)
    const before = heapAfterCollection()
    await ask(10_000, 10_000 + total)
    expect(heapAfterCollection() - before).toBeLessThan(4 * mebibyte)
    expect(Object.keys(started.counted.refused).length).toBeLessThan(20)
  })
})

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
