import { afterAll, beforeAll, expect, it } from 'vitest'
import { Once, type Written } from '../../src/api/http/once.ts'
import { admin } from '../../src/model/identity.ts'
import { Refusal } from '../../src/model/refusal.ts'
import type { KnownRepeat } from '../../src/model/repeat.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// What is asked for under an Idempotency-Key is made once, whatever becomes of the answer.

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => gateway.remove())

const post = async (path: string, body: object, key: string, more: Record<string, string> = {}) =>
  await gateway.api('POST', path, body, { 'idempotency-key': key, ...more })

it('a repeat has the first answer, with its secret, place and tag, and makes nothing', async () => {
  const wanted = { name: 'app', url: 'https://example.com/hook' }
  const first = await post('/destinations', wanted, 'make-app')
  const again = await post('/destinations', wanted, '"make-app"')
  expect([first.status, again.status]).toEqual([201, 201])
  expect(first.body.secret).toMatch(/^whsec_/)
  expect(again.body).toEqual(first.body)
  for (const name of ['location', 'etag']) expect(again.headers.get(name)).toBe(first.headers.get(name))
  expect(first.headers.get('location')).toBe(`/api/v1/destinations/${first.body.id}`)
  expect([first, again].map(({ headers }) => headers.get('idempotent-replayed'))).toEqual([null, 'true'])
  const { body } = await gateway.api('GET', '/audit')
  expect(
    body.items.filter(({ operation }: { operation: string }) => operation === 'createDestination'),
  ).toHaveLength(1)
})

it('of many at a time one makes it', async () => {
  const all = await Promise.all(
    Array.from({ length: 8 }, () => post('/tokens', { name: 'ci', scope: 'read' }, 'make-token')),
  )
  const made = all.filter(({ status }) => status === 201)
  expect(new Set(made.map(({ body }) => body.token)).size).toBe(1)
  const others = all.filter(({ status }) => status !== 201).map(({ body }) => body.code)
  expect(others.filter((code) => code !== 'ERR_IDEMPOTENCY_UNDER_WAY')).toEqual([])
  const { body } = await gateway.api('GET', '/tokens')
  expect(body.items.filter(({ name }: { name: string }) => name === 'ci')).toHaveLength(1)
})

it('another body, path or operation under a key is refused, and nothing is made', async () => {
  await post('/sources', { name: 'shop', scheme: 'publish' }, 'make-shop')
  for (const [path, body] of [
    ['/sources', { name: 'other', scheme: 'publish' }],
    ['/destinations', { name: 'other', kind: 'pull' }],
    ['/sources/shop/secrets', {}],
  ] as const) {
    const refused = await post(path, body, 'make-shop')
    expect([path, refused.status, refused.body.code]).toEqual([path, 409, 'ERR_IDEMPOTENCY_KEY'])
  }
  expect((await gateway.api('GET', '/sources/other')).status).toBe(404)
})

it('what was refused may be asked for again under its key, and a key counts for whoever used it', async () => {
  const route = { source: 'late', destination: 'app' }
  expect((await post('/routes', route, 'make-route')).status).toBe(404)
  await gateway.api('POST', '/sources', { name: 'late', scheme: 'publish' })
  expect((await post('/routes', route, 'make-route')).status).toBe(201)
  const { body } = await gateway.api('POST', '/tokens', { name: 'operator-2', scope: 'operator' })
  const authorization = `Bearer ${body.token}`
  const other = await post('/sources', { name: 'theirs', scheme: 'publish' }, 'make-shop', { authorization })
  expect([other.status, other.body.name]).toEqual([201, 'theirs'])
  expect((await post('/sources', { name: 'x', scheme: 'publish' }, 'é')).status).toBe(400)
})

it('is known by the gateway that comes after one that was killed', async () => {
  const wanted = { name: 'outlives', kind: 'pull' }
  const first = await post('/destinations', wanted, 'make-outlives')
  await gateway.kill9()
  expect((await post('/destinations', wanted, 'make-outlives')).body).toEqual(first.body)
})

it('each tenant has keys of its own for what is published to it', async () => {
  const publish = async (tenant: string) =>
    (
      await gateway.api('POST', '/events', {
        ...{ source: 'shop', type: 'order.paid', data: { order: 1 }, tenant, idempotencyKey: 'order-1' },
      })
    ).body
  const [acme, globex, again] = [await publish('acme'), await publish('globex'), await publish('acme')]
  expect([acme.duplicate, globex.duplicate, again]).toEqual([false, false, { id: acme.id, duplicate: true }])
})

it('what failed uses its key up, since it may have been made; what was refused does not', async () => {
  const kept = new Map<string, KnownRepeat>()
  const journal = {
    beginOnce: async ({ key, request }: { key: string; request: string }) => {
      const known = kept.get(key) ?? null
      if (known === null) kept.set(key, { request, answer: null })
      return known
    },
    endOnce: async (key: string, answer: Uint8Array) =>
      void kept.set(key, { request: kept.get(key)?.request ?? '', answer }),
    forgetOnce: async (key: string) => void kept.delete(key),
  }
  const seal = createSeal(new Uint8Array(32).fill(1))
  const asked = { identity: admin, operation: 'createSource', url: '/sources', bytes: Buffer.from('{}') }
  const once = new Once(journal, seal, () => 0)
  const written: Written = { text: '{"secret":"whsec_shown"}', headers: {} }
  const run = async (key: string, make: () => Promise<Written>): Promise<unknown> =>
    await once
      .run({ ...asked, key }, make)
      .catch((error: Error) => ('code' in error ? error.code : error.message))
  expect(await run('a', () => Promise.reject(new Error('away')))).toBe('away')
  expect(await run('a', async () => written)).toBe('ERR_IDEMPOTENCY_UNDER_WAY')
  expect(await run('b', () => Promise.reject(new Refusal('ERR_CONFLICT')))).toBe('ERR_CONFLICT')
  expect(await run('b', async () => written)).toEqual(written)
  for (const { answer } of kept.values())
    expect(Buffer.from(answer ?? []).toString('latin1')).not.toContain('whsec_')
  // Under another sealing key nobody can say what it was.
  const later = new Once(journal, { ...createSeal(new Uint8Array(32).fill(2)), mark: seal.mark }, () => 0)
  await expect(later.run({ ...asked, key: 'b' }, async () => written)).rejects.toMatchObject({
    code: 'ERR_IDEMPOTENCY_UNDER_WAY',
  })
})
