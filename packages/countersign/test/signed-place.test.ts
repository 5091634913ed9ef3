import { createHmac } from 'node:crypto'
import {
  answerHandshake,
  formField,
  header,
  hmac,
  jsonField,
  type Place,
  parameter,
  query,
  sign,
} from 'countersign'
import { verifySync } from 'countersign/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDoubled } from '../src/message/json-doubled.ts'

const secrets = 'a secret of the test'
const signs = (text: string): string => createHmac('sha256', secrets).update(text).digest('hex')

/** Whether a message verifies whose one signed place, beside fixed text, is taken for this text. */
function outcome(
  place: Place,
  message: { headers?: object; body?: string | Uint8Array; url?: string },
  text: string,
) {
  const scheme = hmac({
    hash: 'sha256',
    encoding: 'hex',
    signature: header('X-Sign'),
    content: ['a:', place],
  })
  const headers = { 'x-sign': signs(`a:${text}`), ...message.headers }
  const url = message.url ?? 'https://example.com/'
  try {
    return verifySync({ body: '{}', ...message, headers, url }, { scheme, secrets }).verdict
  } catch (error) {
    return (error as { code: string }).code
  }
}

const utf16 = new Uint8Array([0xff, 0xfe, 0x61])

describe('a signed place', () => {
  test.each([
    ['an absent header', header('X-A'), {}, ''],
    ['an empty header', header('X-A'), { headers: { 'x-a': '' } }, ''],
    ['a header', header('X-A'), { headers: { 'x-a': '5' } }, '5'],
    ['an absent parameter', parameter('X-A', 'b'), { headers: { 'x-a': 'c=1' } }, ''],
    ['an absent query parameter', query('a'), { url: 'https://example.com/?b=1' }, ''],
    ['a query parameter', query('a'), { url: 'https://example.com/?a=1' }, '1'],
    ['an absent JSON field', jsonField('a', 'b'), { body: '{"a":{"c":[{"b":1},{"b":2}]},"b":1}' }, ''],
    ['a JSON field that is null', jsonField('a'), { body: '{"a":null}' }, ''],
    ['a JSON text', jsonField('a'), { body: ' { "a" : "x\\"}," }' }, 'x"},'],
    ['a JSON number', jsonField('a', 1), { body: '{"a":[5,-17],"b":{"a":1,"a":2}}' }, '-17'],
    ['a JSON truth value', jsonField('a'), { body: '{"a":true}' }, 'true'],
    ['an absent form field', formField('a'), { body: 'b=1' }, ''],
    ['a form field', formField('a'), { body: 'a=x%20y' }, 'x y'],
  ] as const)('%s is signed as it stands', (_name, place, message, text) => {
    expect(outcome(place, message, text)).toBe('authenticated')
  })

  test.each([
    ['a doubled header', header('X-A'), { headers: { 'x-a': ['1', '2'] } }],
    ['a header in two spellings', header('X-A'), { headers: { 'x-a': '1', 'X-A': '1' } }],
    ['a doubled parameter', parameter('X-A', 'b'), { headers: { 'x-a': 'b=1,b=2' } }],
    ['a parameter of a doubled header', parameter('X-A', 'b'), { headers: { 'x-a': ['b=1', 'b=2'] } }],
    ['a parameter of no list', parameter('X-A', 'b'), { headers: { 'x-a': 'b' } }],
    ['a doubled query parameter', query('a'), { url: 'https://example.com/?a=1&a=2' }],
    ['a JSON object', jsonField('a'), { body: '{"a":{}}' }],
    ['a JSON list', jsonField('a'), { body: '{"a":["1"]}' }],
    ['a fraction', jsonField('a'), { body: '{"a":1.5}' }],
    ['a number that JSON.parse rounds', jsonField('a'), { body: '{"a":9007199254740993}' }],
    ['a doubled JSON field', jsonField('a'), { body: '{"a":"1","b":[{}],"\\u0061":"2"}' }],
    ['a field of a doubled JSON object', jsonField('a', 'b'), { body: '{"a":{"b":1},"a":{"c":1}}' }],
    ['no JSON', jsonField('a'), { body: 'a=1' }],
    ['JSON that is no UTF-8', jsonField('a'), { body: utf16 }],
    ['a doubled form field', formField('a'), { body: 'a=1&a=2' }],
    ['a form that is no UTF-8', formField('a'), { body: utf16 }],
  ] as const)('%s is malformed, and not signed as empty', (_name, place, message) => {
    for (const text of ['', '1', '2', '1.5', '9007199254740992', 'undefined'])
      expect(outcome(place, message, text)).toBe('ERR_CONTENT_MALFORMED')
  })

  test('nor is such a message signed', async () => {
    const scheme = hmac({
      hash: 'sha256',
      encoding: 'hex',
      signature: header('X-Sign'),
      content: [jsonField('a')],
    })
    await expect(sign({ body: '{"a":1.5}' }, { scheme, secrets })).rejects.toMatchObject({
      code: 'ERR_CONTENT_MALFORMED',
    })
  })
})

test('a doubled key is found in any JSON, and none where there is none', () => {
  const key = fc.constantFrom('a', 'b', '"', '\\', 'ü}')
  fc.assert(
    fc.property(fc.dictionary(key, fc.json({ maxDepth: 3 })), key, fc.json(), (fields, name, value) => {
      const members = Object.entries(fields).map(([one, json]) => `${JSON.stringify(one)} : ${json}`)
      const text = `{ ${members.join(' ,\n')} }`
      expect(isDoubled(text, [name])).toBe(false)
      const twice = `{${[`${JSON.stringify(name)}:${value}`, ...members].join(',')}}`
      expect(isDoubled(twice, [name])).toBe(Object.hasOwn(fields, name))
      expect(isDoubled(`[0, ${twice}]`, [1, name])).toBe(Object.hasOwn(fields, name))
    }),
  )
})

test('a handshake’s answer signs no empty text in the place of a value that is not there', async () => {
  const scheme = {
    ...hmac({ hash: 'sha256', encoding: 'hex', signature: header('X-Sign') }),
    handshake: [
      {
        when: { method: 'GET', holds: [] },
        trust: { by: 'nothing' },
        challenge: { at: query('crc'), alphabet: 'token' },
        reply: { status: 200, body: { text: { hmac: 'challenge', hash: 'sha256', encoding: 'hex' } } },
      },
    ],
  } as const
  const answer = (url: string) =>
    answerHandshake(scheme, { headers: {}, body: '', method: 'GET', url }, { verified: false, secrets })
  expect(await answer('https://example.com/')).toBeUndefined()
  expect(await answer('https://example.com/?crc=1&crc=2')).toBeUndefined()
  expect(new TextDecoder().decode((await answer('https://example.com/?crc=1'))?.body)).toBe(signs('1'))
})
