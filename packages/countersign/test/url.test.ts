import { createHmac } from 'node:crypto'
import { formField, header, hmac, query, token, verify } from 'countersign'
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
  test.each([
    ['a content function that does not say what it covers', { ...facts, content: () => [] }],
    ['covers a body that is not in the content', { ...facts, content: ['text'], covers: 'body' as const }],
  ])('%s', (_name, options) => {
    expect(() => hmac(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }))
  })
})
