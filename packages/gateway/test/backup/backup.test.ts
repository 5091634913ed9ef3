import { spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli } from '../cli/cli.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { mountSmallDisk } from '../harness/small-disk.ts'
import { launcher, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'

const folder = scratchFolder('countersign-backup-')
const disk = mountSmallDisk(1)
if (typeof disk === 'string') console.warn(`The full disk of backup.test.ts is skipped: ${disk}`)
let gateway: StartedGateway
let backup = ''

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'own', scheme: 'publish' })
})
afterAll(async () => {
  await gateway.remove()
  rmSync(folder, { recursive: true })
  if (typeof disk !== 'string') disk.unmount()
})

async function publish(count: number, from = 0): Promise<void> {
  for (let n = 0; n < count; n++) {
    const event = { source: 'own', type: 'order.paid', data: { n: from + n, filler: 'x'.repeat(4000) } }
    expect((await gateway.api('POST', '/events', event)).status).toBe(201)
  }
}

const events = (file: string): number => {
  const db = new DatabaseSync(file, { readOnly: true })
  const count = Number(db.prepare('select count(*) as n from event').get()?.n)
  db.close()
  return count
}

describe('a backup', () => {
  it('holds the store of one moment, taken while events come in, and nothing for others to read', async () => {
    await publish(200)
    const file = join(folder, 'first.sqlite')
    // Slow enough that events come in between its steps.
    const running = cli(['backup', file, '--data', gateway.data, '--rate', '1', '--json'])
    let during = 0
    const over = running.then(() => true)
    while (!(await Promise.race([over, publish(1, 1000 + during).then(() => false)]))) during++
    const { code, stdout, stderr } = await running
    expect({ code, stderr: stderr.replaceAll(/copied.*\n/g, '') }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({ file, bytes: statSync(file).size })
    expect(during).toBeGreaterThan(0)
    const held = events(file)
    expect(held).toBeGreaterThanOrEqual(200)
    expect(held).toBeLessThan(200 + during)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['first.sqlite'])
    backup = file
  })

  it('takes no file that others may read, and follows no link, where somebody has put one before it', async () => {
    const file = join(folder, 'laid.sqlite')
    const partial = `${file}.partial`
    const elsewhere = join(folder, 'elsewhere')
    writeFileSync(elsewhere, 'not ours')
    for (const lay of [
      () => symlinkSync(elsewhere, partial),
      () => writeFileSync(partial, '', { mode: 0o644 }),
    ]) {
      lay()
      // Who has it open sees what is written into it.
      const opened = openSync(partial, 'r')
      const { code, stderr } = await cli(['backup', file, '--data', gateway.data])
      expect([code, stderr.includes('error')]).toEqual([0, false])
      expect(['', 'not ours']).toContain(readFileSync(opened, 'utf8'))
      closeSync(opened)
      expect([statSync(file).mode & 0o777, events(file) > 0]).toEqual([0o600, true])
      expect(readFileSync(elsewhere, 'utf8')).toBe('not ours')
      rmSync(file)
    }
    rmSync(elsewhere)
  })

  it('of a store that is copied in one step says its size, too', async () => {
    const small = await startGateway()
    const file = join(folder, 'small.sqlite')
    const { stdout } = await cli(['backup', file, '--data', small.data])
    expect(stdout).toBe(`${file}: ${statSync(file).size} bytes. The sealing key is not in it.\n`)
    await small.remove()
  })

  it.skipIf(typeof disk === 'string')(
    'that a full disk cuts says so, leaves nothing of it, and the gateway goes on',
    async () => {
      const { folder: small } = disk as Exclude<typeof disk, string>
      const file = join(small, 'backup.sqlite')
      const toDisk = await cli(['backup', file, '--data', gateway.data])
      expect(toDisk).toMatchObject({ code: 1, stdout: '' })
      expect(toDisk.stderr).toContain(`error: ${file} was not written: `)
      expect(toDisk.stderr).toMatch(/disk is full/)
      expect(readdirSync(small)).toEqual([])
      // On its way to standard output it lies in the temporary folder first: nothing comes out of one that is cut.
      const toOutput = await cli(['backup', '-', '--data', gateway.data], { env: { TMPDIR: small } })
      expect(toOutput).toMatchObject({ code: 1, stdout: '' })
      expect(readdirSync(small)).toEqual([])
      await publish(1, 5000)
    },
  )

  it('goes to standard output, whole', async () => {
    const child = spawn(process.execPath, [launcher, 'backup', '-', '--data', gateway.data], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const chunks: Buffer[] = []
    for await (const chunk of child.stdout) chunks.push(chunk as Buffer)
    const file = join(folder, 'piped.sqlite')
    writeFileSync(file, Buffer.concat(chunks))
    expect(events(file)).toBeGreaterThanOrEqual(events(backup))
  })

  it.each(['a file', 'standard output'])('to %s that is broken off leaves nothing of it', async (to) => {
    const place = join(folder, 'broken-off')
    mkdirSync(place)
    const target = to === 'a file' ? join(place, 'x.sqlite') : '-'
    // A second at the least.
    const args = [launcher, 'backup', target, '--data', gateway.data, '--rate', '1']
    const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: place } })
    const ended = new Promise((resolve) => child.once('close', resolve))
    let said = ''
    let copied = 0
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.stdout.on('data', (chunk: Buffer) => (copied += chunk.length))
    const begun = () =>
      readdirSync(place, { recursive: true }).some((name) => String(name).endsWith('.partial'))
    await expect.poll(begun, { interval: 1 }).toBe(true)
    child.kill('SIGINT')
    expect([await ended, copied]).toEqual([1, 0])
    expect(said).toContain('broken off; nothing of the backup is left')
    expect(readdirSync(place)).toEqual([])
    rmSync(place, { recursive: true })
  })

  it('is not written over a file, into a folder that is not there, or of a folder without a store', async () => {
    const tell = async (...args: string[]) => (await cli(['backup', ...args])).stderr
    expect(await tell(backup, '--data', gateway.data)).toContain('is there already')
    expect(await tell(join(folder, 'none', 'x'), '--data', gateway.data)).toContain('ENOENT')
    expect(await tell(join(folder, 'x'), '--data', folder)).toContain('There is no store in')
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([])
  })
})

describe('a restore', () => {
  it('is refused over a running gateway, of a cut file, of a newer store, and of no store, and changes nothing', async () => {
    const tell = async (file: string, data = join(folder, 'data')) =>
      await cli(['restore', file, '--data', data, '--yes', '--no-deliver-pending'])
    const running = await tell(backup, gateway.data)
    expect(running.stderr).toContain('ERR_DATA_FOLDER_IN_USE')
    expect(running.code).toBe(78)
    const spoilt = join(folder, 'spoilt.sqlite')
    copyFileSync(backup, spoilt)
    truncateSync(spoilt, Math.floor(statSync(backup).size / 2))
    expect((await tell(spoilt)).stderr).toContain('damaged')
    copyFileSync(backup, spoilt)
    chmodSync(spoilt, 0o600)
    const db = new DatabaseSync(spoilt)
    db.exec('pragma user_version = 9999')
    db.close()
    expect((await tell(spoilt)).stderr).toContain('ERR_SCHEMA_NEWER')
    writeFileSync(spoilt, 'no store at all, but long enough to be taken for a page of something'.repeat(20))
    expect((await tell(spoilt)).stderr).toContain('ERR_SCHEMA_FOREIGN')
    writeFileSync(spoilt, '')
    expect((await tell(spoilt)).stderr).toContain('no whole backup')
    expect(readdirSync(folder).includes('data')).toBe(false)
  })

  it('asks before it does anything: without a terminal it must be said', async () => {
    const { code, stderr } = await cli(['restore', backup, '--data', join(folder, 'data')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/holds \d+ events, the last received .*Say --yes/)
  })

  it('brings back what was there, with its secrets, and keeps the store that it takes the place of', async () => {
    const receiver = await startReceiver()
    try {
      const { body: made } = await gateway.api('POST', '/destinations', {
        ...{ name: 'app', url: receiver.url, allowPrivate: true },
      })
      await gateway.api('POST', '/routes', { source: 'own', destination: made.name })
      await gateway.api('PATCH', '/destinations/app', { paused: true })
      await publish(3, 5000)
      const file = join(folder, 'waiting.sqlite')
      expect((await cli(['backup', file, '--data', gateway.data])).code).toBe(0)
      await publish(2, 6000)
      const held = events(file)
      await gateway.stop()

      const loose = await cli(['restore', file, '--data', gateway.data, '--yes'])
      expect(loose.code).toBe(2)
      expect(loose.stderr).toContain('3 deliveries wait in it')
      const done = await cli([
        'restore',
        file,
        '--data',
        gateway.data,
        '--yes',
        '--no-deliver-pending',
        '--json',
      ])
      expect(JSON.parse(done.stdout)).toMatchObject({ events: held, waiting: 3, discarded: 3 })
      expect(events(JSON.parse(done.stdout).before)).toBe(held + 2)

      gateway = await startGateway({ data: gateway.data })
      const { body: stats } = await gateway.api('GET', '/stats')
      expect(stats).toMatchObject({ events: held, deliveries: { pending: 0 } })
      const { body } = await gateway.api('GET', '/deliveries?state=discarded')
      expect(body.items).toHaveLength(3)
      expect(body.items[0].lastError).toContain('ERR_DELIVERY_DISCARDED')

      await gateway.stop()
      await cli(['restore', file, '--data', gateway.data, '--yes', '--deliver-pending'])
      gateway = await startGateway({ data: gateway.data })
      await gateway.api('PATCH', '/destinations/app', { paused: false })
      expect(await receiver.until(3)).toHaveLength(3)
      expect(readFileSync(join(gateway.data, 'key'), 'utf8')).not.toBe('')
    } finally {
      await receiver.close()
    }
  })

  it('into another folder says that key and token are not in it; with those of the time all is as it was', async () => {
    const data = join(folder, 'elsewhere')
    const restored = await cli(['restore', backup, '--data', data, '--yes', '--no-deliver-pending'])
    expect(restored.stdout).toContain(`Put the sealing key of the time at ${join(data, 'key')}`)
    expect(restored.stdout).toContain(`Put the operator's token of the time at ${join(data, 'token')}`)
    for (const name of ['key', 'token']) copyFileSync(join(gateway.data, name), join(data, name))
    const again = await cli(['restore', backup, '--data', data, '--yes', '--no-deliver-pending'])
    expect(again.stdout).not.toContain('Put the')
    const told = async (): Promise<unknown> => {
      const { stdout } = await cli([
        'restore',
        backup,
        '--data',
        data,
        '--yes',
        '--no-deliver-pending',
        '--json',
      ])
      return JSON.parse(stdout).beforeStart
    }
    expect(await told()).toEqual([])
    // As after a change of keys.
    const key = readFileSync(join(data, 'key'))
    writeFileSync(join(data, 'key'), Buffer.alloc(32, 7).toString('base64'))
    const other = await cli(['restore', backup, '--data', data, '--yes', '--no-deliver-pending'])
    expect(other).toMatchObject({ code: 0, stdout: expect.stringContaining('Put the key of that time back') })
    expect(await told()).toEqual([expect.stringContaining('Put the key of that time back')])
    writeFileSync(join(data, 'key'), key)

    const elsewhere = await startGateway({ data })
    try {
      const { token } = gateway
      const asked = await elsewhere.api('GET', '/sources', undefined, { authorization: `Bearer ${token}` })
      expect([asked.status, asked.body.items.map(({ name }: { name: string }) => name)]).toEqual([
        200,
        expect.arrayContaining(['own']),
      ])
    } finally {
      await elsewhere.remove()
    }
  })
})
