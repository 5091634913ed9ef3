import { createHash, createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import {
  body,
  formField,
  type HmacOptions,
  header,
  hmac,
  id,
  jsonField,
  parameter,
  publicKey,
  query,
  timestamp,
  token,
  url,
  verify,
} from 'countersign'
import { safeVerifySync, verifySync } from 'countersign/sync'
import { describe, expect, test } from 'vitest'
import { hubspot, twilio } from './other-schemes.ts'

const secrets = 'my secret'
const sent = '1614265330123'
const now = new Date(Number(sent))

/** Signed as HubSpot does, for the URL that is registered there. */
function signed(url: string, method = 'POST') {
  const signature = createHmac('sha256', secrets).update(`${method}${url}{}${sent}`).digest('base64')
  return {
    headers: { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': sent },
    body: '{}',
    method,
  }
}

describe('a scheme that signs the URL', () => {
  test.each([
    ['the request’s own, where it is whole', 'https://a.example/h?x=1', 'https://a.example/h?x=1', undefined],
    [
      'the public one, behind a proxy',
      'https://a.example/h',
      'http://10.0.0.1:3000/h',
      'https://a.example/h',
    ],
    [
      'the public one with the query that arrived',
      'https://a.example/h?x=1',
      '/inner?x=1',
      'https://a.example/h',
    ],
    ['the public one’s own query', 'https://a.example/h?k=1', '/inner?x=1', 'https://a.example/h?k=1'],
  ])('%s', (_name, registered, url, publicUrl) => {
    const input = { ...signed(registered), url }
    expect(verifySync(input, { scheme: hubspot, secrets, now, publicUrl }).verdict).toBe('verified')
  })

  test('URL objects, and the method in small letters', () => {
    const input = { ...signed('https://a.example/h'), url: new URL('https://a.example/h'), method: 'post' }
    expect(
      verifySync(input, { scheme: hubspot, secrets, now, publicUrl: new URL('https://a.example/h') }).verdict,
    ).toBe('verified')
  })

  test.each([
    ['no URL', { method: 'POST' }],
    ['a path alone', { method: 'POST', url: '/h' }],
    ['no method', { url: 'https://a.example/h' }],
  ])('%s is ERR_URL_MISSING', (_name, given) => {
    const { headers, body } = signed('https://a.example/h')
    const result = safeVerifySync({ headers, body, ...given }, { scheme: hubspot, secrets, now })
    expect(result).toMatchObject({ error: { code: 'ERR_URL_MISSING' } })
  })

  test('Ed25519 over the URL', () => {
    const { publicKey: verifying, privateKey } = generateKeyPairSync('ed25519')
    const scheme = publicKey({
      algorithm: 'ed25519',
      encoding: 'base64',
      signature: header('s'),
      content: [url, body],
    })
    const s = signBytes(null, Buffer.from('https://a.example/h{}'), privateKey).toString('base64')
    const key = verifying.export({ format: 'pem', type: 'spki' }).toString()
    const seen = (address: string) =>
      safeVerifySync({ headers: { s }, body: '{}', url: address }, { scheme, secrets: key }).ok
    expect([seen('https://a.example/h'), seen('https://a.example/other')]).toEqual([true, false])
  })

  test('Twilio: repeated fields', () => {
    const signature = createHmac('sha1', secrets).update('https://a.example/hAa1Aa2B').digest('base64')
    const input = {
      headers: { 'x-twilio-signature': signature },
      body: 'B=&A=a2&A=a1&A=a1',
      url: 'https://a.example/h',
    }
    const result = safeVerifySync(input, { scheme: twilio, secrets })
    expect(result.ok).toBe(true)
  })
})

describe('values in the query and in forms', () => {
  const inQuery = token({ name: 'query', at: query('key') })

  test('a path alone has a query too', () => {
    expect(
      verifySync({ headers: {}, body: '', url: '/h?key=my%20secret' }, { scheme: inQuery, secrets }).verdict,
    ).toBe('authenticated')
    const other = safeVerifySync({ headers: {}, body: '', url: '/h?other=1' }, { scheme: inQuery, secrets })
    expect(other).toMatchObject({ error: { code: 'ERR_CREDENTIAL_MISSING' } })
  })

  test('a doubled one is none', () => {
    const input = { headers: {}, body: '', url: '/h?key=my%20secret&key=my%20secret' }
    expect(safeVerifySync(input, { scheme: inQuery, secrets })).toMatchObject({
      error: { code: 'ERR_CREDENTIAL_MISMATCH' },
    })
  })

  test('a token is compared whole: no zeros behind it, and no hash in its place', () => {
    const long = 'x'.repeat(100)
    const hashed = createHash('sha256').update(long).digest()
    for (const [expected, given] of [
      [secrets, `${secrets}\0`],
      [new Uint8Array(hashed), long],
    ] as const) {
      const input = { headers: {}, body: '', url: `/h?key=${encodeURIComponent(given)}` }
      expect(safeVerifySync(input, { scheme: inQuery, secrets: expected })).toMatchObject({
        error: { code: 'ERR_CREDENTIAL_MISMATCH' },
      })
    }
  })

  test('the public URL lends no credential', () => {
    const input = { headers: {}, body: '', url: '/h' }
    const result = safeVerifySync(input, {
      scheme: inQuery,
      secrets,
      publicUrl: 'https://a.example/h?key=my%20secret',
    })
    expect(result).toMatchObject({ ok: false })
  })

  test('a form field, once', async () => {
    const scheme = hmac({
      hash: 'sha256',
      encoding: 'hex',
      signature: formField('sig'),
      content: [formField('data')],
    })
    const sig = createHmac('sha256', secrets).update('a&b').digest('hex')
    const event = await verify({ headers: {}, body: `data=a%26b&sig=${sig}` }, { scheme, secrets })
    expect(event.verdict).toBe('authenticated')
    const doubled = safeVerifySync(
      { headers: {}, body: `data=a%26b&sig=${sig}&sig=${sig}` },
      { scheme, secrets },
    )
    expect(doubled).toMatchObject({ error: { code: 'ERR_SIGNATURE_MALFORMED' } })
  })
})

describe('hmac() refuses options that contradict each other', () => {
  const facts = { hash: 'sha256', encoding: 'hex', signature: header('x') } as const
  const at = (unit: 'seconds') => ({ at: header('t'), unit })
  test.each([
    ['a content function that does not say what it covers', { ...facts, content: () => [] }],
    ['covers a body that is not in the content', { ...facts, content: ['text'], covers: 'body' as const }],
    ['a timestamp that is not signed', { ...facts, timestamp: at('seconds') }],
    ['an id that is not signed', { ...facts, content: [body], id: header('id') }],
    ['a timestamp signed that stands nowhere', { ...facts, content: [timestamp, body] }],
    ['an id signed that stands nowhere', { ...facts, content: [id, body] }],
  ])('%s', (_name, options) => {
    expect(() => hmac(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }))
  })

  test('publicKey() does too', () => {
    const options = { ...facts, algorithm: 'ed25519' as const, content: [body] }
    expect(() => publicKey({ ...options, timestamp: at('seconds') })).toThrow(/leaves it unsigned/)
    expect(() => publicKey({ ...options, content: [id, body] })).toThrow(/does not say where/)
  })

  test.each<[string, Partial<HmacOptions>]>([
    ['as a header of the content', { content: [header('T'), body], timestamp: at('seconds') }],
    [
      'in the header of which it is a parameter',
      { content: [header('s')], timestamp: { at: parameter('S', 't'), unit: 'seconds' } },
    ],
    ['in the JSON body', { timestamp: { at: jsonField('t'), unit: 'seconds' } }],
    ['in the form', { content: [body], timestamp: { at: formField('t'), unit: 'seconds' } }],
    ['in the URL', { content: [url], timestamp: { at: query('t'), unit: 'seconds' } }],
    ['by a function', { content: () => [], covers: 'body', timestamp: at('seconds') }],
  ])('a timestamp may be signed %s', (_name, options) => {
    expect(hmac({ ...facts, ...options }).proof.toleranceSeconds).toBe(300)
  })
})
