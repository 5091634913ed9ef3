import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Answer } from '../../src/keeper/answer.ts'

const head = (...lines: string[]): string => `HTTP/1.1 ${lines.join('\r\n')}\r\n\r\n`

function after(toHead: boolean, ...chunks: string[]): Answer {
  const answer = new Answer()
  answer.expect()
  for (const chunk of chunks) answer.take(Buffer.from(chunk), toHead)
  return answer
}

describe('where an answer stands', () => {
  test.each([
    ['nothing', [], 'none'],
    ['half a head', ['HTTP/1.1 200 OK\r\nContent-Le'], 'partial'],
    ['a head and some body', [head('200 OK', 'Content-Length: 5'), 'abc'], 'partial'],
    ['all of it', [head('200 OK', 'Content-Length: 5'), 'abc', 'de'], 'whole'],
    ['all of it at once', [`${head('200 OK', 'content-length: 2')}ok`], 'whole'],
    ['an empty body', [head('200 OK', 'Content-Length: 0')], 'whole'],
    ['no body by its status', [head('204 No Content')], 'whole'],
    ['an interim answer', [head('100 Continue')], 'none'],
    [
      'an interim answer and the final one',
      [`${head('100 Continue')}${head('200 OK', 'Content-Length: 1')}x`],
      'whole',
    ],
    ['a stream', [head('200 OK', 'Transfer-Encoding: chunked'), '1\r\na\r\n'], 'open'],
    ['no length', [head('200 OK')], 'open'],
    ['an upgrade', [head('101 Switching Protocols', 'Content-Length: 0')], 'open'],
    ['a head without an end', ['HTTP/1.1 200 OK\r\n', 'x'.repeat(40_000)], 'open'],
  ])('%s', (_name, chunks, state) => {
    expect(after(false, ...chunks).state).toBe(state)
  })

  test('the answer to HEAD has a length and no body', () => {
    expect(after(true, head('200 OK', 'Content-Length: 500')).state).toBe('whole')
  })

  test('whether the connection closes behind it', () => {
    expect(after(false, head('200 OK', 'Content-Length: 0', 'Connection: close')).closes).toBe(true)
    expect(after(false, head('200 OK', 'Content-Length: 0', 'Connection: keep-alive')).closes).toBe(false)
  })

  test('a second request begins anew', () => {
    const answer = after(false, `${head('200 OK', 'Content-Length: 1', 'Connection: close')}x`)
    answer.expect()
    expect(answer.state).toBe('none')
    answer.take(Buffer.from(head('200 OK', 'Content-Length: 0')), false)
    expect([answer.state, answer.closes]).toEqual(['whole', false])
  })

  test('however the bytes are cut', () => {
    const text = `${head('100 Continue')}${head('200 OK', 'Content-Length: 12', 'Connection: close')}\r\n\r\n{"a":1}.`
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: text.length - 1 })), (cuts) => {
        const answer = new Answer()
        answer.expect()
        const borders = [0, ...cuts.sort((one, other) => one - other), text.length]
        for (let at = 1; at < borders.length; at++) {
          expect(answer.state).not.toBe('whole')
          answer.take(Buffer.from(text.slice(borders[at - 1], borders[at])), false)
        }
        expect([answer.state, answer.closes]).toEqual(['whole', true])
      }),
    )
  })
})
