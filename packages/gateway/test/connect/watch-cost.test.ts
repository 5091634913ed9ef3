import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import type { Snapshot } from '../../src/configuration/live.ts'
import type { ConnectDeps } from '../../src/connect/deps.ts'
import { createWatch, nextLook } from '../../src/connect/watch.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'
import type { Connection } from '../../src/model/connection.ts'
import { tokenBinding } from '../../src/model/seal-bindings.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { outgoingCall } from '../harness/outgoing-call.ts'

const intervalMs = 60_000
const count = 300
/** A start spreads its looks by so much a connection. */
const firstMs = 50 * count

/** Lists asked for, by connection; the token names it. */
async function startProvider(): Promise<{ api: string; calls: string[]; close(): void }> {
  const calls: string[] = []
  const server = createServer((request, response) => {
    const id = request.headers.authorization?.slice('Bearer '.length) ?? ''
    calls.push(id)
    const targetUrl = `https://hooks.example.com/in/${id}`
    const webhook = {
      id: `hook-${id}`,
      name: 'x',
      targetUrl,
      resource: 'messages',
      event: 'created',
      status: 'active',
    }
    response.setHeader('content-type', 'application/json')
    response.end(request.url?.startsWith('/v1/webhooks?') ? JSON.stringify({ items: [webhook] }) : '{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return { api, calls, close: () => server.closeAllConnections() === undefined && server.close() }
}

// The clock is the test's own: it goes on by a tenth of an interval, and the watch looks at it.
let wall = 1_800_000_000_000
afterEach(() => void vi.useRealTimers())

test('three hundred connections cost one list call each an interval, spread over it', async () => {
  const provider = await startProvider()
  const seal = createSeal(Buffer.alloc(32, 1))
  const connections = Array.from({ length: count }, (_, n): Connection => {
    const id = `con_${n}`
    return {
      ...{ id, source: `src_${n}`, provider: 'webex', api: provider.api, webhook: `hook-${id}` },
      settings: { resource: 'messages', event: 'created' },
      sealedToken: seal.seal(Buffer.from(id), tokenBinding(id)),
      ...{ state: 'connected', createdAt: wall },
    }
  })
  const kept = new Map<string, string>()
  let writes = 0
  const deps: ConnectDeps = {
    live: {
      current: () =>
        ({
          configuration: { connections: nothingSetUp.connections.changed(connections) },
          source: (id: string) => ({ source: { id, path: id.replace('src_', 'con_') }, secrets: [] }),
        }) as unknown as Snapshot,
    },
    setup: {
      run: () => Promise.reject(new Error('nothing is to be changed')),
      trial: () => ({}),
      context: () => expect.fail('nothing is to be set up'),
    },
    seal,
    // The store is not what is measured here: a map takes its place.
    journal: {
      takeWatch: async (id) => ({ state: kept.get(id) ?? null }),
      keepWatch: async (id, state) => {
        writes += 1
        kept.set(id, state)
      },
      watches: async () => kept,
      events: async () => [],
      payloads: async () => new Map(),
    },
    publicUrl: 'https://hooks.example.com',
    admit: async () => 0,
    raise: async () => {},
    log: { info: () => {}, warn: () => {} },
    now: () => wall,
    sleep: async () => {},
    call: outgoingCall,
    intervalMs,
  }
  const watch = createWatch(deps, (_connection, work) => work())
  // As after the first looks of a start, which fetch what may have been missed before it.
  for (const connection of deps.live.current().configuration.connections) watch.made(connection)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  /** Goes on, and waits until so many lists have been asked for in all. */
  const goOn = async (ms: number, calls: number): Promise<void> => {
    wall += ms
    vi.advanceTimersByTime(200)
    await expect.poll(() => provider.calls.length).toBeGreaterThanOrEqual(calls)
    await expect.poll(() => writes).toBe(provider.calls.length)
  }
  watch.start()
  await goOn(firstMs, count)
  expect(new Set(provider.calls).size).toBe(count)
  const stepMs = intervalMs / 10
  // One that is looked at shortly before its turn has had it.
  const turnOf = (id: string): number => nextLook(id, wall + stepMs, intervalMs)
  const turns = new Map(connections.map(({ id }) => [id, turnOf(id)]))
  // The first round is that of a start; the next ones are the steady state.
  for (let round = 0; round < 3; round++) {
    const before = provider.calls.length
    const perTenth: number[] = []
    for (let tenth = 0; tenth < 10; tenth++) {
      const due = connections.filter(({ id }) => (turns.get(id) ?? 0) <= wall + stepMs)
      const soFar = provider.calls.length
      await goOn(stepMs, soFar + due.length)
      expect(provider.calls.slice(soFar).sort()).toEqual(due.map(({ id }) => id).sort())
      for (const { id } of due) turns.set(id, turnOf(id))
      perTenth.push(due.length)
    }
    if (round === 0) continue
    expect(provider.calls.slice(before).sort()).toEqual(connections.map(({ id }) => id).sort())
    // Thirty would be even.
    expect(Math.min(...perTenth)).toBeGreaterThan(15)
  }
  await watch.stop()
  provider.close()
})
