import { createHmac } from 'node:crypto'
import { createSigner, createVerifier, type Scheme, WebhookError } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { describe, expect, test } from 'vitest'
import { createCatalog } from '../../src/configuration/catalog.ts'
import { inlineSchemeSchema } from '../../src/configuration/inline-schema.ts'
import { compileScheme } from '../../src/configuration/inline-scheme.ts'
import type { InlineScheme } from '../../src/model/scheme-ref.ts'

const secret = 'a-secret-of-many-bytes'
const now = new Date(1_700_000_000_000)
const mac = (text: string, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHmac('sha256', secret).update(text).digest(encoding)
const read = (scheme: unknown): InlineScheme => inlineSchemeSchema.parse(scheme)

/** The example of the reference. */
const acme = {
  kind: 'hmac',
  name: 'acme',
  hash: 'sha256',
  encoding: 'hex',
  signature: { header: 'X-Acme-Signature' },
  prefix: 'sha256=',
  content: ['timestamp', '.', 'body'],
  timestamp: { header: 'X-Acme-Timestamp', unit: 'seconds' },
}

function outcome(
  scheme: Scheme,
  message: { headers?: Record<string, string>; body?: string; url?: string },
): string {
  const verifier = createVerifier({ scheme, secrets: secret })
  const { headers = {}, body = '{}', url = 'https://a.example/' } = message
  const found = verifier.safeVerifySync({ headers, body: Buffer.from(body), url, method: 'POST' }, { now })
  return found.ok ? `${found.event.verdict} ${found.event.type}` : found.error.code
}

describe('a scheme written out', () => {
  const stamp = String(now.getTime() / 1000)
  test.each<[string, unknown, Parameters<typeof outcome>[1], string]>([
    [
      'verifies',
      acme,
      { headers: { 'x-acme-timestamp': stamp, 'x-acme-signature': `sha256=${mac(`${stamp}.{}`)}` } },
      'verified ',
    ],
    [
      'refuses another body',
      acme,
      {
        body: '[]',
        headers: { 'x-acme-timestamp': stamp, 'x-acme-signature': `sha256=${mac(`${stamp}.{}`)}` },
      },
      'ERR_SIGNATURE_MISMATCH',
    ],
    [
      'has a clock',
      acme,
      { headers: { 'x-acme-timestamp': '1', 'x-acme-signature': `sha256=${mac('1.{}')}` } },
      'ERR_TIMESTAMP_TOO_OLD',
    ],
    [
      'finds a type',
      { ...acme, type: { json: ['event', 'name'] }, content: ['body'], timestamp: undefined, prefix: '' },
      {
        body: '{"event":{"name":"paid"}}',
        headers: { 'x-acme-signature': mac('{"event":{"name":"paid"}}') },
      },
      'verified paid',
    ],
    [
      'reads a parameter',
      {
        ...acme,
        prefix: '',
        signature: { header: 'X-Sig', parameter: 'v1' },
        timestamp: { header: 'X-Sig', parameter: 't', unit: 'seconds' },
      },
      { headers: { 'x-sig': `t=${stamp},v1=${mac(`${stamp}.{}`)}` } },
      'verified ',
    ],
    [
      'reads a list',
      {
        ...acme,
        prefix: '',
        encoding: 'base64',
        content: ['body'],
        timestamp: undefined,
        signature: { header: 'X-Sig', tag: 'v1', separator: ' ', joiner: ',' },
      },
      { headers: { 'x-sig': `v0,x v1,${mac('{}', 'base64')}` } },
      'verified ',
    ],
    [
      'takes words for text where it is said',
      { ...acme, prefix: '', timestamp: undefined, content: [{ text: 'body' }, ':', 'body'] },
      { headers: { 'x-acme-signature': mac('body:{}') } },
      'verified ',
    ],
    [
      'that covers no body says so',
      { ...acme, prefix: '', timestamp: undefined, content: ['url'] },
      { headers: { 'x-acme-signature': mac('https://a.example/') } },
      'authenticated ',
    ],
    [
      'may be a token',
      { kind: 'token', name: 'plain', at: { header: 'Authorization' }, prefix: 'Bearer ' },
      { headers: { authorization: `Bearer ${secret}` } },
      'authenticated ',
    ],
  ])('%s', (_what, scheme, message, wanted) => {
    expect(outcome(compileScheme(read(scheme)), message)).toBe(wanted)
  })

  test('may be a user name and a password', () => {
    const scheme = compileScheme(read({ kind: 'basic', name: 'door', type: { json: ['kind'] } }))
    const secrets = 'me:pass:word'
    const judged = (pair: string): string => {
      const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
      const input = {
        headers,
        body: Buffer.from('{"kind":"paid"}'),
        url: 'https://a.example/',
        method: 'POST',
      }
      const found = createVerifier({ scheme, secrets }).safeVerifySync(input, { now })
      return found.ok ? `${found.event.verdict} ${found.event.type}` : found.error.code
    }
    expect(judged(secrets)).toBe('authenticated paid')
    expect(judged('me:pass')).toBe('ERR_CREDENTIAL_MISMATCH')
    expect(createSigner({ scheme, secrets }).signSync({ body: '{}' }, { now }).headers).toEqual({
      Authorization: `Basic ${Buffer.from(secrets).toString('base64')}`,
    })
  })

  test('signs what it verifies', () => {
    const scheme = compileScheme(read(acme))
    const { headers } = createSigner({ scheme, secrets: secret }).signSync({ body: '{}' }, { now })
    expect(outcome(scheme, { headers: Object.fromEntries(Object.entries(headers)) })).toBe('verified ')
  })
})

describe('a scheme that is none', () => {
  test.each<[string, unknown]>([
    ['no kind', { ...acme, kind: undefined }],
    ['an unknown kind', { ...acme, kind: 'jwt' }],
    ['an unknown field', { ...acme, contents: [] }],
    ['a hash that is none', { ...acme, hash: 'md5' }],
    ['no signature', { ...acme, signature: undefined }],
    ['a header that splits', { ...acme, signature: { header: 'X\r\nY' } }],
    ['two places at once', { ...acme, signature: { header: 'X', query: 'y' } }],
    ['a name for a path', { ...acme, name: '../x' }],
    ['content without end', { ...acme, content: Array(33).fill('body') }],
    ['a place of a password', { kind: 'basic', name: 'door', at: { header: 'X' } }],
    ['a function', { ...acme, content: () => [] }],
  ])('%s is not read', (_what, scheme) => {
    expect(inlineSchemeSchema.safeParse(scheme).success).toBe(false)
  })

  test.each<[string, unknown]>([
    ['a timestamp that is not signed', { ...acme, content: ['body'] }],
    ['a timestamp that stands nowhere', { ...acme, timestamp: undefined }],
    ['an id that is not signed', { ...acme, id: { header: 'X-Id' } }],
  ])('%s contradicts itself', (_what, scheme) => {
    const inline = read(scheme)
    const thrown = (() => {
      try {
        return compileScheme(inline)
      } catch (error) {
        return error
      }
    })()
    expect(WebhookError.is(thrown) && thrown.code).toBe('ERR_OPTIONS_INVALID')
    expect(createCatalog(schemes).scheme(inline)).toBeUndefined()
  })
})
