import { describe, expect, test } from 'vitest'
import { bodyAsJsonText } from '../src/content/json-text.ts'
import { readCertificate } from '../src/keys/certificate.ts'
import { publicKeyBytes } from '../src/keys/spki.ts'
import { cureFor } from '../src/message/body-cures.ts'
import { httpDate, rfc3339, rfc3339Utc, writeTimestamp } from '../src/message/dates.ts'
import { decoded, fromBase64, fromHex, toBase64, toBase64Url, toHex } from '../src/message/encoding.ts'
import { entriesOf } from '../src/message/entries.ts'
import { gathered } from '../src/message/gathered.ts'
import { items } from '../src/message/items.ts'
import { joinedPieces } from '../src/message/joined-pieces.ts'
import { isDoubled } from '../src/message/json-doubled.ts'
import { judgeClock } from '../src/message/judge-clock.ts'
import { longNumber } from '../src/message/long-number.ts'
import { formPart } from '../src/message/multipart.ts'
import { multipartJson } from '../src/message/multipart-json.ts'
import { namedHeader } from '../src/message/named-header.ts'
import { only } from '../src/message/only.ts'
import { onlyKey } from '../src/message/only-key.ts'
import { effectiveUrl } from '../src/message/public-url.ts'
import { Received } from '../src/message/received.ts'
import { spellings } from '../src/message/spelling.ts'
import { readDigits } from '../src/message/timestamp.ts'
import { travisCi } from '../src/schemes/travis-ci.ts'

// Every limit on both its sides: a number that is off by one is seen here, which no message of a provider would show.

/** A received message with these headers and this body. */
function message(headers: Record<string, string>, body = '', url?: string): Received {
  return new Received(headers, new TextEncoder().encode(body), 'POST', url, url)
}

describe('the clock', () => {
  const judged = (signedAt: number, now: number): string => {
    try {
      judgeClock(signedAt, now, 300)
      return 'good'
    } catch (error) {
      return String((error as { code?: unknown }).code)
    }
  }

  test('of whole seconds is compared with the whole second of now', () => {
    expect(judged(1000, 301_999)).toBe('good')
    expect(judged(1000, 302_000)).toBe('ERR_TIMESTAMP_TOO_OLD')
    expect(judged(301_000, 1000)).toBe('good')
    expect(judged(301_000, 999)).toBe('ERR_TIMESTAMP_TOO_NEW')
  })

  test('of milliseconds is compared to the millisecond', () => {
    expect(judged(1001, 301_001)).toBe('good')
    expect(judged(1001, 301_002)).toBe('ERR_TIMESTAMP_TOO_OLD')
    expect(judged(301_001, 1001)).toBe('good')
    expect(judged(301_001, 1000)).toBe('ERR_TIMESTAMP_TOO_NEW')
  })
})

describe('timestamps', () => {
  test('of digits are as long as their unit, and no longer', () => {
    const [eleven, twelve, fourteen, fifteen] = [11, 12, 14, 15].map((length) => '9'.repeat(length)) as [
      string,
      string,
      string,
      string,
    ]
    expect([eleven, twelve].map((text) => readDigits(text, 'seconds'))).toEqual([
      99_999_999_999_000,
      undefined,
    ])
    expect([fourteen, fifteen].map((text) => readDigits(text, 'milliseconds'))).toEqual([
      99_999_999_999_999,
      undefined,
    ])
    expect([eleven, twelve, fifteen].map((text) => readDigits(text, 'seconds-or-milliseconds'))).toEqual([
      99_999_999_999_000,
      999_999_999_999,
      undefined,
    ])
    expect(['0', '00', '01', '', '-1', '1 '].map((text) => readDigits(text, 'seconds'))).toEqual([
      ...[0, undefined, undefined, undefined, undefined, undefined],
    ])
  })

  test('of dates are read to nanoseconds and no further, and one that there is not is none', () => {
    expect(rfc3339('2023-11-14T22:13:20.123456789+01:00')).toBe(1_699_996_400_123)
    expect(rfc3339('2023-11-14T22:13:20.1234567890Z')).toBeUndefined()
    expect(rfc3339('2023-13-14T22:13:20Z')).toBeUndefined()
    expect(rfc3339('2023-11-14T22:13:20')).toBeUndefined()
    expect(rfc3339Utc('2023-11-14T22:13:20')).toBe(1_700_000_000_000)
    expect(httpDate('Tue, 14 Nov 2023 22:13:20 GMT')).toBe(1_700_000_000_000)
    expect(httpDate('Tue, 14 Nov 2023 22:13:20 UTC')).toBeUndefined()
  })

  test('are written as their unit says', () => {
    const written = (
      ['seconds', 'milliseconds', 'seconds-or-milliseconds', 'rfc3339', 'http-date'] as const
    ).map((unit) => writeTimestamp(1_700_000_000_999.9, unit))
    expect(written).toEqual([
      '1700000000',
      '1700000000999',
      '1700000000999',
      '2023-11-14T22:13:20.999Z',
      'Tue, 14 Nov 2023 22:13:20 GMT',
    ])
  })
})

describe('lists of signatures', () => {
  const read = (text: string, blank?: boolean) => entriesOf(text, 'v1', ',', '=', blank)

  test('are read up to 8,192 characters', () => {
    expect(read(`v1=${'a'.repeat(8189)}`)).toEqual(['a'.repeat(8189)])
    expect(read(`v1=${'a'.repeat(8190)}`)).toBeUndefined()
  })

  test('hold sixteen that count, beside any of another tag', () => {
    const of = (tag: string, count: number): string[] =>
      Array.from({ length: count }, (_, i) => `${tag}=${i}`)
    expect(read([...of('v0', 20), ...of('v1', 17)].join(','))).toEqual(
      of('v1', 16).map((one) => one.slice(3)),
    )
  })

  test('have a tag, of its whole length; one without is passed over beside a good one alone', () => {
    expect(read('v1=a,b')).toEqual(['a'])
    expect(read('=a,v1=b')).toEqual(['b'])
    for (const none of ['a', '=a', 'v1', '']) expect(read(none)).toBeUndefined()
    expect(read('v1x=a,xv1=b,v=c')).toEqual([])
    expect(read('v1=')).toEqual([''])
  })

  test('may have one blank behind the separator, where blanks may stand there', () => {
    expect(read('v0=a, v1=b', true)).toEqual(['b'])
    expect(read('v0=a, v1=b')).toEqual([])
    expect(read('v0=a,  v1=b', true)).toEqual([])
  })

  test('without tags have 17 pieces and 8,192 characters at most', () => {
    const pieces = (text: string) => items('Sign', { from: 1 }).find(message({ sign: text }))
    expect(pieces(Array(17).fill('a').join(','))).toHaveLength(16)
    expect(pieces(Array(18).fill('a').join(','))).toHaveLength(16)
    expect(pieces(`1,${'a'.repeat(8190)}`)).toHaveLength(1)
    expect(pieces(`1,${'a'.repeat(8191)}`)).toBeUndefined()
  })
})

describe('a multipart form', () => {
  const form = (boundary: string, ...parts: readonly string[]): string =>
    `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--`
  const type = (boundary: string, more = '') => ({
    'content-type': `multipart/form-data; boundary=${boundary}${more}`,
  })
  const named = (name: string, text: string, more = ''): string =>
    `Content-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}`
  const json = (headers: Record<string, string>, body: string): string | undefined => {
    const part = formPart(message(headers, body), 'json')
    return part?.form.slice(part.from, part.to)
  }

  test('has one part of the name, and nothing behind its end', () => {
    const [one, other] = [named('json', '{}'), named('file', 'x')]
    expect(json(type('b'), form('b', one))).toBe('{}')
    expect(json(type('b'), form('b', other, one, other))).toBe('{}')
    expect(json(type('b'), form('b', named('json', '')))).toBe('')
    expect(json(type('b'), `${form('b', one)}\r\n`)).toBe('{}')
    expect(json(type('b'), `${form('b', one)}x`)).toBeUndefined()
    expect(json(type('b'), form('b', one, one))).toBeUndefined()
    expect(json(type('b'), form('b', other))).toBeUndefined()
    expect(json(type('b'), form('b', one).slice(0, -2))).toBeUndefined()
    expect(json(type('b'), form('c', one))).toBeUndefined()
    expect(json(type('b'), `\r\n${form('b', one)}`)).toBeUndefined()
    expect(json(type('b'), form('b', 'Content-Disposition: form-data; name="json"\r\n'))).toBeUndefined()
  })

  test('has a boundary of 70 characters at most, in a header of 1,024', () => {
    const [most, more] = ['b'.repeat(70), 'b'.repeat(71)]
    const one = named('json', '{}')
    expect(json(type(most), form(most, one))).toBe('{}')
    expect(json(type(more), form(more, one))).toBeUndefined()
    expect(json(type(`"${most}"`), form(most, one))).toBe('{}')
    const padding = ';x='.padEnd(1024 - type('b')['content-type'].length, 'y')
    expect(json(type('b', padding), form('b', one))).toBe('{}')
    expect(json(type('b', `${padding}y`), form('b', one))).toBeUndefined()
  })

  test('has parts whose headers are 1,024 bytes at most, or they are not looked at', () => {
    const line = '\r\nContent-Type: '
    const room = 1024 - '\r\nContent-Disposition: form-data; name="json"'.length - line.length
    expect(json(type('b'), form('b', named('json', '{}', line + 'x'.repeat(room))))).toBe('{}')
    expect(json(type('b'), form('b', named('json', '{}', line + 'x'.repeat(room + 1))))).toBeUndefined()
  })
})

test('the number of a build is its id as long as it has all its digits', () => {
  const described = (id: string): unknown =>
    travisCi.describe?.(
      message(
        { 'content-type': 'application/x-www-form-urlencoded' },
        `payload=${encodeURIComponent(`{"id":${id},"state":"passed"}`)}`,
      ),
    )
  expect(described('9007199254740991')).toEqual({ id: '9007199254740991', type: 'passed' })
  expect(described('9007199254740993')).toEqual({ type: 'passed' })
})

test('a field of JSON in a part is a text or a whole number, once', () => {
  const find = (json: string, ...path: readonly string[]) =>
    multipartJson('json', ...path).find(
      message(
        { 'content-type': 'multipart/form-data; boundary=b' },
        `--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n${json}\r\n--b--`,
      ),
    )
  expect([find('{"a":"x"}', 'a'), find('{"a":{"b":5}}', 'a', 'b')]).toEqual([['x'], ['5']])
  for (const absent of ['{"b":1}', '{"a":null}', '[]', 'null', '"a"']) expect(find(absent, 'a')).toEqual([])
  for (const bad of [
    '{"a":{}}',
    '{"a":1.5}',
    '{"a":true}',
    '{"a":9007199254740993}',
    '{"a":1,"a":1}',
    '{',
    '',
  ])
    expect([bad, find(bad, 'a')]).toEqual([bad, undefined])
  expect(find('{"a":1}', '__proto__')).toEqual([])
  expect(multipartJson('other', 'a').find(message({}, '{"a":"x"}'))).toBeUndefined()
})

test('a number of twenty digits is read as it is written, where there is one of its name', () => {
  const find = (body: string) => longNumber('n_1').find(message({}, body))
  expect(find('{"n_1":4912661846655238145,"a":1}')).toEqual(['4912661846655238145'])
  expect(find('{ "n_1" :\n 7 }')).toEqual(['7'])
  expect(find(`{"n_1":${'9'.repeat(20)}}`)).toEqual(['9'.repeat(20)])
  expect(find('{"n_1":1,"a":"\\"n_1\\":2,"}')).toEqual(['1'])
  for (const absent of ['{"a":{"n_1":1}}', '{"n_1":"1"}', '{"n_1":null}', '{}', '[1]', 'n_1=1', ''])
    expect([absent, find(absent)]).toEqual([absent, []])
  for (const unclear of [
    '{"n_1":1,"n_1":2}',
    '{"n_1":1,"a":{"n_1":2}}',
    '{"n_1":1.5}',
    '{"n_1":-1}',
    `{"n_1":${'9'.repeat(21)}}`,
  ])
    expect([unclear, find(unclear)]).toEqual([unclear, undefined])
})

test('a field is doubled where one step of its path is, whatever stands around it', () => {
  const doubled = (text: string, ...path: readonly (string | number)[]): boolean => isDoubled(text, path)
  expect(doubled('{"a":1,"a":2}', 'a')).toBe(true)
  expect(doubled('\ufeff{"a":1,"a":2}', 'a')).toBe(true)
  expect(doubled(' { "b" : [ {"a":1} , "a" , "\\"a" ] , "a" : 1 } ', 'a')).toBe(false)
  expect(doubled('{"b":{"a":1,"a":2},"a":1}', 'a')).toBe(false)
  expect(doubled('{"b":{"a":1,"a":2},"a":1}', 'b', 'a')).toBe(true)
  expect(doubled('[{"a":1},{"a":1,"a":2}]', 0, 'a')).toBe(false)
  expect(doubled('[{"a":1},{"a":1,"a":2}]', 1, 'a')).toBe(true)
  expect(doubled('[{"a":1},{"a":1,"a":2}]', 2, 'a')).toBe(false)
  expect(doubled('"a"', 'a')).toBe(false)
  expect([doubled('{}', 'a'), doubled('[]', 0), doubled('{"a":"}","a":1}', 'a')]).toEqual([
    false,
    false,
    true,
  ])
})

test('a header that a setting names is the one it names, else the usual one', () => {
  const headers = { 'x-mine': 'a', 'x-usual': 'b' }
  const find = (params: Record<string, string>, otherwise?: string) =>
    namedHeader('name', otherwise).find(
      new Received(headers, new Uint8Array(0), 'POST', undefined, undefined, params),
    )
  expect([find({ name: 'X-Mine' }, 'X-Usual'), find({}, 'X-Usual'), find({})]).toEqual([['a'], ['b'], []])
  expect(find(Object.create({ name: 'X-Mine' }), 'X-Usual')).toEqual(['b'])
  expect([namedHeader('name').headers, namedHeader('name', 'X-Usual').headers]).toEqual([[], ['x-usual']])
})

test('a body that is signed as a text of JSON has its escapes, and is UTF-8', () => {
  const made = (body: Uint8Array) =>
    bodyAsJsonText.make(new Received({}, body as never, 'POST', undefined), {} as never)
  const all = Array.from({ length: 0x100 }, (_, code) => String.fromCharCode(code)).join('')
  for (const text of ['', all, '\ufeff\u2028\u{1f987}']) {
    expect(made(new TextEncoder().encode(text))).toEqual([JSON.stringify(text).slice(1, -1)])
  }
  expect(() => made(Uint8Array.of(0x61, 0xff))).toThrow(
    expect.objectContaining({ code: 'ERR_CONTENT_MALFORMED' }),
  )
})

test('pieces are joined in their order, texts as UTF-8', () => {
  expect(joinedPieces(['é', Uint8Array.of(0, 255), '', 'a'])).toEqual(Uint8Array.of(0xc3, 0xa9, 0, 255, 0x61))
  expect(joinedPieces([])).toEqual(new Uint8Array(0))
})

test('bytes in chunks are gathered up to the limit, in no more room than that', () => {
  const whole = gathered(3000)
  expect(whole.bytes()).toHaveLength(0)
  expect(whole.add(new Uint8Array(1).fill(1))).toBe(true)
  expect(whole.bytes().buffer.byteLength).toBe(1024)
  expect(whole.add(new Uint8Array(1023).fill(2))).toBe(true)
  expect(whole.bytes().buffer.byteLength).toBe(1024)
  expect(whole.add(new Uint8Array(1).fill(3))).toBe(true)
  expect(whole.bytes().buffer.byteLength).toBe(2050)
  expect(whole.add(new Uint8Array(1976).fill(4))).toBe(false)
  expect(whole.bytes()).toHaveLength(1025)
  expect(whole.add(new Uint8Array(1975).fill(5))).toBe(true)
  expect(whole.bytes().buffer.byteLength).toBe(3000)
  expect(whole.add(new Uint8Array(1))).toBe(false)
  expect(whole.add(new Uint8Array(0))).toBe(true)
  expect(whole.bytes()).toEqual(
    new Uint8Array([1, ...Array(1023).fill(2), 3, ...Array(1975).fill(5)] as number[]),
  )
})

describe('encodings', () => {
  test.each([0, 1, 2, 3, 255, 8191, 8192, 8193, 16_385])('of %i bytes are those of Node', (size) => {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31 + 251) % 256)
    const buffer = Buffer.from(bytes)
    expect([toHex(bytes), toBase64(bytes), toBase64Url(bytes)]).toEqual(
      (['hex', 'base64', 'base64url'] as const).map((encoding) => buffer.toString(encoding)),
    )
    expect(fromHex(buffer.toString('hex').toUpperCase())).toEqual(bytes)
    expect(fromBase64(buffer.toString('base64'))).toEqual(bytes)
    for (const encoding of ['hex', 'base64', 'base64url'] as const)
      expect(decoded(buffer.toString(encoding), encoding)).toEqual(bytes)
  })

  test('have one spelling', () => {
    for (const [text, encoding] of [
      ['a', 'hex'],
      ['aA', 'hex'],
      ['ag', 'hex'],
      ['YQ', 'base64'],
      ['YR==', 'base64'],
      ['YWF=', 'base64'],
      ['YWE=====', 'base64'],
      ['-_-_', 'base64'],
      ['+/+/', 'base64url'],
      ['YQ==', 'base64url'],
      ['YR', 'base64url'],
      ['Y', 'base64url'],
    ] as const)
      expect([text, decoded(text, encoding)]).toEqual([text, undefined])
  })

  test.each([19, 20, 21, 32, 48, 64])('of a signature of %i bytes: its text fits, and no other', (size) => {
    const buffer = Buffer.alloc(size, 0xa7)
    const texts = {
      hex: buffer.toString('hex'),
      'hex-upper': buffer.toString('hex').toUpperCase(),
      base64: buffer.toString('base64'),
      base64url: buffer.toString('base64url'),
      'base64url-padded': buffer.toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
    }
    for (const [name, text] of Object.entries(texts)) {
      const { shape } = spellings[name as keyof typeof spellings]
      expect(shape(size).fits(text)).toBe(true)
      expect(shape(size).expected).toBe(`${text.length} ${name}`)
      for (const wrong of [text.slice(1), `${text}0`, ` ${text.slice(1)}`, `!${text.slice(1)}`])
        expect([name, wrong, shape(size).fits(wrong)]).toEqual([name, wrong, false])
      // The last letter before the padding has bits that no byte fills: 0xa7 leaves them zero, B does not.
      if (name.startsWith('base64') && size % 3 > 0)
        expect(shape(size).fits(text.replace(/.(?==*$)/, (last) => (last === '=' ? last : 'B')))).toBe(false)
    }
  })
})

test('the query that arrived is taken over by a public URL without one', () => {
  expect(effectiveUrl('https://a.example/h', '?x=1')).toBe('https://a.example/h?x=1')
  expect(effectiveUrl('https://a.example/h', '/h')).toBe('https://a.example/h')
  expect(effectiveUrl('https://a.example/h?', '/h?x=1')).toBe('https://a.example/h?')
  expect(effectiveUrl('https://a.example/h', undefined)).toBe('https://a.example/h')
  expect(effectiveUrl(undefined, 'HTTP://a.example/h')).toBe('HTTP://a.example/h')
  for (const none of [undefined, '/h', 'ftp://a.example/h', 'xhttp://a.example/h'])
    expect(effectiveUrl(undefined, none)).toBeUndefined()
})

test('a query is what stands between the question mark and the fragment', () => {
  const of = (url: string) => message({}, '', url).queryValues('a')
  expect([of('/h?a=1&a=2'), of('/h?a=1#?a=2'), of('/h#?a=1'), of('?a=?'), of('/h')]).toEqual([
    ...[['1', '2'], ['1'], [], ['?'], []],
  ])
  expect(message({}, '', '/h?a=1&a=2&b=3').query('a')).toBeUndefined()
  expect(message({}, '', '/h?a=1&a=2&b=3').query('b')).toBe('3')
})

test('a header in two cases, or in a list, is one header of several values', () => {
  const headers = { 'X-Two': 'a', 'x-two': ['b', 'c'], 'X-None': undefined, 'X-Tw': 'd' }
  const read = new Received(headers, new Uint8Array(0), 'POST', undefined)
  expect(read.headers()).toEqual({ 'x-two': 'a, b, c', 'x-tw': 'd' })
  expect(read.header('x-two')).toBe('a, b, c')
  expect(read.headerValues('x-two')).toEqual(['a', 'b', 'c'])
  expect([read.header('x-none'), read.headerValues('x-none')]).toEqual([undefined, []])
})

test('of the only one there are not two', () => {
  const key = (body: string, beside?: string) => onlyKey(beside).find(message({}, body))
  expect([key('{"a":1}'), key('[1]'), key('null'), key('"a"')]).toEqual([['a'], [], [], []])
  expect([key('{"id":1,"a":2}', 'id'), key('{"a":2}', 'id'), key('{"id":1}', 'id')]).toEqual([['a'], [], []])
  const type = (body: string) => only(['events'], ['type']).find(message({}, body))
  expect(type('{"events":[{"type":"a"}]}')).toEqual(['a'])
  for (const none of [
    '{"events":[]}',
    '{"events":[{"type":"a"},{"type":"a"}]}',
    '{"events":{"0":{"type":"a"}}}',
  ])
    expect(type(none)).toEqual([])
})

test.each<[string, object, RegExp]>([
  ['a Request', { bodyUsed: true, arrayBuffer: 0 }, /^Verify before/],
  ['a Request in its parts', { bodyUsed: true }, /^Pass the raw bytes as body/],
  ['Fastify', { raw: 0, server: 0, routeOptions: 0, body: {} }, /^Fastify/],
  ['Hono', { raw: 0, bodyCache: 0 }, /^Hono/],
  ['Node, unread', { readableDidRead: false }, /nobody has read/],
  ['Node, read', { readableDidRead: true }, /^Pass the raw bytes as body/],
  ['Express', { originalUrl: 0, app: 0, body: {}, readableDidRead: false }, /^Express/],
  ['Next.js', { cookies: 0, query: 0, readableDidRead: true }, /^Next/],
  ['half a Fastify', { raw: 0, server: 0, body: {} }, /^Pass the raw bytes, not/],
  ['half a Hono', { bodyCache: 0, body: {} }, /^Pass the raw bytes, not/],
  ['half an Express', { originalUrl: 0, body: {} }, /^Pass the raw bytes, not/],
  ['half a Next.js', { cookies: 0, readableDidRead: true, body: {} }, /^Pass the raw bytes, not/],
  ['null', { body: null }, /^Pass the raw bytes as body/],
  ['a stream', { body: { getReader: 0 } }, /^Pass the whole Request/],
  ['something parsed', { body: { a: 1 } }, /^Pass the raw bytes, not/],
  ['a number', { body: 5 }, /^Pass the raw bytes, not/],
])('the cure for a body that is gone is that of its framework: %s', (_name, input, cure) => {
  expect(cureFor(input)).toMatch(cure)
})

describe('keys', () => {
  /** An element of DER. */
  const der = (tag: number, ...content: readonly (number | Uint8Array)[]): Uint8Array => {
    const bytes = content.flatMap((one) => (typeof one === 'number' ? [one] : [...one]))
    const length =
      bytes.length < 128
        ? [bytes.length]
        : bytes.length < 256
          ? [0x81, bytes.length]
          : bytes.length < 65_536
            ? [0x82, bytes.length >> 8, bytes.length & 255]
            : [0x83, bytes.length >> 16, (bytes.length >> 8) & 255, bytes.length & 255]
    return Uint8Array.from([tag, ...length, ...bytes])
  }
  const text = (tag: number, ascii: string): Uint8Array => der(tag, ...new TextEncoder().encode(ascii))
  const name = (common: string): Uint8Array =>
    der(0x30, der(0x31, der(0x30, der(0x06, 0x55, 0x04, 0x03), text(0x0c, common))))
  const spki = der(0x30, der(0x30), der(0x03, 0, 1, 2))
  const dates = [text(0x17, '491231235959Z'), text(0x17, '500101000000Z')]
  const certificate = (validity: readonly Uint8Array[], subject = name('A.example'), ...rest: Uint8Array[]) =>
    der(0x30, der(0x30, der(0x02, 1), der(0x30), der(0x30), der(0x30, ...validity), subject, spki, ...rest))
  const refused = (bytes: Uint8Array): unknown => {
    try {
      return readCertificate(bytes)
    } catch (error) {
      return (error as { code?: unknown }).code
    }
  }

  test('of a certificate: two digits of a year are of this century until 49', () => {
    const { notBefore, notAfter, names, ...read } = readCertificate(certificate(dates))
    expect([notBefore, notAfter]).toEqual([Date.UTC(2049, 11, 31, 23, 59, 59), Date.UTC(1950, 0, 1)])
    expect(names).toEqual(['a.example'])
    expect(read.spki).toEqual(spki)
    const long = [text(0x18, '20500101000000Z'), text(0x18, '20500101000001Z')]
    expect(readCertificate(certificate(long))).toMatchObject({ notBefore: Date.UTC(2050, 0, 1) })
    for (const wrong of ['20501301000000Z', '205001010000Z', '20500101000000', '20500101000000ZZ'])
      expect(refused(certificate([text(0x18, wrong), text(0x18, '20500101000000Z')]))).toBe(
        'ERR_SECRET_MALFORMED',
      )
  })

  test('of a certificate: names of any length that DER may have, and 64 KiB of it all', () => {
    for (const length of [1, 127, 128, 255, 256])
      expect(readCertificate(certificate(dates, name('x'.repeat(length)))).names).toEqual([
        'x'.repeat(length),
      ])
    const bare = certificate(dates, name('a'), der(0x30, ...Array<number>(60_000).fill(0))).length
    const padded = (bytes: number) =>
      certificate(dates, name('a'), der(0x30, ...Array<number>(60_000 + bytes - bare).fill(0)))
    expect(padded(65_536)).toHaveLength(65_536)
    expect(refused(padded(65_536))).toMatchObject({ names: ['a'] })
    expect(refused(padded(65_537))).toBe('ERR_SECRET_MALFORMED')
  })

  test('of a certificate: DER that ends before it says, or goes on behind it', () => {
    const good = certificate(dates)
    expect(refused(good.subarray(0, -1))).toBe('ERR_SECRET_MALFORMED')
    expect(refused(Uint8Array.from([...good, 0x30, 0x00]))).toBe('ERR_SECRET_MALFORMED')
    for (const wrong of [
      [],
      [0x30],
      [0x30, 0x80],
      [0x30, 0x80, 0, 0],
      [0x30, 0x82, 0],
      [0x30, 0x84, 0, 0, 0, 0],
      [0x31, 0],
      [0x30, 0],
    ])
      expect([wrong, refused(Uint8Array.from(wrong))]).toEqual([wrong, 'ERR_SECRET_MALFORMED'])
  })

  test('of Ed25519: 32 raw bytes or 44 of DER; of others a sequence', () => {
    const read = (bytes: Uint8Array, algorithm: 'ed25519' | 'rsa-sha256'): boolean => {
      try {
        return publicKeyBytes(Buffer.from(bytes).toString('base64'), algorithm, 'x') instanceof Uint8Array
      } catch {
        return false
      }
    }
    const lengths = [31, 32, 33, 43, 44, 45]
    expect(lengths.filter((length) => read(new Uint8Array(length), 'ed25519'))).toEqual([32, 44])
    expect(read(Uint8Array.of(0x30, 0), 'rsa-sha256')).toBe(true)
    expect(read(Uint8Array.of(0x31, 0), 'rsa-sha256')).toBe(false)
    expect(publicKeyBytes('ab'.repeat(32), 'ed25519', 'x')).toEqual(new Uint8Array(32).fill(0xab))
    expect(publicKeyBytes(`whpk_${Buffer.alloc(32, 7).toString('base64')}`, 'ed25519', 'x')).toEqual(
      new Uint8Array(32).fill(7),
    )
  })
})
