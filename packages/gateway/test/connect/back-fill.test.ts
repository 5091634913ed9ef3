import { afterEach, beforeEach, expect, test } from 'vitest'
import { simulateWebex, type WebexSimulator } from '../../../simulators/src/index.ts'
import { backFill } from '../../src/connect/back-fill.ts'
import type { ConnectDeps } from '../../src/connect/deps.ts'
import type { Connection } from '../../src/model/connection.ts'
import { outgoingCall } from '../harness/outgoing-call.ts'

// A provider that asks to be left alone in the middle of a search: the search waits, and does not begin anew.

let now = 0
let webex: WebexSimulator
let slept: number[] = []
/** Calls until the provider answers 429, and how often then. */
let limit: { after: number; times: number | null; again?: boolean } | null = null

beforeEach(async () => {
  now = 1_790_000_000_000
  slept = []
  webex = await simulateWebex({
    now: () => now,
    newcomers: [
      { token: 'persontoken', email: 'person@example.com', displayName: 'A Person', type: 'person' },
      { token: 'bottoken', email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' },
    ],
  })
})
afterEach(() => webex.close())

async function search(): Promise<{ found: number; admitted: number }> {
  const [person, bot] = [webex.world.person('person@example.com'), webex.world.person('batbot@webex.bot')]
  if (person === undefined || bot === undefined) throw new Error('nobody is there')
  const headers = { authorization: 'Bearer bottoken', 'content-type': 'application/json' }
  const hook = { name: 'h', targetUrl: 'http://127.0.0.1:9/', resource: 'messages', event: 'created' }
  const made = await fetch(`${webex.api}/webhooks`, { method: 'POST', headers, body: JSON.stringify(hook) })
  const { id: webhook } = (await made.json()) as { id: string }
  const from = now
  webex.control.change({ silent: true })
  webex.world.post(person, webex.world.directRoom(person, bot), { text: 'missed' })
  now += 1000
  let admitted = 0
  const deps = {
    seal: { open: () => Buffer.from('bottoken') },
    call: outgoingCall,
    journal: { events: async () => [], payloads: async () => new Map() },
    admit: async (_source: unknown, missed: readonly unknown[]) => {
      admitted += missed.length
      return missed.length
    },
    sleep: async (ms: number) => {
      slept.push(ms)
      if (limit?.again) limit.after = 1
    },
    // Asked once for each answer.
    now: () => {
      if (limit !== null && --limit.after === 0)
        webex.control.change({
          api: 'rate-limited',
          retryAfterSeconds: limit.again ? 110 : 90,
          times: limit.times,
        })
      return now
    },
  } as unknown as ConnectDeps
  const connection: Connection = {
    ...{ id: 'con_1', source: 'src_1', provider: 'webex', api: webex.api, createdAt: from },
    settings: { resource: 'messages', event: 'created' },
    ...{ sealedToken: new Uint8Array(8), webhook, state: 'connected' },
  }
  const live = { source: { number: 1 } } as unknown as Parameters<typeof backFill>[2]
  const { found } = await backFill(deps, connection, live, { from, to: now })
  return { found, admitted }
}

test.each([1, 2, 3])('429 after %i calls: waits as long as it is asked to, and finds all', async (after) => {
  limit = { after, times: 1 }
  expect(await search()).toEqual({ found: 1, admitted: 1 })
  expect(slept).toEqual([90_000])
})

test('429 at every call ends after five minutes in all, and says when to come again', async () => {
  limit = { after: 1, times: 1, again: true }
  await expect(search()).rejects.toMatchObject({ code: 'ERR_PROVIDER_RATE_LIMITED', retryAfterMs: 110_000 })
  expect(slept).toEqual([110_000, 110_000])
})

test('429 for ever ends, and says when to come again', async () => {
  limit = { after: 2, times: null }
  await expect(search()).rejects.toMatchObject({ code: 'ERR_PROVIDER_RATE_LIMITED', retryAfterMs: 90_000 })
  expect(slept.length).toBeLessThan(8)
})
