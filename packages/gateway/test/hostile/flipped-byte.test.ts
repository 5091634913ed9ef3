import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test, vi } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'

const data = mkdtempSync(join(tmpdir(), 'countersign-flipped-'))
const started: StartedGateway[] = []

afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.remove()
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

test('a body of which a bit has changed on the disk is not delivered, shown or replayed, and it is told', async () => {
  const receiver = await startReceiver()
  const gateway = await startGateway({ data })
  started.push(gateway)
  const { body: source } = await gateway.api('POST', '/sources', {
    name: 'in',
    scheme: 'github',
    unsigned: true,
  })
  const made = { name: 'app', url: receiver.url, scheme: 'standard-webhooks', allowPrivate: true }
  await gateway.api('POST', '/destinations', made)
  await gateway.api('POST', '/routes', { source: 'in', destination: 'app' })
  await gateway.api('PATCH', '/destinations/app', { paused: true })
  const path = new URL(source.url).pathname.slice('/in/'.length)
  const answers = []
  for (const amount of ['100', '200']) answers.push(await gateway.post(path, `{"amount":${amount}}`))
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  await gateway.stop()

  const db = new DatabaseSync(join(data, 'journal.sqlite'))
  db.prepare("update payload set body = cast(replace(cast(body as text), '100', '900') as blob)").run()
  db.close()

  const again = await startGateway({ data })
  started.push(again)
  const { body: events } = await again.api('GET', '/events')
  const [sound, damaged] = events.items
  await again.api('PATCH', '/destinations/app', { paused: false })
  expect((await receiver.until(1))[0]?.body.toString()).toBe('{"amount":200}')
  expect(sound.id).not.toBe(damaged.id)
  await vi.waitFor(async () => {
    const { body } = await again.api('GET', '/deliveries?state=dead')
    expect(body.items).toMatchObject([{ event: damaged.id, state: 'dead', lastError: 'ERR_PAYLOAD_DAMAGED' }])
  })
  expect((await again.api('GET', `/events/${damaged.id}/body`)).body.code).toBe('ERR_PAYLOAD_DAMAGED')
  expect((await again.api('POST', `/events/${damaged.id}/replay`, {})).body.code).toBe('ERR_PAYLOAD_DAMAGED')
  expect(again.output().stdout).toContain('Stored content is not what was stored')
  expect(receiver.received).toHaveLength(1)
  await receiver.close()
})
