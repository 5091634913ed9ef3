import { createHash, createHmac, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { type HandshakeRule, header, hmac, jsonField, query } from 'countersign'
import { ebay } from 'countersign/schemes/ebay'
import { nylas } from 'countersign/schemes/nylas'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCatalog } from '../../src/configuration/catalog.ts'
import { createEgress } from '../../src/egress/egress.ts'
import type { Act } from '../../src/model/act.ts'
import { createEnroll } from '../../src/setup/enroll.ts'
import { confirmSource } from '../../src/setup/enrollment.ts'
import { addSecret } from '../../src/setup/secret.ts'
import { createSetup, type Setup } from '../../src/setup/setup.ts'
import { createSource } from '../../src/setup/source.ts'
import { http } from '../../src/transports/http.ts'
import { createTransports } from '../../src/transports/transports.ts'
import { raw } from './raw.ts'
import { type Started, startIngest } from './start-ingest.ts'

// One handshake of each kind over real sockets, with a journal behind them.

const secretHeader = header('X-Hook-Secret')
const rules: Record<string, readonly HandshakeRule[]> = {
  enrolls: [
    {
      when: { method: 'POST', holds: [{ at: header('X-Signature'), value: false }] },
      trust: { by: 'nothing' },
      challenge: { at: secretHeader, alphabet: 'visible', least: 8 },
      setsSecret: true,
      reply: { status: 200, headers: { 'X-Hook-Secret': { echo: 'challenge' } } },
    },
  ],
  heads: [{ when: { method: 'HEAD' }, trust: { by: 'nothing' }, reply: { status: 200 } }],
  options: [
    {
      when: { method: 'OPTIONS' },
      trust: { by: 'nothing' },
      challenge: { at: header('WebHook-Request-Origin'), alphabet: 'host' },
      reply: { status: 200, headers: { 'WebHook-Allowed-Origin': { echo: 'challenge' } } },
    },
  ],
  signs: [
    {
      when: { method: 'GET' },
      trust: { by: 'nothing' },
      challenge: { at: query('crc_token'), alphabet: 'token' },
      reply: {
        status: 200,
        body: { json: { token: { hmac: 'challenge', hash: 'sha256', encoding: 'hex' } } },
      },
    },
  ],
  visits: [
    {
      when: { method: 'POST', holds: [{ at: jsonField('Type'), value: 'SubscriptionConfirmation' }] },
      trust: { by: 'signature' },
      visits: { at: jsonField('SubscribeURL'), host: 'sns.*.amazonaws.com' },
      reply: { status: 200 },
    },
  ],
  says: [
    {
      when: { method: 'POST' },
      trust: { by: 'signature' },
      reply: { status: 200, body: { text: 'Hello' } },
      event: true,
    },
  ],
}
const schemes = Object.fromEntries(
  Object.entries(rules).map(([name, handshake]) => [
    name,
    hmac({ name, hash: 'sha256', encoding: 'hex', signature: header('X-Signature'), handshake }),
  ]),
)
const operator: Act = { by: { kind: 'admin', id: null }, operation: 'confirmSource', target: '/sources' }
const secret = 'b537207f20cbfa02357cf448134da559'

let started: Started
let setup: Setup
const visited: string[] = []
let answers = true

beforeAll(async () => {
  started = await startIngest({
    catalog: createCatalog({ ...schemes, ebay, nylas }),
    enroll: (source, value) => createEnroll(setup)(source, value),
    visit: async (url) => {
      visited.push(url)
      return answers
    },
  })
  setup = createSetup({
    live: started.live,
    seal: started.seal,
    ownIngest: () => null,
    transports: createTransports(http, [], { egress: createEgress({ allow: [], deny: [] }) }),
    maxBodyBytes: 1024 * 1024,
    random: randomBytes,
    idBytes: randomBytes,
    now: Date.now,
  })
})
afterAll(() => started.stop())

const send = (method: string, target: string, headers: readonly string[] = [], body = '') => {
  const head = [
    `${method} /in/${target} HTTP/1.1`,
    'Host: hooks.example.com',
    'Connection: close',
    ...(method === 'POST' ? [`Content-Length: ${body.length}`] : []),
    ...headers,
  ]
  return raw(started.port, `${head.join('\r\n')}\r\n\r\n${body}`)
}
const signed = (body: string, by = secret): string =>
  `X-Signature: ${createHmac('sha256', by).update(body).digest('hex')}`
const secretsOf = (name: string): readonly string[] =>
  started.live
    .current()
    .source(name)
    ?.secrets.map(({ value }) => value) ?? []

describe('a provider that sets the secret', () => {
  const name = 'tasks'
  test('is taken at its word once, until somebody confirms it; never again afterwards', async () => {
    const act = { ...operator, operation: 'createSource' }
    await setup.by(act).run(createSource, { name, scheme: 'enrolls', secrets: [], unsigned: false })
    expect(started.live.current().source(name)?.source.state).toBe('enrolling')
    await expect(setup.by(operator).run(confirmSource, { source: name })).rejects.toMatchObject({
      code: 'ERR_NOT_ENROLLING',
    })

    // An event that nobody can check yet is refused for now, and kept.
    const early = await send('POST', name, [signed('{}')], '{}')
    expect(early).toMatchObject({ status: 503, json: { error: { code: 'ERR_SOURCE_ENROLLING' } } })
    expect(early.headers['retry-after']).toBe('2')

    const taken = await send('POST', name, [`X-Hook-Secret: ${secret}`])
    expect(taken).toMatchObject({ status: 200, text: '' })
    expect(taken.headers['x-hook-secret']).toBe(secret)
    expect(secretsOf(name)).toEqual([secret])
    // The answer may have been lost: the same again is answered again, another is not, and replaces nothing.
    expect((await send('POST', name, [`X-Hook-Secret: ${secret}`])).status).toBe(200)
    expect((await send('POST', name, ['X-Hook-Secret: another-secret-of-mine'])).status).toBe(503)
    expect(secretsOf(name)).toEqual([secret])
    expect((await send('POST', name, [signed('{}')], '{}')).status).toBe(503)

    await setup.by(operator).run(confirmSource, { source: name })
    expect((await send('POST', name, [signed('{}')], '{}')).json).toMatchObject({ success: true })
    for (const again of [secret, 'another-secret-of-mine']) {
      const late = await send('POST', name, [`X-Hook-Secret: ${again}`])
      expect(late.status).toBe(401)
      expect(late.headers['x-hook-secret']).toBeUndefined()
    }
    expect(secretsOf(name)).toEqual([secret])
    await expect(setup.by(operator).run(confirmSource, { source: name })).rejects.toMatchObject({
      code: 'ERR_NOT_ENROLLING',
    })
    const audit = await started.journal.auditRows({ limit: 20 })
    expect(audit.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining(['createSource', 'enrollSource', 'confirmSource']),
    )
    expect(JSON.stringify(audit)).not.toContain(secret)
    const kept = await started.journal.rejections({ limit: 50 })
    expect(kept.length).toBeGreaterThan(0)
    for (const { seq } of kept) {
      const rejection = await started.journal.rejection(seq)
      expect(JSON.stringify(rejection?.payload.headers)).not.toContain('another-secret-of-mine')
    }
  })
})

describe('a provider that asks before it gives the key', () => {
  const act = { ...operator, operation: 'createSource' }

  test('eBay: the token answers the challenge, the first notification names the key, which is added then', async () => {
    const params = { verificationToken: 'a-token-of-thirty-two-characters' }
    await setup
      .by(act)
      .run(createSource, { name: 'market', scheme: 'ebay', secrets: [], unsigned: false, params })
    const asked = await send('GET', 'market?challenge_code=abc123')
    const { publicUrl } = started.live.current().source('market') ?? {}
    const challengeResponse = createHash('sha256')
      .update(`abc123${params.verificationToken}${publicUrl}`)
      .digest('hex')
    expect(asked).toMatchObject({ status: 200, json: { challengeResponse } })

    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const body = '{"metadata":{"topic":"MARKETPLACE_ACCOUNT_DELETION"},"notification":{"notificationId":"1"}}'
    const signature = createSign('sha1').update(body).sign(privateKey, 'base64')
    const said = JSON.stringify({ alg: 'ecdsa', kid: 'a-kid', signature, digest: 'SHA1' })
    const headers = [`X-EBAY-SIGNATURE: ${Buffer.from(said).toString('base64')}`]
    expect(await send('POST', 'market', headers, body)).toMatchObject({
      status: 503,
      json: { error: { code: 'ERR_SOURCE_ENROLLING' } },
    })

    // As eBay's API has it: without its line ends.
    const value = publicKey.export({ format: 'pem', type: 'spki' }).toString().replaceAll('\n', '')
    const key = { value, notBefore: null, expiresAt: null }
    await setup
      .by({ ...operator, operation: 'addSourceSecret' })
      .run(addSecret, { noun: 'source', owner: 'market', ...key })
    expect((await send('POST', 'market', headers, body)).json).toMatchObject({ success: true })
    expect((await send('POST', 'market', headers, `${body} `)).status).toBe(401)
    expect((await send('GET', 'market?challenge_code=abc123')).json).toEqual({ challengeResponse })
  })

  test('Nylas: the challenge is answered, and events are refused until its secret is there', async () => {
    await setup.by(act).run(createSource, { name: 'mail', scheme: 'nylas', secrets: [], unsigned: false })
    expect(await send('GET', 'mail?challenge=abc123')).toMatchObject({ status: 200, text: 'abc123' })
    const headers = [`X-Nylas-Signature: ${createHmac('sha256', secret).update('{}').digest('hex')}`]
    expect((await send('POST', 'mail', headers, '{}')).status).toBe(503)
    await setup
      .by({ ...operator, operation: 'addSourceSecret' })
      .run(addSecret, { noun: 'source', owner: 'mail', value: secret, notBefore: null, expiresAt: null })
    expect((await send('POST', 'mail', headers, '{}')).json).toMatchObject({ success: true })
  })
})

test('HEAD, OPTIONS and GET get what the scheme says, and 405 where it says nothing', async () => {
  for (const name of ['heads', 'options', 'signs']) await started.addSource(name, name, ['key'])
  expect(await send('HEAD', 'heads')).toMatchObject({ status: 200 })
  expect((await send('GET', 'heads')).status).toBe(405)
  const asked = await send('OPTIONS', 'options', ['WebHook-Request-Origin: eventemitter.example.com'])
  expect(asked.headers['webhook-allowed-origin']).toBe('eventemitter.example.com')
  expect((await send('OPTIONS', 'options')).status).toBe(405)
  const token = createHmac('sha256', 'key').update('abc').digest('hex')
  expect((await send('GET', 'signs?crc_token=abc')).json).toEqual({ token })
  expect((await send('GET', 'signs?crc_token=%7B%7D')).status).toBe(405)
})

test('an address is fetched before the answer, where it is signed and the provider’s', async () => {
  await started.addSource('topic', 'visits', [secret])
  const confirmation = (SubscribeURL: string) =>
    JSON.stringify({ Type: 'SubscriptionConfirmation', SubscribeURL })
  const good = confirmation('https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription')
  expect((await send('POST', 'topic', [], good)).status).toBe(401)
  expect(visited).toEqual([])
  expect((await send('POST', 'topic', [signed(good)], good)).status).toBe(200)
  expect(visited).toEqual(['https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription'])
  answers = false
  expect(await send('POST', 'topic', [signed(good)], good)).toMatchObject({
    status: 503,
    json: { error: { code: 'ERR_HANDSHAKE_LATER' } },
  })
  // What leads elsewhere is no handshake: it is an event, signed as it is.
  const bad = confirmation('https://sns.eu-west-1.amazonaws.com.evil.example/')
  expect((await send('POST', 'topic', [signed(bad)], bad)).json).toMatchObject({ success: true })
  expect(visited).toHaveLength(2)
})

test('an event is answered as the provider wants, once it is on disk, and a repeat alike', async () => {
  const source = await started.addSource('contracts', 'says', [secret])
  expect((await send('POST', 'contracts', [], '{}')).status).toBe(401)
  expect(await send('POST', 'contracts', [signed('{}')], '{}')).toMatchObject({ status: 200, text: 'Hello' })
  expect(await started.journal.events({ source: source.number, limit: 5 })).toHaveLength(1)
})
