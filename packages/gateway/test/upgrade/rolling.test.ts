import { rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'
import { withServer } from '../postgres/with-server.ts'
import { checkOut } from './checkout.ts'
import { hook, hookSecret, keptKey } from './fill-store.ts'

// A gateway of the version before and one of today beside each other on one database, as during every upgrade.

const before = checkOut('0b3f453')
if (typeof before === 'string') console.warn(`rolling.test.ts is skipped: ${before}`)
/** Of schema 9: functions that it calls are gone. */
const longBefore = checkOut('dbc71e64')
const world = withServer()
const started: StartedGateway[] = []

afterAll(async () => {
  for (const gateway of started) await gateway.remove()
  for (const each of [before, longBefore]) if (typeof each !== 'string') each.remove()
})

test.skipIf(typeof before === 'string')(
  'nothing is lost and nothing comes twice while the old and the new take in and deliver; each knows the other’s changes',
  async () => {
    const receiver = await startReceiver()
    const env = { COUNTERSIGN_DATABASE_URL: await world.server.database(), COUNTERSIGN_KEY: keptKey }
    const start = async (launcher?: string): Promise<StartedGateway> => {
      const gateway = await startGateway({ env, ...(launcher !== undefined && { launcher }) })
      started.push(gateway)
      return gateway
    }
    const old = await start(typeof before === 'string' ? '' : before.launcher)
    const source = { name: 'hooks', scheme: 'webex', secrets: [{ value: hookSecret }] }
    expect((await old.api('POST', '/sources', source)).status).toBe(201)
    // As many lanes as two gateways share; one of them in order.
    const destination = { url: receiver.url, allowPrivate: true, shards: 4 }
    for (const name of ['app', 'ordered']) {
      const order = name === 'ordered' ? { key: 'json.data.roomId' } : null
      expect((await old.api('POST', '/destinations', { ...destination, name, order })).status).toBe(201)
      expect((await old.api('POST', '/routes', { source: 'hooks', destination: name })).status).toBe(201)
    }

    const accepted: string[] = []
    const others: number[] = []
    const takesIn = new Set([old])
    let sent = 0
    let sending = true
    const sender = async (room: number): Promise<void> => {
      while (sending) {
        for (const gateway of takesIn) {
          const { body, headers } = hook(`message-${sent++}`, room)
          const answer = await gateway.post('hooks', body, headers)
          if (answer.status === 200) accepted.push(((await answer.json()) as { id: string }).id)
          else others.push(answer.status)
        }
        await wait(5)
      }
    }
    const senders = Array.from({ length: 8 }, (_, room) => sender(room))
    const more = async (): Promise<void> => {
      const [had, came] = [accepted.length, receiver.received.length]
      await expect.poll(() => accepted.length).toBeGreaterThan(had + 100)
      await expect.poll(() => receiver.received.length).toBeGreaterThan(came + 200)
    }
    await more()
    const today = await start()
    takesIn.add(today)
    await more()
    // What one is told the other goes by: a change by the one of before is told of by no account of changes.
    expect((await old.api('PATCH', '/destinations/app', { timeoutMs: 9000 })).status).toBe(200)
    expect((await today.api('PATCH', '/destinations/ordered', { timeoutMs: 8000 })).status).toBe(200)
    for (const [gateway, name, timeoutMs] of [
      [today, 'app', 9000],
      [old, 'ordered', 8000],
    ] as const)
      await expect
        .poll(async () => (await gateway.api('GET', `/destinations/${name}`)).body.timeoutMs)
        .toBe(timeoutMs)
    await more()
    // Each owns lanes.
    const owners = 'select distinct owner from countersign.lane where owner is not null'
    await expect.poll(() => world.server.query(owners, env.COUNTERSIGN_DATABASE_URL)).toHaveLength(2)
    await more()
    takesIn.delete(old)
    expect(await old.stop()).toBe(0)
    await more()
    sending = false
    await Promise.all(senders)

    await expect
      .poll(async () => (await today.api('GET', '/stats')).body.deliveries, { timeout: 60_000 })
      .toMatchObject({ pending: 0, dead: 0 })
    const times = new Map<string, number>()
    for (const { headers } of receiver.received) {
      const id = String(headers['webhook-id'])
      times.set(id, (times.get(id) ?? 0) + 1)
    }
    expect(others).toEqual([])
    expect(accepted.filter((id) => times.get(id) !== 2)).toEqual([])
    expect(times.size).toBe(accepted.length)
    await receiver.close()
  },
  180_000,
)

test.skipIf(typeof before === 'string')(
  'the version before refuses a data folder that today’s has opened, by code, and leaves it as it is',
  async () => {
    const data = scratchFolder('countersign-newer-')
    const today = await startGateway({ data })
    expect((await today.api('POST', '/sources', { name: 'own', scheme: 'publish' })).status).toBe(201)
    await today.stop()
    const launcher = typeof before === 'string' ? '' : before.launcher
    await expect(startGateway({ data, launcher })).rejects.toThrow(/ended with 78: ERR_SCHEMA_NEWER/)
    const again = await startGateway({ data })
    expect((await again.api('GET', '/sources/own')).status).toBe(200)
    await again.stop()
    await rm(data, { recursive: true })
  },
  180_000,
)

test.skipIf(typeof longBefore === 'string')(
  'a version from before schema 17 refuses a database of today, and leaves it as it is',
  async () => {
    const env = { COUNTERSIGN_DATABASE_URL: await world.server.database(), COUNTERSIGN_KEY: keptKey }
    const today = await startGateway({ env })
    started.push(today)
    expect((await today.api('POST', '/sources', { name: 'own', scheme: 'publish' })).status).toBe(201)
    const launcher = typeof longBefore === 'string' ? '' : longBefore.launcher
    // It named no code yet.
    await expect(startGateway({ env, launcher })).rejects.toThrow(
      /ended with 78: .* from a newer Countersign; this one knows version 9\./,
    )
    expect((await today.api('GET', '/sources/own')).status).toBe(200)
  },
  180_000,
)
