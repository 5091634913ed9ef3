import { createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Act } from '../../src/model/act.ts'
import { post } from './raw.ts'
import { type Started, startIngest } from './start-ingest.ts'

const webexSecret = 'a webex secret that is long enough'
const webexBody = (id: string, event = 'created'): string =>
  JSON.stringify({
    id: 'hook',
    name: 'n',
    resource: 'messages',
    event,
    data: { id, roomType: 'group', personId: 'p' },
  })
const webexSigned = (body: string | Buffer, secret = webexSecret): string =>
  `X-Spark-Signature: ${createHmac('sha1', secret).update(body).digest('hex')}`

const letIn: Act = {
  by: { kind: 'admin', id: null },
  operation: 'reverifyRejection',
  target: '/rejections/rej_1/reverify',
}
let started: Started
beforeAll(async () => {
  started = await startIngest()
})
afterAll(() => started.stop())

let number = 0
async function webexSource(more: Parameters<Started['addSource']>[3] = {}) {
  return started.addSource(`webex-${++number}`, 'webex', [webexSecret], more)
}
const send = (path: string, body: string | Buffer, ...headers: string[]) =>
  post(started.port, `/in/${path}`, ['Content-Type: application/json', ...headers], body)

describe('a true event', () => {
  test('is answered once it is in the journal, with its bytes, headers and type', async () => {
    const source = await webexSource()
    const body = webexBody('m1')
    const answer = await send(source.path, body, webexSigned(body), 'X-Doubled: a', 'X-Doubled: b')
    expect(answer).toMatchObject({ status: 200, json: { success: true } })
    expect(Object.keys(answer.json)).toEqual(['success', 'id'])
    expect(answer.json.id).toMatch(/^evt_/)
    const [event] = await started.journal.events({ source: source.number, limit: 10 })
    expect(event).toMatchObject({
      verdict: 'verified',
      type: 'messages.created',
      contentType: 'application/json',
    })
    const stored = (await started.journal.payloads([event?.seq ?? 0])).get(event?.seq ?? 0)
    expect(Buffer.from(stored?.payload.body ?? []).toString()).toBe(body)
    expect(stored?.payload.headers.filter(([name]) => name === 'x-doubled')).toEqual([
      ['x-doubled', 'a'],
      ['x-doubled', 'b'],
    ])
    expect(stored?.payload.url).toBe(`/in/${source.path}`)
  })

  test('goes to the lanes of its routes, each once, and on to delivery with its bytes', async () => {
    const source = await webexSource()
    const [one, two, three, four] = [
      await started.addDestination(`one-${number}`),
      await started.addDestination(`two-${number}`),
      await started.addDestination(`three-${number}`),
      await started.addDestination(`four-${number}`),
    ]
    await started.addRoute(source, one.destination)
    await started.addRoute(source, one.destination, 'type == "messages.created"')
    await started.addRoute(source, two.destination, 'json.data.roomType == "direct"')
    await started.addRoute(
      source,
      three.destination,
      'json.data.roomType == "group" && verdict == "verified"',
    )
    await started.addRoute(source, four.destination, 'headers["x-kind"] == "routed"')
    const body = webexBody('routed')
    await send(source.path, body, webexSigned(body), 'X-Kind: routed')
    const handed = started.accepted.at(-1)
    // In any order: routes that were made in one millisecond have none.
    expect(handed?.queue.map(({ lane }) => lane).sort((first, next) => first - next)).toEqual(
      [one.lane, three.lane, four.lane].sort((first, next) => first - next),
    )
    expect(Buffer.from(handed?.payload.body ?? []).toString()).toBe(body)
    const [row] = await started.journal.due(one.lane, Date.now() + 1000, null, 10)
    expect(row?.seq).toBe(handed?.event.seq)
  })

  test('sent again it is a duplicate and not stored', async () => {
    const source = await webexSource()
    const body = webexBody('twice')
    const first = await send(source.path, body, webexSigned(body))
    const again = await send(source.path, body, webexSigned(body))
    expect(again).toMatchObject({ status: 200, json: { success: true, id: first.json.id, duplicate: true } })
    expect(await started.journal.events({ source: source.number, limit: 10 })).toHaveLength(1)
  })

  test('without a promise of the provider, equal bytes are stored and marked', async () => {
    const source = await webexSource()
    const body = webexBody('m', 'updated')
    await send(source.path, body, webexSigned(body))
    await send(source.path, body, webexSigned(body))
    const [second, first] = await started.journal.events({ source: source.number, limit: 10 })
    expect(second?.sameBytesAs).toBe(first?.seq)
    expect(first?.sameBytesAs).toBeNull()
  })

  test('within the window that its source asks for, equal bytes are dropped', async () => {
    const source = await webexSource({ policy: { dropSameBytesWithinMs: 60_000 } })
    const body = webexBody('m', 'updated')
    await send(source.path, body, webexSigned(body))
    expect((await send(source.path, body, webexSigned(body))).json.duplicate).toBe(true)
  })

  test('the same event at two sources is two events', async () => {
    const body = webexBody('shared')
    for (const source of [await webexSource(), await webexSource()]) {
      const answer = await send(source.path, body, webexSigned(body))
      expect(answer.json.duplicate).toBeUndefined()
    }
  })

  test('a storm of different events and repeats loses none and stores none twice', async () => {
    const source = await webexSource()
    const ids = Array.from({ length: 300 }, (_, at) => `storm-${at % 200}`)
    const answers = await Promise.all(
      ids.map((id) => {
        const body = webexBody(id)
        return send(source.path, body, webexSigned(body))
      }),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(answers.filter(({ json }) => json.duplicate)).toHaveLength(100)
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(200)
  })
})

describe('secrets', () => {
  test('several are live; one that is removed is refused as soon as the change is over', async () => {
    const source = await webexSource()
    const old = await started.addSecret(source, 'another secret, just as long')
    const [one, two] = [webexBody('r1'), webexBody('r2')]
    const accepted = await send(source.path, one, webexSigned(one, 'another secret, just as long'))
    expect(accepted.status).toBe(200)
    expect(started.accepted.at(-1)?.event.secret).toBe(old)
    await started.live.change({ remove: [old] })
    const refused = await send(source.path, two, webexSigned(two, 'another secret, just as long'))
    expect(refused).toMatchObject({
      status: 401,
      json: { success: false, error: { code: 'ERR_SIGNATURE_MISMATCH' } },
    })
  })

  test('are judged by the clock of the request', async () => {
    const source = await started.addSource(`timed-${++number}`, 'webex', [])
    await started.addSecret(source, webexSecret, { notBefore: 1_000_000, expiresAt: 2_000_000 })
    const statuses: number[] = []
    for (const at of [999_999, 1_000_000, 1_999_999, 2_000_000]) {
      started.clock = at
      const body = webexBody(`at-${at}`)
      statuses.push((await send(source.path, body, webexSigned(body))).status)
    }
    started.clock = null
    expect(statuses).toEqual([401, 200, 200, 401])
  })

  test('a source whose secret cannot be opened accepts nothing and says why', async () => {
    const source = await webexSource()
    await started.live.change({
      secrets: [
        {
          id: 'sec_broken',
          owner: source.id,
          sealed: randomBytes(64),
          notBefore: null,
          expiresAt: null,
          createdAt: 1,
        },
      ],
    })
    const body = webexBody('b')
    const answer = await send(source.path, body, webexSigned(body))
    expect(answer).toMatchObject({ status: 500, json: { error: { code: 'ERR_SECRET_UNREADABLE' } } })
    expect(started.live.current().source(source.id)?.broken?.code).toBe('ERR_SECRET_UNREADABLE')
  })

  test('a source without a secret refuses', async () => {
    const source = await started.addSource(`bare-${++number}`, 'webex', [])
    const answer = await send(source.path, '{}', webexSigned('{}', ''))
    expect(answer).toMatchObject({ status: 500, json: { error: { code: 'ERR_SECRET_EMPTY' } } })
  })

  test('a source that is unsigned on purpose takes all and says so', async () => {
    const path = `open-${randomBytes(16).toString('hex')}`
    const source = await started.addSource(`open-${++number}`, 'webex', [], { unsigned: true, path })
    expect((await send(path, '{}')).status).toBe(200)
    expect(started.accepted.at(-1)?.event).toMatchObject({
      source: source.number,
      verdict: 'unsigned',
      secret: null,
    })
    expect((await send(source.name, '{}')).status).toBe(404)
  })
})

describe('credentials', () => {
  test('are kept sealed in a header that the operator has named', async () => {
    const params = { tokenHeader: 'X-Shop-Token' }
    const source = await started.addSource('shop', 'bigcommerce', ['hush-hush'], { params })
    const headers = { 'x-shop-token': 'hush-hush', 'content-type': 'application/json' }
    const url = `http://127.0.0.1:${started.port}/in/${source.path}`
    expect((await fetch(url, { method: 'POST', headers, body: '{}' })).status).toBeLessThan(300)
    const payload = started.accepted.at(-1)?.payload
    expect(JSON.stringify(payload?.headers)).not.toContain('hush')
    expect(payload?.sealedHeaders).not.toBeNull()
    const live = started.live.current().source('shop')
    expect(live?.credentials.has('x-shop-token')).toBe(true)
  })

  test('are kept sealed and seen nowhere', async () => {
    const source = await webexSource()
    const body = webexBody('cred')
    const lines = ['Authorization: Bearer hush-hush', 'Cookie: hush=1', 'Proxy-Authorization: Basic hush']
    await send(source.path, body, webexSigned(body), ...lines)
    const handed = started.accepted.at(-1)
    expect(JSON.stringify(handed?.payload.headers)).not.toContain('hush')
    const { source: at, receivedAt } = handed?.event ?? { source: 0, receivedAt: 0 }
    const sealed = handed?.payload.sealedHeaders ?? new Uint8Array()
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('hush')
    const opened = JSON.parse(
      Buffer.from(started.seal.open(sealed, `headers:${at}:${receivedAt}`)).toString(),
    )
    expect(opened).toEqual([
      ['authorization', 'Bearer hush-hush'],
      ['cookie', 'hush=1'],
      ['proxy-authorization', 'Basic hush'],
    ])
  })
})

describe('handshakes', () => {
  test('a signed one is answered and makes no event; an unsigned one is refused', async () => {
    const secret = '8f742231b10e8888abcd99yyyzzz85a5'
    const source = await started.addSource(`slack-${++number}`, 'slack', [secret])
    const body = JSON.stringify({ type: 'url_verification', token: 't', challenge: 'pearl' })
    const at = String(Math.floor(Date.now() / 1000))
    const mac = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex')
    const answer = await send(
      source.path,
      body,
      `X-Slack-Request-Timestamp: ${at}`,
      `X-Slack-Signature: v0=${mac}`,
    )
    expect(answer).toMatchObject({ status: 200, text: 'pearl' })
    expect((await send(source.path, body)).status).toBe(401)
    expect(await started.journal.events({ source: source.number, limit: 1 })).toEqual([])
  })
})

describe('rejections', () => {
  test('are kept with bytes and reason, verified again once the secret is mended, and let in', async () => {
    const source = await webexSource()
    const body = webexBody('late')
    const refused = await send(source.path, body, webexSigned(body, 'the secret of tomorrow, say'))
    expect(refused).toMatchObject({
      status: 401,
      json: { success: false, error: { code: 'ERR_SIGNATURE_MISMATCH' } },
    })
    await expect
      .poll(() => started.journal.rejections({ source: source.number, limit: 5 }), { timeout: 10_000 })
      .toHaveLength(1)
    const [kept] = await started.journal.rejections({ source: source.number, limit: 5 })
    expect(kept).toMatchObject({ code: 'ERR_SIGNATURE_MISMATCH', held: false, network: '127.0.0.0/24' })
    const seq = kept?.seq ?? 0
    expect(await started.ingest.reverify(seq, letIn)).toMatchObject({
      kind: 'refused',
      code: 'ERR_SIGNATURE_MISMATCH',
    })
    await started.addSecret(source, 'the secret of tomorrow, say')
    const outcome = await started.ingest.reverify(seq, letIn)
    expect(outcome).toMatchObject({ kind: 'accepted' })
    expect((await started.journal.auditRows({ limit: 5 })).map(({ operation }) => operation)).toEqual([
      'reverifyRejection',
    ])
    expect(Buffer.from(started.accepted.at(-1)?.payload.body ?? []).toString()).toBe(body)
    expect(await started.ingest.reverify(seq, letIn)).toEqual({ kind: 'gone' })
  })

  test('are verified again as of their receipt, credentials included', async () => {
    const secret = `whsec_${randomBytes(24).toString('base64')}`
    const source = await started.addSource(`sw-${++number}`, 'standard-webhooks', [
      `whsec_${randomBytes(24).toString('base64')}`,
    ])
    const long = Date.now() - 86_400_000
    const at = String(Math.floor(long / 1000))
    const key = Buffer.from(secret.slice(6), 'base64')
    const mac = createHmac('sha256', key).update(`msg_1.${at}.{}`).digest('base64')
    started.clock = long
    await send(
      source.path,
      '{}',
      'Webhook-Id: msg_1',
      `Webhook-Timestamp: ${at}`,
      `Webhook-Signature: v1,${mac}`,
      'Cookie: c=1',
    )
    started.clock = null
    await expect
      .poll(() => started.journal.rejections({ source: source.number, limit: 5 }), { timeout: 10_000 })
      .toHaveLength(1)
    const [kept] = await started.journal.rejections({ source: source.number, limit: 5 })
    await started.addSecret(source, secret)
    expect(await started.ingest.reverify(kept?.seq ?? 0, letIn)).toMatchObject({ kind: 'accepted' })
    expect(started.accepted.at(-1)?.payload.sealedHeaders).not.toBeNull()
  })

  test('a source that holds answers 200, and only once the rejection is on disk', async () => {
    const source = await started.addSource(`sea-${++number}`, 'seatable', ['a seatable secret'])
    const answer = await send(source.path, '{"a": 1}', `X-SeaTable-Signature: sha256=${'0'.repeat(64)}`)
    expect(answer).toMatchObject({ status: 200, json: { success: false, held: true } })
    expect(await started.journal.rejections({ source: source.number, limit: 5 })).toHaveLength(1)
  })

  test('over the budget a holding source refuses, and nothing more is written', async () => {
    const rejections = { count: 100, bytes: 1_000_000, perSecond: 4 }
    const source = await started.addSource(`held-${++number}`, 'seatable', ['a seatable secret'], {
      policy: { rejections },
    })
    started.clock = 5_000_000
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(source.path, '{}')))
    started.clock = null
    // One network has a quarter of the four that a second allows.
    expect(answers.filter(({ json }) => json.held)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(9)
    expect(await started.journal.rejections({ source: source.number, limit: 20 })).toHaveLength(1)
  })

  test('a network that forges leaves room for the others', async () => {
    const own = await startIngest({ limits: { trustedProxies: ['127.0.0.0/8'] } })
    const rejections = { count: 100, bytes: 1_000_000, perSecond: 8 }
    const source = await own.addSource('sea', 'seatable', ['a seatable secret'], { policy: { rejections } })
    own.clock = 5_000_000
    const from = (address: string) =>
      post(own.port, `/in/${source.path}`, [`X-Forwarded-For: 6.6.6.6, ${address}`], '{}')
    for (let turn = 0; turn < 50; turn++) await from(`203.0.113.${turn}`)
    const other = await from('198.51.100.1')
    expect(other.json.held).toBe(true)
    const kept = await own.journal.rejections({ source: source.number, limit: 50 })
    expect(kept.map(({ network }) => network)).toEqual([
      '198.51.100.0/24',
      '203.0.113.0/24',
      '203.0.113.0/24',
    ])
    await own.stop()
  })
})

describe('publishing', () => {
  test('takes bytes as they are, and an idempotency key once', async () => {
    const source = await webexSource()
    const publication = {
      source: source.number,
      type: 'order.paid',
      headers: [['content-type', 'text/csv']] as const,
      body: Buffer.from([0xff, 0, 1]),
      idempotencyKey: 'k1',
      receivedAt: Date.now(),
    }
    const first = await started.ingest.publish(publication)
    expect(first.kind).toBe('accepted')
    expect(started.accepted.at(-1)?.event).toMatchObject({
      verdict: 'published',
      type: 'order.paid',
      contentType: 'text/csv',
      size: 3,
    })
    expect(await started.ingest.publish(publication)).toEqual({ ...first, kind: 'duplicate' })
  })
})
