import { header } from 'countersign'
import { describe, expect, test } from 'vitest'
import { bodyBehindDigits } from '../src/content/body-behind-digits.ts'
import { type ListedHeadersOptions, listedHeaders } from '../src/content/listed-headers.ts'
import { otherPort } from '../src/content/other-port.ts'
import { host, path, wholeUrl } from '../src/content/path.ts'
import { sortedForm } from '../src/content/sorted-form.ts'
import { Received } from '../src/message/received.ts'
import type { MadePart } from '../src/scheme/content.ts'

// What is worked out of a message to be signed, on both sides of each limit.

interface Given {
  readonly headers?: Record<string, string | string[]>
  readonly body?: string
  readonly url?: string
}

/** The pieces as text, or the code of the refusal. */
function made(part: MadePart, { headers = {}, body = '', url }: Given): unknown {
  try {
    const message = new Received(headers, new TextEncoder().encode(body), 'POST', url)
    const pieces = part.make(message, {} as never) as readonly (string | Uint8Array)[]
    return pieces.map((one) => (typeof one === 'string' ? one : new TextDecoder().decode(one)))
  } catch (error) {
    return (error as { code?: unknown }).code
  }
}

test('a body behind a timestamp begins with no digit', () => {
  for (const body of ['0', '5{}', '9']) expect(made(bodyBehindDigits, { body })).toBe('ERR_CONTENT_MALFORMED')
  for (const body of ['', '/', ':', '{"a":1}', '-1']) expect(made(bodyBehindDigits, { body })).toEqual([body])
})

describe('headers that a message lists', () => {
  const of = (list: string | undefined, options: Partial<ListedHeadersOptions> = {}, more: object = {}) =>
    made(listedHeaders(header('list'), { separator: ',', ...options }), {
      headers: { ...(list === undefined ? {} : { list }), a: '1', b: '2', two: ['3', '4'], ...more },
    })

  test('are joined in the order of the list', () => {
    expect(of('b, A')).toEqual(['21'])
    const write = (name: string, value: string) => `${name}:${value}`
    expect(of('a,b', { write, joiner: ';' })).toEqual(['a:1;b:2'])
  })

  test('are each there once, and among them those that must be', () => {
    for (const bad of ['a,none', 'two', '', undefined, 'a,,b']) expect(of(bad)).toBe('ERR_CONTENT_MALFORMED')
    expect(of('a,b', { must: ['a', 'b'] })).toEqual(['12'])
    expect(of('a', { must: ['a', 'b'] })).toBe('ERR_CONTENT_MALFORMED')
  })

  test('are 64 at most', () => {
    const names = Array.from({ length: 65 }, (_, at) => `h${at}`)
    const more = Object.fromEntries(names.map((name) => [name, 'x']))
    expect(of(names.slice(0, 64).join(), {}, more)).toEqual(['x'.repeat(64)])
    expect(of(names.join(), {}, more)).toBe('ERR_CONTENT_MALFORMED')
  })
})

describe('fields of a form', () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }

  test('are sorted by code units, values of one name in their order', () => {
    const body = 'b=2&a=9&B=1&a=1&a=9&%C3%A9=0'
    expect(made(sortedForm(), { headers, body })).toEqual(['', 'B1', 'a9', 'a1', 'a9', 'b2', 'é0'])
    expect(made(sortedForm({ unique: true, before: '.' }), { headers, body })).toEqual([
      ...['.', 'B1', 'a1', 'a9', 'b2', 'é0'],
    ])
  })

  test('are nothing where there are none', () => {
    expect(made(sortedForm({ before: '.' }), { headers })).toEqual([])
  })
})

describe('pieces of a URL', () => {
  test.each([
    ['https://A.example:8443/p?q=1#f', ['/p?q=1'], ['a.example:8443'], ['https://A.example/p?q=1#f']],
    ['https://a.example', ['/'], ['a.example'], ['https://a.example:443']],
    ['http://a.example?q', ['/?q'], ['a.example'], ['http://a.example:80?q']],
    ['HTTPS://a.example/', ['/'], ['a.example'], ['HTTPS://a.example:443/']],
  ])('%s', (url, wantedPath, wantedHost, wantedPort) => {
    expect([path, host, otherPort].map((part) => made(part, { url }))).toEqual([
      ...[wantedPath, wantedHost, wantedPort],
    ])
  })

  test('are none where there is no whole URL', () => {
    for (const url of [undefined, '/hook', 'ftp://a.example/']) {
      const given = url === undefined ? {} : { url }
      for (const part of [path, host, otherPort]) expect(made(part, given)).toBe('ERR_URL_MISSING')
    }
    expect(wholeUrl({ url: 'https://a.example/?' })).toBe('https://a.example/?')
    for (const url of [undefined, '/hook', 'https://['])
      expect(() => wholeUrl({ url })).toThrow(expect.objectContaining({ code: 'ERR_URL_MISSING' }))
  })
})
