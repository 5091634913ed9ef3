import { describe, expect, test } from 'vitest'
import { bodyBytes, type RequestLike, readRequestBody } from '../src/message/body.ts'
import { readerOf } from '../src/message/dates.ts'
import { each } from '../src/message/each.ts'
import { firstHeader } from '../src/message/first-header.ts'
import { copiedHeaders, type HeadersLike, headerValues, plainHeaders } from '../src/message/headers.ts'
import { items } from '../src/message/items.ts'
import { isDoubled } from '../src/message/json-doubled.ts'
import { formPart } from '../src/message/multipart.ts'
import { netstring } from '../src/message/netstring.ts'
import { only } from '../src/message/only.ts'
import { findOne, formField, header, jsonField, looked, parameter, query } from '../src/message/place.ts'
import { Received } from '../src/message/received.ts'
import { spellings } from '../src/message/spelling.ts'
import { msOf, readDigits } from '../src/message/timestamp.ts'

// What headers, bodies and places hold, looked at directly: a scheme's verdict shows only what it needs of it.

const received = (headers: HeadersLike, body: string | Uint8Array = '', url?: string): Received =>
  new Received(headers, Buffer.from(body) as never, 'POST', url)
const coded = (code: string, detail?: unknown) =>
  expect.objectContaining({ code, ...(detail !== undefined && { detail }) })

describe('headers', () => {
  test('of a Headers object are one value each, of a record all that are there', () => {
    const given = new Headers({ 'X-One': 'a' })
    given.append('x-one', 'b')
    expect([headerValues(given, 'x-one'), headerValues(given, 'x-two')]).toEqual([['a, b'], []])
    expect(plainHeaders(given)).toEqual({ 'x-one': 'a, b' })
    const inherited = Object.create({ 'x-one': 'evil' })
    expect(headerValues(inherited, 'x-one')).toEqual([])
  })

  test('named like what a Headers object has are headers all the same', () => {
    const odd = { get: 'a', 'X-One': 'b' }
    expect([headerValues(odd, 'get'), headerValues(odd, 'x-one')]).toEqual([['a'], ['b']])
    const odder = { foreach: 'a', forEach: 'b' }
    expect(headerValues(odder, 'foreach')).toEqual(['a', 'b'])
    // What has `get` alone is no Headers object: an Express request has it, too.
    const half = { get: () => 'theirs', 'X-One': 'b' } as never
    expect(headerValues(half, 'x-one')).toEqual(['b'])
    expect({ ...plainHeaders(JSON.parse('{"__proto__":"a"}')) }).toEqual(JSON.parse('{"__proto__":"a"}'))
  })

  test('are texts, or lists of texts', () => {
    const bad = { 'X-One': 5 } as never
    const inList = { 'X-One': ['a', 5] } as never
    for (const wrong of [bad, inList]) {
      expect(() => headerValues(wrong, 'x-one')).toThrow(coded('ERR_INPUT_INVALID'))
      expect(() => plainHeaders(wrong)).toThrow(coded('ERR_INPUT_INVALID'))
    }
  })

  test('are copied with what is doubled, and out of the reach of whoever gave them', () => {
    const list = ['a', 'b']
    const copy = copiedHeaders({ 'X-One': list, 'x-one': 'c', 'X-None': undefined })
    list.push('d')
    expect(copy).toEqual({ 'X-One': ['a', 'b'], 'x-one': ['c'], 'X-None': undefined })
    const given = new Headers({ 'X-One': 'a' })
    const plain = copiedHeaders(given)
    given.set('x-one', 'b')
    expect({ ...(plain as object) }).toEqual({ 'x-one': 'a' })
  })
})

describe('a body', () => {
  test('that is no text, or no JSON, says so by its code, and holds no form', () => {
    const bytes = received({}, Uint8Array.of(0x61, 0xff))
    expect(() => bytes.text()).toThrow(coded('ERR_BODY_MALFORMED'))
    expect(() => bytes.json()).toThrow(coded('ERR_BODY_MALFORMED'))
    expect([...bytes.form()]).toEqual([])
    const text = received({}, '{secret')
    expect(() => text.json()).toThrow(coded('ERR_BODY_MALFORMED'))
    const thrown = (ask: () => unknown): unknown => {
      try {
        return ask()
      } catch (error) {
        return error
      }
    }
    // No parser's message, which quotes the body, travels along.
    expect(thrown(() => text.json())).not.toHaveProperty('cause.message')
    const told = (ask: () => unknown): string => String((thrown(ask) as { detail?: unknown }).detail)
    expect(told(() => bytes.json())).toBe(told(() => bytes.text()))
    expect(told(() => text.json())).not.toBe(told(() => bytes.json()))
  })

  test('of JSON has fields of its own alone, behind one byte order mark', () => {
    expect(received({}, '\ufeff{"a":1}').json()).toEqual({ a: 1 })
    expect(() => received({}, '\ufeff\ufeff1').json()).toThrow(coded('ERR_BODY_MALFORMED'))
    const of = received({}, '{"a":[{"b":null}],"c":"text"}')
    expect([of.field('a', 0, 'b'), of.field('a', 'length'), of.field('c', 0)]).toEqual([null, 1, undefined])
    expect([of.field('toString'), of.field('a', 0, 'b', 'x'), of.field('a', 1)]).toEqual(
      Array(3).fill(undefined),
    )
    expect(received({}, 'payload=%7B%22a%22%3A1%7D').field('a')).toBe(1)
  })
})

describe('places', () => {
  test('say what they are and where they look', () => {
    const told = [header('X-One'), parameter('X-One', 't'), query('q'), jsonField('a', 0), formField('f')]
    expect(told.map((place) => [place.in, place.title, place.headers, place.single ?? false])).toEqual([
      ['header', 'the header x-one', ['x-one'], true],
      ['parameter', 't= in the header x-one', ['x-one'], false],
      ['query', 'the query q', [], true],
      ['json', 'a.0 in the body', [], true],
      ['form', 'the form f', [], true],
    ])
    expect(looked(header('X-One'), query('q'))).toBe('looked-for the header x-one or the query q')
    expect(firstHeader('X-One', 'X-Two').title).toBe('the header x-one, else x-two')
  })

  test('of a field: a text, a whole number or a truth; signed, it stands there once in a body that can be read', () => {
    const find = (body: string | Uint8Array) => {
      const message = received({}, body)
      const place = jsonField('a')
      return [place.find(message), place.findSigned?.(message)]
    }
    expect(find('{"a":true}')).toEqual([['true'], ['true']])
    expect(find('{"a":{}}')).toEqual([undefined, undefined])
    expect(find('{}')).toEqual([[], []])
    expect(find('{"a":1,"a":2}')).toEqual([['2'], undefined])
    expect(find('{')).toEqual([[], undefined])
    expect(find(Uint8Array.of(0xff))).toEqual([[], undefined])
    const field = formField('a')
    const bytes = received({}, Uint8Array.of(0xff))
    expect([field.find(bytes), field.findSigned?.(bytes)]).toEqual([[], undefined])
    expect(field.findSigned?.(received({}, 'a=1&a=2'))).toEqual(['1', '2'])
  })

  test('of a parameter: one header, and its entries of that name', () => {
    const find = (value: string | readonly string[] | undefined) =>
      parameter('X-One', 't').find(received({ 'x-one': value }))
    expect([find('t=1, t=2,v=3'), find(undefined), find(['t=1', 't=2'])]).toEqual([['1', '2'], [], undefined])
    expect(findOne(received({ 'x-one': 't=1,t=2' }), parameter('X-One', 't'))).toBeUndefined()
  })

  test('of the first header that is there: all its values', () => {
    const place = firstHeader('X-One', 'X-Two')
    expect(place).toMatchObject({ in: 'found', single: true, write: { header: 'X-One' } })
    const find = (headers: HeadersLike) => place.find(received(headers))
    expect([find({ 'x-one': 'a', 'x-two': 'b' }), find({ 'x-two': ['b', 'c'] }), find({})]).toEqual([
      ...[['a'], ['b', 'c'], []],
    ])
  })

  test('of pieces: behind a prefix, of one header, from one to another, or behind a text', () => {
    const find = (value: string | readonly string[] | undefined, options?: Parameters<typeof items>[1]) =>
      items('X-One', options).find(received({ 'x-one': value }))
    expect([find('a, b'), find(undefined), find(['a', 'b'])]).toEqual([['a', 'b'], [], undefined])
    expect([find('v a', { prefix: 'v ' }), find('a', { prefix: 'v ' })]).toEqual([['a'], undefined])
    expect(find('a;b;c;d', { separator: ';', from: 1, to: 3 })).toEqual(['b', 'c'])
    expect(find('=a,v=b,c', { after: '=' })).toEqual(['a', 'b'])
    expect(items('X-One')).toMatchObject({ write: { header: 'X-One', prefix: '', separator: ',' } })
    expect(items('X-One', { after: '=' })).not.toHaveProperty('write')
  })

  test('of each element: in every one, or it is not well written', () => {
    const find = (body: string) => each(['a'], ['b']).find(received({}, body))
    expect([find('{"a":[{"b":"x"},{"b":"y"}]}'), find('{}')]).toEqual([['x', 'y'], []])
    for (const bad of [
      '{"a":[]}',
      '{"a":{"0":{"b":"x"}}}',
      '{"a":{"length":0}}',
      '{"a":[{"b":"x"},{}]}',
      '{"a":5}',
    ])
      expect([bad, find(bad)]).toEqual([bad, undefined])
  })

  test('of the only element of lists in each other: each has one', () => {
    const place = only(['a'], ['b'], ['c'])
    expect(place).toMatchObject({
      in: 'found',
      inBody: true,
      title: 'c in the only one of b in the only one of a',
    })
    expect(only([], ['c']).title).toBe('c in the only one of the body')
    const find = (body: string) => place.find(received({}, body))
    expect(find('{"a":[{"b":[{"c":"x"}]}]}')).toEqual(['x'])
    for (const none of [
      '{"a":[{"b":[{"c":"x"},{}]}]}',
      '{"a":[{"b":[{"c":"x"}]},{}]}',
      '{"a":[{}]}',
      '{}',
      '1',
    ])
      expect([none, find(none)]).toEqual([none, []])
  })
})

test('a netstring counts bytes', () => {
  expect(['', 'a b', 'é', '\u{1f987}', 'a\n'].map(netstring)).toEqual([
    '0:,',
    '3:a b,',
    '2:é,',
    '4:\u{1f987},',
    '2:a\n,',
  ])
})

test('a moment is a valid Date', () => {
  expect(msOf(new Date(5), 'ERR_OPTIONS_INVALID', 'now')).toBe(5)
  for (const none of [new Date(Number.NaN), 5, null, undefined, {}])
    expect(() => msOf(none, 'ERR_OPTIONS_INVALID', 'now')).toThrow(coded('ERR_OPTIONS_INVALID'))
})

test('bytes are taken up to the limit, and of memory that others may change a copy', async () => {
  expect([bodyBytes({ body: 'abc' }, 3), bodyBytes({ body: Uint8Array.of(1, 2) }, 2)]).toHaveLength(2)
  for (const body of ['abcd', 'éé', new Uint8Array(4)])
    expect(() => bodyBytes({ body }, 3)).toThrow(coded('ERR_BODY_TOO_LARGE'))
  const shared = new Uint8Array(new SharedArrayBuffer(2))
  const taken = bodyBytes({ body: shared }, 2)
  shared[0] = 1
  expect(taken).toEqual(new Uint8Array(2))
  const own = Uint8Array.of(1)
  expect(bodyBytes({ body: own }, 1)).toBe(own)
  const buffer = Uint8Array.of(1, 2).buffer
  const request = { bodyUsed: false, body: {}, arrayBuffer: async () => buffer } as unknown as RequestLike
  expect(await readRequestBody(request, 2)).toEqual(Uint8Array.of(1, 2))
  const streamed = new Request('https://a.example', { method: 'POST', body: 'abc' })
  expect(Buffer.from(await readRequestBody(streamed, 3)).toString()).toBe('abc')
})

test('a timestamp is of the unit that is named, however short', () => {
  expect([readDigits('1000', 'milliseconds'), readDigits('1000', 'seconds')]).toEqual([1000, 1_000_000])
  const [zoned, bare] = ['2023-11-14T22:13:20Z', '2023-11-14T22:13:20']
  const read = (['rfc3339', 'rfc3339-utc'] as const).map((unit) => [
    readerOf(unit)(zoned),
    readerOf(unit)(bare),
  ])
  expect(read).toEqual([
    [1_700_000_000_000, undefined],
    [1_700_000_000_000, 1_700_000_000_000],
  ])
  expect(readerOf('http-date')('Tue, 14 Nov 2023 22:13:20 GMT')).toBe(1_700_000_000_000)
  expect(readerOf('seconds')('1700000000')).toBe(1_700_000_000_000)
})

test('a signature has letters of its alphabet alone, and two signs of padding where two are due', () => {
  for (const name of ['base64', 'base64url-padded'] as const)
    expect(spellings[name].shape(3).fits('aa~a')).toBe(false)
  expect(spellings['base64url-padded'].respelled?.('YQ')).toBe('YQ==')
})

test('what stands behind a list is none of its elements', () => {
  expect(isDoubled('{"a":[1],"b":[2,{"x":1,"x":2}]}', ['a', 1, 'x'])).toBe(false)
})

test('what stands behind a list, or behind a text with a backslash at its end, is doubled all the same', () => {
  for (const first of ['[1]', '[]', '{"b":[]}', '"\\\\"', '"\\""'])
    expect(isDoubled(`{"x":${first},"id":1,"id":2}`, ['id'])).toBe(true)
})

test('a part begins behind its boundary, and ends at the next', () => {
  const head = 'Content-Disposition: form-data; name="json"'
  const part = (body: string) =>
    formPart(received({ 'content-type': 'multipart/form-data; boundary=b' }, body), 'json')
  expect(part(`--b\r\n${head}\r\n\r\n{}\r\n--b--`)).toMatchObject({ from: expect.any(Number) })
  expect(part(`--bx\r\n${head}\r\n\r\n{}\r\n--b--`)).toBeUndefined()
  expect(part(`--b\r\n${head}\r\n\r\n--b\r\nX: y\r\n\r\nz\r\n--b--`)).toBeUndefined()
  expect(part(`--b\r\n${head}\r\n\r\n{}\r\n--b\r\nX: y\r\n--b--`)).toBeUndefined()
  expect(part(`--b\r\n${head}\r\n\r\n{}`)).toBeUndefined()
})
