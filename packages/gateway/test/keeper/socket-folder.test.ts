import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeSocketFolder } from '../../src/keeper/socket-folder.ts'

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cs-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function long(folder: string): string {
  const deep = join(folder, 'x'.repeat(90))
  mkdirSync(deep)
  return deep
}

test('sockets lie in the folder that systemd gives, where nobody else can enter, and are gone afterwards', async () => {
  const runtime = place()
  const folder = await makeSocketFolder({ runtime: `${runtime}:/other`, temporary: place() })
  const path = folder?.path('all') ?? ''
  expect(path.startsWith(`${runtime}/`)).toBe(true)
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
  folder?.remove()
  expect(readdirSync(runtime)).toEqual([])
})

test('a temporary folder whose path is too long for a socket, or that is not there, is passed over for the data folder', async () => {
  const data = place()
  for (const temporary of [long(place()), '/nowhere/at/all']) {
    const folder = await makeSocketFolder({ temporary, data })
    expect(folder?.path('all').startsWith(`${data}/`)).toBe(true)
    folder?.remove()
    if (existsSync(temporary)) expect(readdirSync(temporary)).toEqual([])
  }
})

test('no folder where no place takes a socket', async () => {
  expect(await makeSocketFolder({ temporary: long(place()), data: long(place()) })).toBe(null)
})

test('what keepers that were killed have left in a folder of this service’s own is removed', async () => {
  const data = place()
  for (const pid of [4194999, process.pid, process.ppid]) mkdirSync(join(data, `countersign-${pid}-abcdef`))
  const folder = await makeSocketFolder({ temporary: '/nowhere/at/all', data })
  const names = readdirSync(data)
  expect(names).toHaveLength(2)
  expect(names).toContain(`countersign-${process.ppid}-abcdef`)
  folder?.remove()
})

test('nothing is removed at whose sockets somebody answers, whatever process has its id', async () => {
  const data = place()
  const theirs = join(data, `countersign-${process.pid}-theirs`)
  mkdirSync(theirs)
  const server = createServer().listen(join(theirs, 'all'))
  onTestFinished(() => void server.close())
  const folder = await makeSocketFolder({ temporary: '/nowhere/at/all', data })
  expect(readdirSync(theirs)).toEqual(['all'])
  folder?.remove()
})
