import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

const parent = scratchFolder('countersign-gone-')
const data = join(parent, 'data')
const aside = join(parent, 'aside')
const started: StartedGateway[] = []

afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.remove()
  rmSync(parent, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

async function gatewayWithSource(): Promise<{ gateway: StartedGateway; path: string }> {
  mkdirSync(data, { recursive: true })
  const gateway = await startGateway({ data })
  started.push(gateway)
  const { body } = await gateway.api('POST', '/sources', { name: 'in', scheme: 'github', unsigned: true })
  return { gateway, path: new URL(body.url).pathname.slice('/in/'.length) }
}

const readiness = async (gateway: StartedGateway): Promise<number> =>
  (await fetch(`${gateway.adminUrl}/readyz`)).status

test('no 2xx is answered once the data folder is deleted, and no empty store is begun after it', async () => {
  const { gateway, path } = await gatewayWithSource()
  expect((await gateway.post(path, 'kept')).status).toBe(200)
  const victim = gateway.pid()
  rmSync(data, { recursive: true })
  for (let count = 0; count < 20; count++) {
    const answer = await gateway.post(path, `lost ${count}`)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).not.toBeNull()
  }
  expect(await readiness(gateway)).toBe(503)
  process.kill(victim, 'SIGKILL')
  await vi.waitFor(() => expect(gateway.output().stderr).toContain('there has been one'), { timeout: 20_000 })
  expect(existsSync(join(data, 'journal.sqlite'))).toBe(false)
})

test('a folder that was moved away and comes back is gone on with, and nothing of it is lost', async () => {
  const { gateway, path } = await gatewayWithSource()
  expect((await gateway.post(path, 'before')).status).toBe(200)
  renameSync(data, aside)
  expect((await gateway.post(path, 'meanwhile')).status).toBe(503)
  renameSync(aside, data)
  expect((await gateway.post(path, 'after')).status).toBe(200)
  await vi.waitFor(async () => expect(await readiness(gateway)).toBe(200), { timeout: 10_000 })
})

test('another file in the place of the store is noticed, and so is a log that was deleted', async () => {
  const { gateway, path } = await gatewayWithSource()
  expect((await gateway.post(path, 'one')).status).toBe(200)
  const file = join(data, 'journal.sqlite')
  cpSync(file, `${file}.copy`)
  renameSync(file, join(data, 'kept'))
  renameSync(`${file}.copy`, file)
  expect((await gateway.post(path, 'two')).status).toBe(503)
  renameSync(join(data, 'kept'), file)
  expect((await gateway.post(path, 'three')).status).toBe(200)
  rmSync(`${file}-wal`)
  expect((await gateway.post(path, 'four')).status).toBe(503)
})

test('a start whose store is gone says so and what to do, and begins anew once it is told to', async () => {
  const { gateway } = await gatewayWithSource()
  await gateway.stop()
  for (const name of ['journal.sqlite', 'journal.sqlite-wal', 'journal.sqlite-shm'])
    rmSync(join(data, name), { force: true })
  const refused = startGateway({ data })
  await expect(refused).rejects.toThrow(`remove ${join(data, 'lock.sqlite')}`)
  expect(existsSync(join(data, 'journal.sqlite'))).toBe(false)
  rmSync(join(data, 'lock.sqlite'))
  started.push(await startGateway({ data }))
})
