import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'
import { type Server, startServer } from '../postgres/server.ts'

const key = randomBytes(32).toString('base64')
const secret = 'a-secret-phrase-of-webex'
const token = 'cst_the-token-of-all-gateways'
let server: Server
let url: string
const gateways: StartedGateway[] = []

beforeAll(async () => {
  server = await startServer()
  url = await server.database()
})

afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.remove()))
  await server.close()
})

async function start(): Promise<StartedGateway> {
  const env = { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_KEY: key }
  const gateway = await startGateway({ env })
  gateways.push(gateway)
  return gateway
}

it('two gateways share a database: what one sets up, the other takes in, and either delivers', async () => {
  const receiver = await startReceiver()
  const [one, other] = await Promise.all([start(), start()])
  await one.api('POST', '/sources', { name: 'webex', scheme: 'webex', secrets: [secret] })
  await one.api('POST', '/destinations', { name: 'app', url: receiver.url, allowPrivate: true })
  await one.api('POST', '/routes', { source: 'webex', destination: 'app' })
  const post = async (gateway: StartedGateway, body: string): Promise<number> => {
    const signature = createHmac('sha1', secret).update(body).digest('hex')
    return (await gateway.post('webex', body, { 'x-spark-signature': signature })).status
  }
  await expect.poll(() => post(other, '{"n":1}'), { timeout: 10_000 }).toBe(200)
  expect(await post(one, '{"n":2}')).toBe(200)
  const received = await receiver.until(2)
  expect(received.map(({ body }) => body.toString()).sort()).toEqual(['{"n":1}', '{"n":2}'])
  const { body: list } = await other.api('GET', '/events')
  expect(list.items).toHaveLength(2)
  const [{ id }] = (await one.api('GET', '/sources/webex/secrets')).body.items
  expect((await one.api('DELETE', `/sources/webex/secrets/${id}`)).status).toBe(204)
  expect(await post(other, '{"n":3}')).toBe(500)
  await receiver.close()
})

it('refuses what cannot work, with a sentence', async () => {
  const data = scratchFolder('countersign-test-')
  const serve = (env: Record<string, string>): ReturnType<typeof runCommand> =>
    runCommand(['serve', '--port', '0', '--data', data], { env: { COUNTERSIGN_ADMIN_TOKEN: token, ...env } })
  const tokenless = await runCommand(['serve', '--port', '0', '--data', data], {
    env: { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_KEY: key },
  })
  expect(tokenless.code).toBe(78)
  expect(tokenless.stderr).toContain('COUNTERSIGN_ADMIN_TOKEN')
  expect(existsSync(join(data, 'token'))).toBe(false)
  const without = await serve({ COUNTERSIGN_DATABASE_URL: url })
  expect(without.code).toBe(78)
  expect(without.stderr).toContain('COUNTERSIGN_KEY')
  const another = await serve({
    COUNTERSIGN_DATABASE_URL: url,
    COUNTERSIGN_KEY: randomBytes(32).toString('base64'),
  })
  expect(another.code).toBe(78)
  expect(another.stderr).toMatch(/key/)
  const away = await serve({
    COUNTERSIGN_DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/none',
    COUNTERSIGN_KEY: key,
  })
  // A database that is away comes back by itself: a supervisor may try again.
  expect(away.code).toBe(1)
  expect(away.stderr).toContain('cannot be reached')
  expect(away.stderr).not.toContain('hidden')
  rmSync(data, { recursive: true, force: true })
})
