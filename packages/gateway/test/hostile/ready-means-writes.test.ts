import { rmSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { journalFile } from '../../src/journal/sqlite/connection.ts'
import { breakLastPage } from '../harness/break-page.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

const data = scratchFolder('countersign-ready-')
const started: StartedGateway[] = []

afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.remove()
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

async function start(): Promise<StartedGateway> {
  const gateway = await startGateway({ data })
  started.push(gateway)
  return gateway
}

test('a store that can be read, and in which no event can be put, is not ready; the log says so once', async () => {
  const first = await start()
  const { body } = await first.api('POST', '/sources', { name: 'in', scheme: 'github', unsigned: true })
  const path = new URL(body.url).pathname.slice('/in/'.length)
  for (let count = 0; count < 30; count++) expect((await first.post(path, 'x'.repeat(2000))).status).toBe(200)
  expect((await fetch(`${first.adminUrl}/readyz`)).status).toBe(200)
  await first.stop()

  breakLastPage(journalFile(data), 'payload')
  const second = await start()
  // Nothing has come in yet: it tries a write of its own.
  const ready = await fetch(`${second.adminUrl}/readyz`)
  expect(ready.status).toBe(503)
  const { checks } = (await ready.json()) as { checks: { name: string; ok: boolean }[] }
  expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['store'])
  for (let count = 0; count < 5; count++) expect((await second.post(path, 'x'.repeat(2000))).status).toBe(503)
  const said = second.output().stdout.split('\n')
  expect(said.filter((line) => line.includes('The store takes nothing in'))).toHaveLength(1)
})
