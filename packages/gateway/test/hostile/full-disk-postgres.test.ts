import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, expect, test } from 'vitest'
import { mountSmallDisk } from '../harness/small-disk.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { withServer } from '../postgres/with-server.ts'

// The database lies on a disk that others fill; its server's own files lie on another, so that the server lives.

const disk = mountSmallDisk(96)
if (typeof disk === 'string') console.warn(`full-disk-postgres.test.ts is skipped: ${disk}`)
const folder = typeof disk === 'string' ? '' : disk.folder
const world = withServer()

let gateway: StartedGateway | undefined

// Whatever has failed: a gateway that is left would hold the disk, and a tablespace the server's end.
afterEach(async () => {
  makeRoom()
  await gateway?.remove()
  gateway = undefined
  await world.server.query('drop database if exists full_disk with (force)')
  await world.server.query('drop tablespace if exists small')
})

afterAll(() => {
  if (typeof disk !== 'string') disk.unmount()
})

const fillers: string[] = []

/** Writes until not a page is free. */
function fillDisk(): void {
  for (const bytes of [1 << 20, 1 << 16, 4096])
    for (;;) {
      const file = join(folder, `filler-${fillers.length}`)
      fillers.push(file)
      try {
        writeFileSync(file, Buffer.alloc(bytes, 1))
      } catch {
        break
      }
    }
}

function makeRoom(): void {
  for (const file of fillers.splice(0)) rmSync(file, { force: true })
}

test.skipIf(typeof disk === 'string')(
  'a full disk of the database: 503 by a code, not ready for as long as nothing goes in, and ready again by itself',
  async () => {
    const space = join(folder, 'space')
    mkdirSync(space)
    chownSync(space, 65534, 65534)
    await world.server.query(`create tablespace small location '${space}'`)
    await world.server.query('create database full_disk tablespace small')
    const url = `postgres://postgres:@127.0.0.1:${world.server.port}/full_disk`
    const up = await startGateway({
      env: { COUNTERSIGN_DATABASE_URL: url, COUNTERSIGN_KEY: randomBytes(32).toString('base64') },
    })
    gateway = up
    const ready = async (): Promise<number> => (await fetch(`${up.adminUrl}/readyz`)).status
    const { body } = await up.api('POST', '/sources', { name: 'in', scheme: 'github', unsigned: true })
    const path = new URL(body.url).pathname.slice('/in/'.length)
    const post = (): Promise<Response> => up.post(path, randomBytes(100_000))
    expect((await post()).status).toBe(200)
    // Until a look of its own has written where events go: from then on a small row finds room there.
    await wait(1200)
    await expect.poll(ready).toBe(200)
    fillDisk()
    let answer = await post()
    for (let tries = 0; tries < 200 && answer.status === 200; tries++) answer = await post()
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ success: false, error: { code: 'ERR_JOURNAL_FULL' } })
    // An answer stands for half a second, and the last one may be from before the disk was full.
    await expect.poll(ready).toBe(503)
    // Through several looks of its own, each of which finds room for less than what failed.
    for (let looks = 0; looks < 8; looks++) {
      expect(await ready()).toBe(503)
      await wait(400)
    }
    expect((await post()).status).toBe(503)
    makeRoom()
    await expect.poll(ready, { timeout: 30_000 }).toBe(200)
    expect((await post()).status).toBe(200)
    expect(up.output().stdout).toContain("The database's disk is full")
    await up.stop()
  },
)
