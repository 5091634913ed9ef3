import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createSecureContext } from 'node:tls'
import { defineScheme, type KeySource, type Proof, type Scheme } from 'countersign'
import { afterEach, describe, expect, test } from 'vitest'
import { createKeyResolver, KeyLater, KeyRefused } from '../../src/configuration/key-resolver.ts'
import { createGuardedCall } from '../../src/egress/call.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { elsewhere } from '../deliver/elsewhere-certificate.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Answer = { status: number; body: string | Buffer; headers?: Record<string, string> }

const { publicKey } = generateKeyPairSync('ed25519')
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const jwk = (kid: string): object => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' })
const keySet = (...kids: string[]): Answer => ({ status: 200, body: JSON.stringify({ keys: kids.map(jwk) }) })

/** A provider's server, as https://elsewhere.example, which leads to loopback. */
async function provider(answer: (path: string) => Answer | null, allow = ['127.0.0.1']) {
  const asked: string[] = []
  const server = createServer({ key: elsewhere.key, cert: elsewhere.cert }, (request, response) => {
    asked.push(request.url ?? '')
    const said = answer(request.url ?? '')
    if (said === null) return
    response.writeHead(said.status, said.headers)
    response.end(said.body)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const host = `elsewhere.example:${port}`
  const clock = { ms: 1_000_000 }
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
  const egress = createEgress({ allow, deny: [] }, resolve, createSecureContext({ ca: elsewhere.cert }))
  const warnings: unknown[] = []
  const keys = createKeyResolver({
    call: createGuardedCall(egress),
    log: { warn: (about) => void warnings.push(about) },
    elapsed: () => clock.ms,
    timeoutMs: 1_000,
  })
  const set = schemeOf({ hosts: [host], form: 'jwks', url: `https://${host}/keys` })
  return { asked, clock, keys, host, set, warnings }
}

function schemeOf(keySource: KeySource): Scheme {
  const proof: Proof = {
    kind: 'jwt',
    algorithm: 'trial',
    covers: 'body',
    keys: 'resolved',
    keySource,
    headers: [],
    readKey: (secret) => secret,
    check: () => ({ key: 0 }),
  }
  return defineScheme(proof, { name: 'trial' })
}

describe('a key that a message names', () => {
  test('is had once, and then known', async () => {
    const { keys, set, asked } = await provider(() => keySet('a', 'b'))
    expect(await Promise.all([keys({ id: 'a' }, set, 1), keys({ id: 'b' }, set, 2)])).toEqual([pem, pem])
    expect(await keys({ id: 'a' }, set, 3)).toBe(pem)
    expect(asked).toEqual(['/keys'])
  })

  test('that the set has not is refused, and asked for once a minute whoever names what', async () => {
    let kids = ['a']
    const { keys, set, asked, clock } = await provider(() => keySet(...kids))
    await expect(keys({ id: 'x' }, set, 1)).rejects.toBeInstanceOf(KeyRefused)
    for (let n = 0; n < 50; n++) await expect(keys({ id: `x${n}` }, set, n)).rejects.toBeInstanceOf(KeyLater)
    expect(await keys({ id: 'a' }, set, 1)).toBe(pem)
    expect(asked).toHaveLength(1)
    // The provider signs with another key from now on.
    kids = ['a', 'new']
    await expect(keys({ id: 'new' }, set, 1)).rejects.toBeInstanceOf(KeyLater)
    clock.ms += 60_000
    expect(await keys({ id: 'new' }, set, 1)).toBe(pem)
    expect(asked).toHaveLength(2)
  })

  test('is used for an hour, asked for anew after half of one, and not used beyond', async () => {
    let good = true
    const { keys, set, asked, clock } = await provider(() => (good ? keySet('a') : { status: 500, body: '' }))
    await keys({ id: 'a' }, set, 1)
    good = false
    clock.ms += 31 * 60_000
    expect(await keys({ id: 'a' }, set, 1)).toBe(pem)
    await expect.poll(() => asked.length).toBe(2)
    clock.ms += 28 * 60_000
    expect(await keys({ id: 'a' }, set, 1)).toBe(pem)
    clock.ms += 2 * 60_000
    await expect(keys({ id: 'a' }, set, 1)).rejects.toBeInstanceOf(KeyLater)
    good = true
    clock.ms += 60_000
    expect(await keys({ id: 'a' }, set, 1)).toBe(pem)
  })

  test('whose document hangs holds up nobody but those who wait for it', async () => {
    const { keys, host, asked } = await provider((path) => (path === '/hangs' ? null : keySet('a')))
    const at = schemeOf({ hosts: [host], form: 'jwks' })
    const hanging = keys({ id: 'a', url: `https://${host}/hangs` }, at, 1)
    const again = keys({ id: 'a', url: `https://${host}/hangs` }, at, 2)
    expect(await keys({ id: 'a', url: `https://${host}/keys` }, at, 1)).toBe(pem)
    await expect(hanging).rejects.toBeInstanceOf(KeyLater)
    await expect(again).rejects.toBeInstanceOf(KeyLater)
    expect(asked.filter((path) => path === '/hangs')).toHaveLength(1)
  })

  test('is waited for by a hundred messages of a source at most, and by those of others', async () => {
    const { keys, host } = await provider(() => null)
    const at = schemeOf({ hosts: [host], form: 'jwks', url: `https://${host}/keys` })
    const told: string[] = []
    const ask = (source: number): Promise<unknown> =>
      keys({ id: 'a' }, at, source).catch((error: Error) => void told.push(error.message))
    const waiting = Array.from({ length: 100 }, () => ask(1))
    await ask(1)
    expect(told).toEqual(['Too many messages wait for keys.'])
    waiting.push(ask(2))
    await Promise.all(waiting)
    expect(told.slice(1)).toEqual(waiting.map(() => 'The keys could not be fetched.'))
  })
})

describe('nothing that a stranger writes leads', () => {
  test.each([
    ['to another host', 'https://evil.example/keys'],
    ['to a host that ends alike', (host: string) => `https://evil-${host}/keys`],
    ['to another port', 'https://elsewhere.example:1/keys'],
    ['anywhere without TLS', (host: string) => `http://${host}/keys`],
    ['anywhere with a password', (host: string) => `https://u:p@${host}/keys`],
    ['to what is no URL', 'keys'],
    ['to a very long one', (host: string) => `https://${host}/${'k'.repeat(3000)}`],
  ])('%s', async (_what, address) => {
    const { keys, host, asked } = await provider(() => keySet('a'))
    const url = typeof address === 'string' ? address : address(host)
    const at = schemeOf({ hosts: [host], form: 'jwks' })
    await expect(keys({ id: 'a', url }, at, 1)).rejects.toBeInstanceOf(KeyRefused)
    expect(asked).toEqual([])
  })

  test('to an address inside', async () => {
    const { keys, set, asked } = await provider(() => keySet('a'), [])
    await expect(keys({ id: 'a' }, set, 1)).rejects.toBeInstanceOf(KeyLater)
    expect(asked).toEqual([])
  })

  test('to more than ten new documents a minute, and what is known stays known', async () => {
    const { keys, host, asked, clock } = await provider((path) =>
      path === '/good' ? keySet('a') : { status: 404, body: '' },
    )
    const at = schemeOf({ hosts: ['*.example', host], form: 'jwks' })
    const good = `https://${host}/good`
    expect(await keys({ id: 'a', url: good }, at, 1)).toBe(pem)
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 40; n++)
        await expect(keys({ id: 'a', url: `https://${host}/${n}` }, at, 1)).rejects.toBeInstanceOf(KeyLater)
      expect(asked.length).toBe(10 * (round + 1))
      expect(await keys({ id: 'a', url: good }, at, 1)).toBe(pem)
      clock.ms += 60_000
    }
    // Another source has its own.
    await expect(keys({ id: 'a', url: `https://${host}/other` }, at, 2)).rejects.toBeInstanceOf(KeyLater)
    expect(asked.at(-1)).toBe('/other')
  })
})

describe('an answer that is no document', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
  test.each<[string, Answer]>([
    ['a redirect', { status: 302, body: '', headers: { location: '/keys2' } }],
    ['a page', { status: 200, body: '<html>' }],
    ['too much', { status: 200, body: Buffer.alloc(300 * 1024, 0x20) }],
    ['a shared key', { status: 200, body: JSON.stringify({ keys: [{ kty: 'oct', k: 'AAAA', kid: 'a' }] }) }],
    ['a weak key', { status: 200, body: JSON.stringify({ keys: [{ ...rsa, kid: 'a' }] }) }],
    [
      'a key for something else',
      { status: 200, body: JSON.stringify({ keys: [{ ...jwk('a'), use: 'enc' }] }) },
    ],
    ['no keys', { status: 200, body: '{"keys":[]}' }],
    [
      'ten thousand keys',
      { status: 200, body: JSON.stringify({ keys: Array(10_000).fill({ kty: 'OKP' }) }) },
    ],
    ['one key more than a hundred', keySet(...Array.from({ length: 101 }, (_, at) => `k${at}`))],
  ])('%s', async (_what, answer) => {
    const { keys, set, asked, warnings } = await provider(() => answer)
    await expect(keys({ id: 'a' }, set, 1)).rejects.toBeInstanceOf(KeyLater)
    expect(asked).toEqual(['/keys'])
    expect(warnings).toHaveLength(1)
  })

  test('a hundred keys are a set', async () => {
    const { keys, set } = await provider(() => keySet(...Array.from({ length: 100 }, (_, at) => `k${at}`)))
    expect(await keys({ id: 'k99' }, set, 1)).toBe(pem)
  })

  test('a certificate is one where the scheme says so', async () => {
    const { keys, host } = await provider(() => ({ status: 200, body: elsewhere.cert }))
    const at = schemeOf({ hosts: [host], form: 'pem' })
    expect(await keys({ url: `https://${host}/cert.pem` }, at, 1)).toBe(elsewhere.cert)
  })
})
