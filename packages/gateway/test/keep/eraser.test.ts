import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLiveConfiguration } from '../../src/configuration/live.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { Eraser } from '../../src/keep/eraser.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'

let folder: string
let journal: Journal
let eraser: Eraser
let warned: unknown[]
let said: [object, string][]

beforeEach(async () => {
  folder = scratchFolder('countersign-eraser-')
  journal = await openSqliteJournal({ folder })
  warned = []
  said = []
  const log = {
    info: (about: object, message: string) => void said.push([about, message]),
    warn: (about: object) => void warned.push(about),
    error: () => undefined,
  }
  const seal = { seal: (plain: Uint8Array) => plain, open: (sealed: Uint8Array) => sealed }
  const live = await createLiveConfiguration({ journal, seal, log, now: Date.now })
  eraser = new Eraser({
    ...{ journal, live, owner: 'here', onDiscarded: () => undefined, log, now: Date.now },
    seal: createSeal(new Uint8Array(32)),
  })
})

afterEach(async () => {
  await eraser.stop()
  await journal.close()
  await rm(folder, { recursive: true })
})

/** As an older version may have stored it: its filter is no longer checked. */
async function make(filter: string): Promise<number> {
  const selection = { events: null, source: null, from: null, to: null, filter }
  const more = { reason: 'case 1', by: 'admin', createdAt: 1, filterHash: null }
  return (await journal.createErasure({ selection, ...more })).number
}

const stateOf = async (number: number) => (await journal.erasure(number))?.state

describe('an erasure that fails for good', () => {
  it('lets the next ones go ahead, is told of with its number, and can be canceled', async () => {
    const broken = await make('no such filter either')
    const second = await make('true')
    const alsoBroken = await make('no such filter')
    const fourth = await make('json.a == 1')
    eraser.look()
    await expect.poll(() => stateOf(fourth), { timeout: 15_000 }).toBe('done')
    expect(await stateOf(second)).toBe('done')
    expect(await stateOf(broken)).toBe('running')
    await expect.poll(() => warned.length).toBeGreaterThan(1)
    expect(warned.slice(0, 2)).toMatchObject([{ erasure: broken }, { erasure: alsoBroken }])

    await journal.cancelErasure(broken)
    eraser.look()
    await expect.poll(() => stateOf(broken), { timeout: 15_000 }).toBe('canceled')
    expect(await stateOf(alsoBroken)).toBe('running')
    const last = await make('true')
    eraser.look()
    await expect.poll(() => stateOf(last), { timeout: 15_000 }).toBe('done')
  })
})

it('says once of each erasure when it begins and when it is over, and nothing of whom it is about', async () => {
  const numbers = [await make('type == "anna@example.com"'), await make('type == "bob@example.com"')]
  eraser.look()
  for (const number of numbers) await expect.poll(() => stateOf(number)).toBe('done')
  const lines = said.filter(([about]) => 'erasure' in about)
  expect(lines).toMatchObject(
    numbers.flatMap((erasure) => [
      [{ erasure, canceled: false }, 'An erasure is worked on by this gateway.'],
      [{ erasure, canceled: false, events: 0, rejections: 0 }, 'An erasure is over.'],
    ]),
  )
  expect(JSON.stringify(said)).not.toContain('example.com')
})
