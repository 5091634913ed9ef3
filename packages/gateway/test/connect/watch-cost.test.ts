import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import type { Snapshot } from '../../src/configuration/live.ts'
import type { ConnectDeps } from '../../src/connect/deps.ts'
import { createWatch } from '../../src/connect/watch.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'
import type { Connection } from '../../src/model/connection.ts'
import { tokenBinding } from '../../src/model/seal-bindings.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { outgoingCall } from '../harness/outgoing-call.ts'

const intervalMs = 3000
const count = 300

/** Calls of the list by connection, each with its time; the token names the connection. */
async function startProvider(): Promise<{ api: string; calls: Map<string, number[]>; close(): void }> {
  const calls = new Map<string, number[]>()
  const server = createServer((request, response) => {
    const id = request.headers.authorization?.slice('Bearer '.length) ?? ''
    calls.set(id, [...(calls.get(id) ?? []), performance.now()])
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

test('three hundred connections cost one list call each an interval, spread over it', async () => {
  const provider = await startProvider()
  const seal = createSeal(Buffer.alloc(32, 1))
  const connections = Array.from({ length: count }, (_, n): Connection => {
    const id = `con_${n}`
    return {
      ...{ id, source: `src_${n}`, provider: 'webex', api: provider.api, webhook: `hook-${id}` },
      settings: { resource: 'messages', event: 'created' },
      sealedToken: seal.seal(Buffer.from(id), tokenBinding(id)),
      ...{ state: 'connected', createdAt: Date.now() },
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
    now: Date.now,
    sleep: async () => {},
    call: outgoingCall,
    intervalMs,
  }
  const watch = createWatch(deps, (_connection, work) => work())
  // As after the first looks of a start, which fetch what may have been missed before it.
  for (const connection of deps.live.current().configuration.connections) watch.made(connection)
  watch.start()
  // The first round is a start; the next ones are the steady state.
  await expect.poll(() => provider.calls.size, { timeout: 30_000 }).toBe(count)
  const begin = performance.now() + 100
  const rounds = 2
  await new Promise((resolve) => setTimeout(resolve, 100 + rounds * intervalMs))
  await watch.stop()
  const end = begin + rounds * intervalMs
  const steady = [...provider.calls.values()].map((times) => times.filter((at) => at >= begin && at < end))
  // One call an interval and no more, whatever the machine does meanwhile; less where it could not keep up.
  expect(Math.max(...steady.map((times) => times.length))).toBeLessThanOrEqual(rounds + 1)
  const tenths = new Map<number, number>()
  for (const at of steady.flat()) {
    const tenth = Math.floor((((at - begin) % intervalMs) / intervalMs) * 10)
    tenths.set(tenth, (tenths.get(tenth) ?? 0) + 1)
  }
  expect(tenths.size).toBe(10)
  expect(writes).toBe([...provider.calls.values()].flat().length)
  provider.close()
})
