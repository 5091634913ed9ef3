import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createSecureContext } from 'node:tls'
import { defineScheme, type Scheme, WebhookError } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { googlePubsubPush } from 'countersign/schemes/google-pubsub-push'
import { afterEach, expect, test } from 'vitest'
import { createCatalog } from '../../src/configuration/catalog.ts'
import { createKeyResolver, KeyRefused } from '../../src/configuration/key-resolver.ts'
import { createGuardedCall } from '../../src/egress/call.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { elsewhere } from '../deliver/elsewhere-certificate.ts'
import { type Started, startIngest } from './start-ingest.ts'

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** A scheme as a provider with a JWK Set may have one: the key’s id in a header, Ed25519 over the body. */
function trial(host: string): Scheme {
  return defineScheme(
    {
      kind: 'jwt',
      algorithm: 'Ed25519',
      covers: 'body',
      keys: 'resolved',
      keySource: { hosts: [host], form: 'jwks', url: `https://${host}/keys` },
      headers: ['x-key', 'x-signature'],
      readKey: (secret) => secret,
      async check(message, _keys, { resolveKey }) {
        const signature = Buffer.from(message.header('x-signature') ?? '', 'base64')
        const pem = await resolveKey?.({ id: message.header('x-key') ?? '' })
        const key = createPublicKey(String(pem))
        if (!verify(null, message.body, key, signature)) throw new WebhookError('ERR_SIGNATURE_MISMATCH')
        return { key: 0 }
      },
    },
    { name: 'trial' },
  )
}

async function world(answer: () => string | null, scheme = trial) {
  const asked: string[] = []
  const server = createServer({ key: elsewhere.key, cert: elsewhere.cert }, (request, response) => {
    asked.push(request.url ?? '')
    const body = answer()
    if (body !== null) response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `elsewhere.example:${(server.address() as AddressInfo).port}`
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  const trusted = createSecureContext({ ca: elsewhere.cert })
  const call = createGuardedCall(createEgress({ allow: ['127.0.0.1'], deny: [] }, resolve, trusted))
  const log = { warn: () => undefined }
  const ingest = await startIngest({
    catalog: createCatalog({ ...schemes, trial: scheme(host) }),
    keys: createKeyResolver({ call, log, elapsed: () => performance.now(), timeoutMs: 2_000 }),
  })
  opened.push(() => ingest.stop())
  return { ingest, asked }
}

async function post({ port }: Started, path: string, headers: Record<string, string>, body = '{"n":1}') {
  const answer = await fetch(`http://127.0.0.1:${port}/in/${path}`, { method: 'POST', headers, body })
  return { status: answer.status, again: answer.headers.get('retry-after'), body: await answer.json() }
}

const pair = generateKeyPairSync('ed25519')
const keySet = (kid: string): string =>
  JSON.stringify({ keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid }] })
const signed = (kid: string, body = '{"n":1}'): Record<string, string> => ({
  'x-key': kid,
  'x-signature': sign(null, Buffer.from(body), pair.privateKey).toString('base64'),
})

test('a source whose keys are fetched takes in what they sign, and nothing else', async () => {
  const { ingest, asked } = await world(() => keySet('k1'))
  await ingest.addSource('jwks', 'trial', [])
  const first = await Promise.all([1, 2, 3].map(() => post(ingest, 'jwks', signed('k1'))))
  expect(first.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(ingest.accepted[0]?.event).toMatchObject({ verdict: 'verified' })
  expect(await post(ingest, 'jwks', signed('k1', 'another'))).toMatchObject({
    status: 401,
    body: { error: { code: 'ERR_SIGNATURE_MISMATCH' } },
  })
  // It was not there a moment ago; whether it is now is asked in a minute.
  expect(await post(ingest, 'jwks', signed('k2'))).toMatchObject({
    status: 503,
    again: expect.stringMatching(/^\d+$/),
    body: { error: { code: 'ERR_KEY_LATER' } },
  })
  expect(asked).toEqual(['/keys'])
})

test('a key that the provider has not is refused once the provider was asked for it', async () => {
  const { ingest } = await world(() => keySet('k1'))
  await ingest.addSource('jwks', 'trial', [])
  expect(await post(ingest, 'jwks', signed('k2'))).toMatchObject({
    status: 401,
    body: { error: { code: 'ERR_KEY_UNAVAILABLE' } },
  })
  expect(await post(ingest, 'jwks', signed('k1'))).toMatchObject({ status: 200 })
})

test('a provider that does not answer holds up no other source, and its messages may come again', async () => {
  const { ingest, asked } = await world(() => null)
  await ingest.addSource('jwks', 'trial', [])
  await ingest.addSource('gitlab', 'standard-webhooks', [], { unsigned: true, path: 'open' })
  const waiting = Promise.all([1, 2, 3].map(() => post(ingest, 'jwks', signed('k1'))))
  let over = false
  void waiting.then(() => {
    over = true
  })
  await expect.poll(() => asked.length).toBe(1)
  expect(await post(ingest, 'open', {})).toMatchObject({ status: 200 })
  expect(over).toBe(false)
  const later = { status: 503, body: { error: { code: 'ERR_KEY_LATER' } } }
  expect(await waiting).toMatchObject([later, later, later])
  expect(asked).toHaveLength(1)
  expect(ingest.counted.refused).toEqual({ ERR_KEY_LATER: 3 })
})

test('a rejected token is told what it is refused for, by the key that it names, asked for once more', async () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = rsa.publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const asked: (string | undefined)[] = []
  const ingest = await startIngest({
    keys: async ({ id }) => {
      asked.push(id)
      if (id === 'k-1') return pem
      throw new KeyRefused('There is none.')
    },
  })
  opened.push(() => ingest.stop())
  const source = await ingest.addSource('push', 'google-pubsub-push', [], { params: { audience: 'me' } })
  const seconds = Math.floor(Date.now() / 1000)
  const told = async (claims: object, header: object = {}): Promise<unknown> => {
    const parts = [
      { alg: 'RS256', kid: 'k-1', ...header },
      {
        ...{ iss: 'https://accounts.google.com', aud: 'me', email_verified: true, exp: seconds + 3600 },
        ...claims,
      },
    ]
    const content = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    const token = `${content}.${sign('sha256', Buffer.from(content), rsa.privateKey).toString('base64url')}`
    const before = (await ingest.journal.rejections({ source: source.number, limit: 20 })).length
    expect(await post(ingest, 'push', { authorization: `Bearer ${token}` })).toMatchObject({ status: 401 })
    const kept = () => ingest.journal.rejections({ source: source.number, limit: 20 })
    await expect.poll(async () => (await kept()).length).toBe(before + 1)
    const seq = Math.max(...(await kept()).map((one) => one.seq))
    const rejection = await ingest.journal.rejection(seq)
    const diagnosis = rejection && (await ingest.ingest.diagnose(rejection))
    expect(JSON.stringify(diagnosis)).not.toContain(token)
    return { codes: diagnosis?.codes, confidence: diagnosis?.confidence }
  }
  expect(await told({ aud: 'you' })).toEqual({ codes: ['token-audience'], confidence: 'proven' })
  expect(await told({ iss: 'x' })).toEqual({ codes: ['token-issuer'], confidence: 'proven' })
  expect(await told({ exp: seconds - 60 })).toEqual({ codes: ['token-expired'], confidence: 'proven' })
  expect(await told({}, { alg: 'none' })).toEqual({ codes: ['token-unsigned'], confidence: 'likely' })
  expect(await told({}, { kid: 'k-2' })).toEqual({ codes: ['token-key-unknown'], confidence: 'likely' })
  expect(asked).toContain('k-2')
})

test('forged tokens and the looks at why they are refused lead to no fetch but the first in a minute', async () => {
  const tokens = (host: string): Scheme =>
    defineScheme(
      {
        ...googlePubsubPush.proof,
        keySource: { hosts: [host], form: 'jwks', url: `https://${host}/keys` },
      },
      { name: 'trial' },
    )
  const { ingest, asked } = await world(() => keySet('k1'), tokens)
  const source = await ingest.addSource('push', 'trial', [], { params: { audience: 'me' } })
  const forged = (kid: string): Record<string, string> => {
    const parts = [
      { alg: 'RS256', kid },
      { iss: 'https://accounts.google.com', aud: 'me' },
    ]
    const content = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return { authorization: `Bearer ${content}.${Buffer.from('no signature').toString('base64url')}` }
  }
  const kept = () => ingest.journal.rejections({ source: source.number, limit: 20 })
  for (let at = 0; at < 10; at++) await post(ingest, 'push', forged(`k-${at}`))
  await expect.poll(async () => (await kept()).length, { timeout: 40_000 }).toBeGreaterThan(0)
  for (const { seq } of await kept()) {
    const rejection = await ingest.journal.rejection(seq)
    if (rejection !== null) await ingest.ingest.diagnose(rejection)
  }
  expect(asked).toEqual(['/keys'])
})
