import { createHmac } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand, startGateway } from '../harness/start-gateway.ts'
import { withServer } from '../postgres/with-server.ts'

const world = withServer()

test('a migration names the key and token of the folder; given those, a gateway on the database lets in whom the one before did', async () => {
  const before = await startGateway()
  onTestFinished(() => before.remove())
  const secret = 'a webex secret that is long enough'
  const wanted = { name: 'bot', scheme: 'webex', secrets: [secret] }
  const made = await before.api('POST', '/sources', wanted)
  expect(made.status, made.bytes.toString()).toBe(201)
  await before.stop()

  const to = await world.server.database()
  const { code, stdout } = await runCommand(['migrate-store', '--from', before.data, '--to', to])
  expect(code).toBe(0)
  const env = Object.fromEntries(
    [...stdout.matchAll(/^ {2}(COUNTERSIGN_\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
  )
  expect(Object.keys(env)).toEqual(['COUNTERSIGN_KEY_FILE', 'COUNTERSIGN_ADMIN_TOKEN_FILE'])

  const after = await startGateway({ env: { COUNTERSIGN_DATABASE_URL: to, ...env } })
  onTestFinished(() => after.remove())
  const asked = await after.api('GET', '/sources', undefined, { authorization: `Bearer ${before.token}` })
  expect([asked.status, asked.body.items.map(({ name }: { name: string }) => name)]).toEqual([
    200,
    expect.arrayContaining(['bot']),
  ])
  const signature = createHmac('sha1', secret).update('{}').digest('hex')
  expect((await after.post('bot', '{}', { 'x-spark-signature': signature })).status).toBe(200)
})
