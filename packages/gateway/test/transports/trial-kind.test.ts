import { randomBytes } from 'node:crypto'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import fastify from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { mountOperations } from '../../src/api/http/mount.ts'
import { Once } from '../../src/api/http/once.ts'
import { apiOperations } from '../../src/api/operations/all.ts'
import type { ApiContext } from '../../src/api/operations/context.ts'
import type { LiveDestination } from '../../src/configuration/live.ts'
import { type TestMessage, testAttempt } from '../../src/deliver/test-attempt.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { admin } from '../../src/model/identity.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { createSetup } from '../../src/setup/setup.ts'
import { http } from '../../src/transports/http.ts'
import { createTransports } from '../../src/transports/transports.ts'
import { createWorld, until } from '../deliver/world.ts'
import { line } from './line-kind.ts'

// A kind that the gateway does not have: it stands in one list, and nothing else knows of it.

const opened: (() => unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

type Line = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** Answers each line with what is next in the list, then with `taken`. */
async function sink(answers: string[]) {
  const lines: Line[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let text = ''
    socket.on('data', (chunk) => {
      text += String(chunk)
      if (!text.endsWith('\n')) return
      lines.push(JSON.parse(text))
      socket.end(`${answers.shift() ?? 'taken'}\n`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { lines, port: (server.address() as AddressInfo).port }
}

async function gateway(allow: readonly string[]) {
  const transports = createTransports(http, [line], { egress: createEgress({ allow, deny: [] }) })
  const seal = createSeal(randomBytes(32))
  const world = await createWorld([], { transports, seal })
  opened.push(world.close)
  await world.delivery.start()
  const { journal, live, delivery } = world
  const parts = { live, seal, transports, ownIngest: () => null, maxBodyBytes: 1_000_000 }
  const setup = createSetup({ ...parts, random: randomBytes, idBytes: randomBytes, now: Date.now })
  const context = {
    ...{ journal, live, setup, seal, transports, now: Date.now, publicUrl: '' },
    testAttempt: (destination: LiveDestination, message: TestMessage) =>
      testAttempt(destination, message, { transports, now: Date.now }),
    wake: (lanes: readonly number[]) => delivery.wake(lanes),
  } as unknown as ApiContext
  const app = fastify()
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  mountOperations(app, apiOperations(context), {
    live,
    authenticate: async () => admin,
    once: new Once(journal, seal, Date.now),
    log: { error: (about: object) => console.error(about) } as never,
    maxBodyBytes: 1_000_000,
  })
  opened.push(() => app.close())
  const api = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => {
    const answer = await app.inject({ method, url, ...(payload !== undefined && { payload }) })
    return { status: answer.statusCode, body: answer.json() }
  }
  return { api, accept: world.accept, live }
}

test('a destination of it is made, delivered to, tried again, tested, replayed, changed and shown', async () => {
  const [first, second] = [await sink(['busy', 'wait 50']), await sink([])]
  const { api, accept } = await gateway(['127.0.0.1'])
  const to = { host: '127.0.0.1', port: first.port }
  const made = await api('POST', '/destinations', {
    name: 'sink',
    kind: 'line',
    to,
    retryScheduleMs: [5, 5, 5],
  })
  expect(made).toMatchObject({ status: 201, body: { kind: 'line', to, url: null, allowPrivate: false } })
  expect(made.body.address).toBe(`tcp://127.0.0.1:${first.port}`)
  await api('POST', '/routes', { source: 'orders', destination: 'sink' })

  await accept('{"n":1}')
  await until(() => first.lines.length === 3)
  expect(first.lines.map(({ headers }) => headers['countersign-attempt'])).toEqual(['1', '2', '3'])
  expect(first.lines[2]).toMatchObject({ body: '{"n":1}', headers: { 'countersign-source': 'orders' } })
  expect(first.lines[2]?.headers['webhook-signature']).toMatch(/^v1,/)
  const [event] = (await api('GET', '/events')).body.items
  const deliveries = `/events/${event.id}/deliveries`
  await until(async () => (await api('GET', deliveries)).body.items[0].state === 'delivered')
  const attempts = (await api('GET', '/destinations/sink/attempts')).body.items
  expect(attempts.map(({ error }: { error: string | null }) => error)).toEqual([
    null,
    'ERR_DELIVERY_FAILED',
    'ERR_DELIVERY_FAILED',
  ])

  expect((await api('POST', '/destinations/sink/test', {})).body).toMatchObject({
    delivered: true,
    error: null,
  })
  const moved = { host: '127.0.0.1', port: second.port }
  expect((await api('PATCH', '/destinations/sink', { to: moved })).body).toMatchObject({ to: moved })
  expect((await api('POST', `/events/${event.id}/replay`, {})).status).toBeLessThan(300)
  await until(() => second.lines.length === 1)
  expect(second.lines[0]).toMatchObject({ body: '{"n":1}', headers: { 'webhook-id': event.id } })
  expect(second.lines[0]?.headers['countersign-replay']).not.toBe('')
})

test('its own address is checked, and no other kind’s is taken', async () => {
  const { api } = await gateway([])
  const create = (body: object) => api('POST', '/destinations', { name: 'sink', ...body })
  const inside = { kind: 'line', to: { host: '127.0.0.1', port: 9 } }
  expect((await create(inside)).body.code).toBe('ERR_DESTINATION_PRIVATE')
  for (const [body, at] of [
    [{ kind: 'line' }, '/to/host'],
    [{ kind: 'line', to: { host: 'sink.example', port: 0 } }, '/to/port'],
    [{ kind: 'line', to: { host: 'sink.example', port: 9, url: 'x' } }, '/to'],
    [{ kind: 'line', to: { host: 'sink.example', port: 9 }, url: 'https://app.example' }, '/url'],
    [{ url: 'https://app.example', to: { host: 'sink.example', port: 9 } }, '/to'],
    [{ kind: 'pull', to: {} }, '/to'],
    [{ kind: 'pigeon' }, '/kind'],
  ] as const) {
    const { status, body: problem } = await create(body)
    expect({ status, code: problem.code, at: problem.errors?.[0]?.at }).toEqual({
      status: 400,
      code: 'ERR_INPUT',
      at,
    })
  }
})

test('a gateway that has no such kind does not send to it', async () => {
  const { port, lines } = await sink([])
  const { api, live } = await gateway(['127.0.0.1'])
  await api('POST', '/destinations', { name: 'sink', kind: 'line', to: { host: '127.0.0.1', port } })
  const stored = [...live.current().configuration.destinations].at(-1)
  if (stored === undefined) throw new Error('not stored')
  const without = createTransports(http, [], { egress: createEgress({ allow: [], deny: [] }) })
  expect([without.kindOf(stored), without.open(stored), without.addressOf(stored)]).toEqual([
    undefined,
    null,
    '',
  ])
  expect(lines).toEqual([])
})
