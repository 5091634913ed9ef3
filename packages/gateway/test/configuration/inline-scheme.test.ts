import { createHash, createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { createSigner, createVerifier, type Scheme, WebhookError } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { describe, expect, test } from 'vitest'
import { signedParts } from '../../src/cli/scheme/signed-parts.ts'
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

describe('kinds beside HMAC', () => {
  const judged = async (
    inline: unknown,
    secrets: string,
    headers: Record<string, string>,
    body = '{"n":1}',
  ): Promise<string> => {
    const verifier = createVerifier({ scheme: compileScheme(read(inline)), secrets })
    const url = 'https://a.example/'
    const found = await verifier.safeVerify(
      { headers, body: Buffer.from(body), url, method: 'POST' },
      { now },
    )
    return found.ok ? found.event.verdict : found.error.code
  }

  test('a plain hash in which the secret stands', async () => {
    const scheme = {
      kind: 'keyed-hash',
      name: 'hashed',
      hash: 'sha256',
      encoding: 'hex',
      signature: { header: 'X-Sig' },
      content: ['secret', { text: 'secret' }, 'body'],
    }
    const value = createHash('sha256').update(`${secret}secret{"n":1}`).digest('hex')
    expect(await judged(scheme, secret, { 'x-sig': value })).toBe('verified')
    expect(await judged(scheme, secret, { 'x-sig': value }, '{"n":2}')).toBe('ERR_SIGNATURE_MISMATCH')
    expect(() => compileScheme(read({ ...scheme, content: ['body'] }))).toThrow(/without the secret/)
  })

  test.each([
    ['ed25519', generateKeyPairSync('ed25519'), null],
    ['rsa-sha256', generateKeyPairSync('rsa', { modulusLength: 2048 }), 'sha256'],
    ['ecdsa-p256-sha256', generateKeyPairSync('ec', { namedCurve: 'P-256' }), 'sha256'],
  ] as const)('a key pair: %s', async (algorithm, { publicKey, privateKey }, hash) => {
    const stamp = String(now.getTime() / 1000)
    const scheme = {
      kind: 'public-key',
      name: 'paired',
      algorithm,
      encoding: 'base64',
      signature: { header: 'X-Sig' },
      content: ['timestamp', '.', 'body'],
      timestamp: { header: 'X-Time', unit: 'seconds' },
    }
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const value = signBytes(hash, Buffer.from(`${stamp}.{"n":1}`), privateKey).toString('base64')
    const headers = { 'x-sig': value, 'x-time': stamp }
    expect(await judged(scheme, pem, headers)).toBe('verified')
    expect(await judged(scheme, pem, headers, '{"n":2}')).toBe('ERR_SIGNATURE_MISMATCH')
    expect(() => createVerifier({ scheme: compileScheme(read(scheme)), secrets: 'shared' })).toThrow()
    const own = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const signer = createSigner({ scheme: compileScheme(read(scheme)), secrets: own })
    const signed = await signer.sign({ body: '{"n":1}' }, { now })
    expect(await judged(scheme, pem, { ...signed.headers })).toBe('verified')
  })

  const seconds = now.getTime() / 1000
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const tokenOf = (claims: object, key: string = secret, header: object = { alg: 'HS256' }): string => {
    const content = `${encoded(header)}.${encoded(claims)}`
    return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`
  }
  const webToken = {
    kind: 'jwt',
    name: 'tokens',
    at: { header: 'Authorization' },
    prefix: 'Bearer ',
    algorithms: ['HS256'],
    claims: { iss: 'acme' },
    bodyHash: { claim: 'sha', hash: 'sha256', encoding: 'hex' },
    issuedWithinSeconds: 300,
    expires: true,
  }
  const sha = createHash('sha256').update('{"n":1}').digest('hex')
  const claims = { iss: 'acme', sha, iat: seconds, exp: seconds + 60 }

  test.each<[string, string, string]>([
    ['a JWT', tokenOf(claims), 'verified'],
    ['of another issuer', tokenOf({ ...claims, iss: 'other' }), 'ERR_SIGNATURE_MISMATCH'],
    ['of another body', tokenOf({ ...claims, sha: '0'.repeat(64) }), 'ERR_SIGNATURE_MISMATCH'],
    ['expired', tokenOf({ ...claims, exp: seconds - 60 }), 'ERR_TIMESTAMP_TOO_OLD'],
    ['without an end', tokenOf({ ...claims, exp: undefined }), 'ERR_TIMESTAMP_MISSING'],
    ['of another key', tokenOf(claims, 'another'), 'ERR_SIGNATURE_MISMATCH'],
    ['without a signature', `${encoded({ alg: 'none' })}.${encoded(claims)}.`, 'ERR_SIGNATURE_MALFORMED'],
  ])('%s', async (_what, value, wanted) => {
    expect(await judged(webToken, secret, { authorization: `Bearer ${value}` })).toBe(wanted)
  })

  test('a JWT without the hash of the body leaves it unprotected', async () => {
    const { bodyHash: _none, ...open } = webToken
    expect(await judged(open, secret, { authorization: `Bearer ${tokenOf(claims)}` })).toBe('authenticated')
  })

  test('one of several, the verdict by the one that holds', async () => {
    const { name: _one, ...old } = { ...webToken, bodyHash: undefined }
    const scheme = {
      kind: 'either',
      name: 'moving',
      type: { json: ['kind'] },
      schemes: [{ kind: 'hmac', hash: 'sha256', encoding: 'hex', signature: { header: 'X-Sig' } }, old],
    }
    expect(await judged(scheme, secret, { 'x-sig': mac('{"n":1}') })).toBe('verified')
    expect(await judged(scheme, secret, { authorization: `Bearer ${tokenOf(claims)}` })).toBe('authenticated')
    expect(await judged(scheme, secret, { 'x-sig': mac('{"n":2}') })).toBe('ERR_SIGNATURE_MISMATCH')
    expect(await judged(scheme, secret, {})).toMatch(/^ERR_SIGNATURE_M/)
    expect(signedParts(read(scheme))).toEqual([])
    expect(
      signedParts(read({ ...scheme, schemes: [scheme.schemes[0], { ...old, bodyHash: webToken.bodyHash }] })),
    ).toEqual(['body'])
  })
})

describe('a scheme that is none', () => {
  test.each<[string, unknown]>([
    ['no kind', { ...acme, kind: undefined }],
    ['an unknown kind', { ...acme, kind: 'certificate' }],
    ['a kind with the options of another', { ...acme, kind: 'jwt' }],
    ['a key pair without an algorithm', { ...acme, kind: 'public-key' }],
    ['an algorithm of old', { ...acme, hash: undefined, kind: 'public-key', algorithm: 'rsa-md5' }],
    ['a JWT that may be unsigned', { kind: 'jwt', name: 'x', at: { header: 'X' }, algorithms: ['none'] }],
    [
      'a JWT of a key pair or a secret',
      { kind: 'jwt', name: 'x', at: { header: 'X' }, algorithms: ['HS256', 'RS256'] },
    ],
    [
      'claims without end',
      {
        kind: 'jwt',
        name: 'x',
        at: 'body',
        algorithms: ['HS256'],
        claims: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`c${i}`, 'x'])),
      },
    ],
    ['one of one', { kind: 'either', name: 'x', schemes: [{ kind: 'basic' }] }],
    ['one of too many', { kind: 'either', name: 'x', schemes: Array(5).fill({ kind: 'basic' }) }],
    [
      'one of several of several',
      {
        kind: 'either',
        name: 'x',
        schemes: [{ kind: 'basic' }, { kind: 'either', schemes: Array(2).fill({ kind: 'basic' }) }],
      },
    ],
    ['an unknown field', { ...acme, contents: [] }],
    ['a hash that is none', { ...acme, hash: 'md5' }],
    ['no signature', { ...acme, signature: undefined }],
    ['a header that splits', { ...acme, signature: { header: 'X\r\nY' } }],
    ['two places at once', { ...acme, signature: { header: 'X', query: 'y' } }],
    ['a name for a path', { ...acme, name: '../x' }],
    ['content without end', { ...acme, content: Array(33).fill('body') }],
    ['a body that is hashed twice', { ...acme, content: ['timestamp', 'body', '.', 'body'] }],
    ['a URL that is hashed twice', { ...acme, content: ['timestamp', 'url', 'url'] }],
    [
      'a header that is hashed twice',
      { ...acme, content: ['timestamp', 'body', { header: 'X-A' }, { header: 'x-a' }] },
    ],
    [
      'a field that is hashed twice',
      { ...acme, content: ['timestamp', { json: ['a', 0] }, { json: ['a', '0'] }] },
    ],
    ['a place of a password', { kind: 'basic', name: 'door', at: { header: 'X' } }],
    ['a function', { ...acme, content: () => [] }],
  ])('%s is not read', (_what, scheme) => {
    expect(inlineSchemeSchema.safeParse(scheme).success).toBe(false)
  })

  test('a claim that an object cannot keep is refused, not dropped', () => {
    const claims: unknown = JSON.parse('{"__proto__":"acme","iss":"acme"}')
    const found = inlineSchemeSchema.safeParse({
      kind: 'jwt',
      name: 'x',
      at: { header: 'X' },
      algorithms: ['HS256'],
      claims,
    })
    expect(found.error?.issues).toMatchObject([{ path: ['claims', '__proto__'] }])
  })

  test.each<[string, unknown]>([
    [
      'a shared secret or a public key',
      {
        kind: 'either',
        name: 'x',
        schemes: [
          { kind: 'public-key', algorithm: 'ed25519', encoding: 'hex', signature: { header: 'X-A' } },
          { kind: 'hmac', hash: 'sha256', encoding: 'hex', signature: { header: 'X-B' } },
        ],
      },
    ],
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
