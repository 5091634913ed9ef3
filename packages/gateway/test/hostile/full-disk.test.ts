import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { mountSmallDisk } from '../harness/small-disk.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

const disk = mountSmallDisk(24)
if (typeof disk === 'string') console.warn(`full-disk.test.ts is skipped: ${disk}`)
const folder = typeof disk === 'string' ? '' : disk.folder
const started: StartedGateway[] = []

afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.remove()
})
afterAll(() => {
  if (typeof disk !== 'string') disk.unmount()
})

async function start(data: string): Promise<StartedGateway> {
  // The reserve is what usually keeps the disk from filling; here others fill it.
  const gateway = await startGateway({ data, args: ['--min-free-bytes', '0'] })
  started.push(gateway)
  return gateway
}

/** Writes until not a page is free. */
function fillDisk(): void {
  for (const bytes of [1 << 20, 1 << 16, 4096]) {
    for (let count = 0; ; count++) {
      const file = join(folder, `filler-${bytes}-${count}`)
      try {
        writeFileSync(file, Buffer.alloc(bytes, 1))
      } catch {
        break
      }
    }
  }
}

function makeRoom(): void {
  for (const bytes of [1 << 20, 1 << 16, 4096])
    for (let count = 0; count < 8192; count++)
      rmSync(join(folder, `filler-${bytes}-${count}`), { force: true })
}

test.skipIf(typeof disk === 'string')(
  'a disk that others fill refuses events with 503, says so, and heals by itself as soon as there is room',
  async () => {
    const data = join(folder, 'data')
    const gateway = await start(data)
    const { body } = await gateway.api('POST', '/sources', { name: 'in', scheme: 'github', unsigned: true })
    const path = new URL(body.url).pathname.slice('/in/'.length)
    const post = async () => (await gateway.post(path, 'x'.repeat(100_000))).status
    expect(await post()).toBe(200)
    fillDisk()
    let status = 200
    for (let count = 0; count < 500 && status === 200; count++) status = await post()
    expect(status).toBe(503)
    expect((await fetch(`${gateway.adminUrl}/readyz`)).status).toBe(503)
    expect(gateway.output().stdout).toContain('The store takes nothing in')
    makeRoom()
    await vi.waitFor(async () => expect(await post()).toBe(200), { timeout: 20_000, interval: 200 })
    await vi.waitFor(async () => expect((await fetch(`${gateway.adminUrl}/readyz`)).status).toBe(200), {
      timeout: 20_000,
      interval: 200,
    })
    await vi.waitFor(() => expect(gateway.output().stdout).toContain('The store takes events again'), {
      timeout: 20_000,
    })
    const said = gateway
      .output()
      .stdout.split('\n')
      .filter((line) => line.includes('The store takes'))
    expect(said).toHaveLength(2)
    expect(await gateway.stop()).toBe(0)
  },
)

test.skipIf(typeof disk === 'string').each([
  ['with a store on it', 'data'],
  ['that is the first', 'fresh'],
])('a start on a full disk, %s, works or says so by code, and one with room works', async (_how, name) => {
  const data = join(folder, name)
  fillDisk()
  const outcome = await start(data).then(
    () => 'up',
    (error: unknown) => String(error),
  )
  // What may pass is no mistake in the settings, after which nobody would start it again.
  if (outcome !== 'up') expect(outcome).toMatch(/The gateway ended with 1: (.*\n)*ERR_JOURNAL_FULL: /)
  expect(outcome).not.toMatch(/\n\s+at /)
  for (const gateway of started.splice(0)) await gateway.remove()
  makeRoom()
  expect((await fetch(`${(await start(data)).adminUrl}/readyz`)).status).toBe(200)
})
