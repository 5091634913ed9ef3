import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blanksBefore, Request } from '../../src/keeper/request.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** The state after these bytes in one piece, and how many of them are the request's. */
function seen(text: string): [Request, number] {
  const request = new Request()
  request.begin()
  return [request, request.takeHead(bytes(text))]
}

describe('where a request ends', () => {
  test.each([
    ['half a head', 'POST / HTTP/1.1\r\nHost: a\r\n', '', 'head'],
    ['no body', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 'GET /', 'whole'],
    ['an empty body', 'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n', 'x', 'whole'],
    ['a body', 'POST / HTTP/1.1\r\ncontent-LENGTH:\t3 \r\nA: b\r\n\r\nabc', 'GET', 'whole'],
    ['half a body', 'POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab', '', 'body'],
    [
      'a body that looks like a head',
      'POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n\r\n\r\n',
      '\r\n',
      'whole',
    ],
    [
      'a body without a length',
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /',
      '',
      'endless',
    ],
    ['a length in the address', 'GET /?\r\nA: content-length: 5\r\n\r\n', 'abcde', 'whole'],
    ['a head without an end', `GET / HTTP/1.1\r\nA: ${'x'.repeat(40_000)}`, '', 'endless'],
  ])('%s', (_name, own, behind, state) => {
    const [request, length] = seen(own + behind)
    expect([request.state, length]).toEqual([state, own.length])
  })

  test('however its bytes are cut', () => {
    const own = 'POST /in/a HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\n\r\n\r\nab'
    const text = `${own}GET / HTTP/1.1`
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: own.length - 1 })), (cuts) => {
        const request = new Request()
        request.begin()
        let at = 0
        for (const border of [...cuts.sort((one, other) => one - other), text.length]) {
          expect(request.state).not.toBe('whole')
          at =
            request.state === 'head'
              ? request.takeHead(bytes(text.slice(0, border)))
              : at + request.takeBody(border - at)
        }
        expect([request.state, at]).toEqual(['whole', own.length])
      }),
    )
  })

  test('one whose first bytes are gone has no end that could be seen', () => {
    const [request] = seen('POST / HTTP/1.1\r\nConte')
    request.lose()
    expect(request.state).toBe('endless')
    const [known] = seen('POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n')
    known.lose()
    expect([known.state, known.takeBody(5), known.state]).toEqual(['body', 3, 'whole'])
  })
})

test('a HEAD is known by its method alone', () => {
  expect(seen('HEAD / HTTP/1.1\r\n\r\n')[0].isHead).toBe(true)
  expect(seen('HEADS / HTTP/1.1\r\n\r\n')[0].isHead).toBe(false)
  expect(seen('POST /HEAD HTTP/1.1\r\n\r\n')[0].isHead).toBe(false)
})

test('who begins to speak HTTP/2 is not done with a head: its reader waits for more', () => {
  const [request] = seen('PRI * HTTP/2.0\r\n\r\n')
  expect(request.state).toBe('endless')
  expect(seen('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')[0].state).toBe('endless')
  expect(seen('PRIDE / HTTP/1.1\r\n\r\n')[0].state).toBe('whole')
})

test('blank lines before a request are none of it', () => {
  expect(blanksBefore(bytes('\r\n\nHEAD / HTTP/1.1'))).toBe(3)
  expect(blanksBefore(bytes('\r\n'))).toBe(2)
  expect(blanksBefore(bytes('GET /'))).toBe(0)
})

test('a pull is known by its request line', () => {
  const isPull = (line: string): boolean => seen(`${line}\r\nHost: x\r\n\r\n`)[0].isPull
  expect(isPull('POST /api/v1/destinations/worker/pull HTTP/1.1')).toBe(true)
  expect(isPull('POST /api/v1/listeners/anna/pull HTTP/1.1')).toBe(true)
  for (const line of [
    'GET /api/v1/destinations/worker/pull HTTP/1.1',
    'POST /api/v1/destinations/worker/acknowledge HTTP/1.1',
    'POST /api/v1/destinations/a/b/pull HTTP/1.1',
    'POST /api/v1/listeners/anna/heartbeat HTTP/1.1',
    'POST /api/v1/sources/shop/pull HTTP/1.1',
    'POST /in/webex?/api/v1/destinations/worker/pull HTTP/1.1',
    'POST /in/pull HTTP/1.1',
    'POST /api/v1/destinations/worker/pull',
    `POST /api/v1/destinations/${'a'.repeat(600)}/pull HTTP/1.1`,
    '',
  ]) {
    expect(isPull(line)).toBe(false)
  }
})
