import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { withServer } from '../postgres/with-server.ts'

// A balancer asks whether to send callers here. The database answers every read, and no event can be taken in.

const world = withServer()
let gateway: StartedGateway
let path = ''

beforeEach(async () => {
  const url = await world.server.database()
  const key = randomBytes(32).toString('base64')
  gateway = await startGateway({ env: { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_KEY: key } })
  const { body } = await gateway.api('POST', '/sources', { name: 'in', scheme: 'github', unsigned: true })
  path = new URL(body.url).pathname.slice('/in/'.length)
})
afterEach(async () => {
  await set('synchronous_standby_names', "''")
  await set('default_transaction_read_only', 'off')
  await gateway.remove()
})

async function set(name: string, value: string): Promise<void> {
  await world.server.query(`alter system set ${name} = ${value}`)
  await world.server.query('select pg_reload_conf()')
}

async function ready(): Promise<number> {
  return (await fetch(`${gateway.adminUrl}/readyz`)).status
}

test.each([
  ['commits wait for a standby that is away', 'synchronous_standby_names', "'missing'", "''"],
  ['the server became read-only', 'default_transaction_read_only', 'on', 'off'],
])('%s: not ready, nothing is answered 200, and ready again when it is over', async (_, name, bad, good) => {
  await expect.poll(ready).toBe(200)
  expect((await gateway.post(path, 'before')).status).toBe(200)
  await set(name, bad)
  // Nothing comes in: it finds out by a write of its own.
  await expect.poll(ready, { timeout: 30_000 }).toBe(503)
  const answer = await fetch(`${gateway.adminUrl}/readyz`)
  const { checks } = (await answer.json()) as { checks: { name: string; ok: boolean }[] }
  expect(checks).toContainEqual(expect.objectContaining({ name: 'store', ok: false }))
  expect((await gateway.post(path, 'meanwhile')).status).toBe(503)
  expect(await ready()).toBe(503)
  await set(name, good)
  await expect.poll(ready, { timeout: 30_000 }).toBe(200)
  expect((await gateway.post(path, 'after')).status).toBe(200)
})
