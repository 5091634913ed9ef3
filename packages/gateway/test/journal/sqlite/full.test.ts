import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import { openSqliteJournal } from '../../../src/journal/sqlite/open.ts'
import { ledger, noon, sampleEvent, samplePayload, sampleRejection } from '../samples.ts'
import { disagreements } from './inspect.ts'
import { temporaryFolder } from './subject.ts'

const large = (index: number) =>
  sampleEvent({
    receivedAt: noon + index,
    payload: samplePayload({ body: new Uint8Array(50_000).fill(index) }),
    ledger: ledger(`key ${index}`),
  })

/** Appends one after the other until one is refused; answers how many were taken and why it ended. */
async function fill(journal: Journal, from: number): Promise<{ taken: number; code: unknown }> {
  for (let index = from; index < from + 10_000; index++) {
    try {
      const [answer] = await journal.append([large(index)])
      if (answer?.outcome !== 'accepted') throw new Error(`event ${index}: ${answer?.outcome}`)
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error
      return { taken: index - from, code: error.code }
    }
  }
  throw new Error('never full')
}

/**
 * Fills until nothing is taken any more: a log whose pages are copied into the file in the meantime begins anew, in
 * the room that it has, and takes some more.
 */
async function fillWhole(journal: Journal): Promise<number> {
  let taken = 0
  for (let inVain = 0; inVain < 4; ) {
    const { taken: more, code } = await fill(journal, taken)
    expect(code).toBe('ERR_JOURNAL_FULL')
    taken += more
    inVain = more === 0 ? inVain + 1 : 0
    // Copying is tried once a second.
    await wait(1_100)
  }
  return taken
}

describe('a full store', () => {
  test('refuses whole, forgets nothing, and goes on once there is room', async () => {
    const { folder, remove } = await temporaryFolder()
    try {
      const journal = await openSqliteJournal({ folder, tuning: { maxPages: 400, ledgerKeys: 5 } })
      // A small row finds room, which says nothing of a body that the 400 pages cannot hold.
      await journal.probe()
      await expect(journal.probe(2_000_000)).rejects.toMatchObject({ code: 'ERR_JOURNAL_FULL' })
      const first = await fill(journal, 0)
      expect(first.code).toBe('ERR_JOURNAL_FULL')
      expect(first.taken).toBeGreaterThan(3)
      const failing = await Promise.allSettled([
        journal.append([large(9000), sampleEvent({ ledger: ledger('small one beside a large one') })]),
        journal.reject([sampleRejection({ payload: samplePayload({ body: new Uint8Array(60_000) }) })]),
      ])
      expect(failing.map((answer) => answer.status)).toEqual(['rejected', 'rejected'])
      expect(await journal.stats()).toMatchObject({ events: first.taken, duplicates: 0, rejections: 0 })
      // What was taken is known, what was refused is not.
      expect((await journal.append([large(0)]))[0]?.outcome).toBe('duplicate')
      let more = true
      while (more) {
        ;({ more } = await journal.prune({
          payloadsBefore: noon + first.taken,
          eventsBefore: 0,
          attemptsBefore: 0,
          ledgerBefore: 0,
          limit: 3,
        }))
      }
      const second = await fill(journal, first.taken)
      expect(second.taken).toBeGreaterThan(3)
      await journal.close()
      const after = await openSqliteJournal({ folder, tuning: { maxPages: 400 } })
      expect(await after.stats()).toMatchObject({ events: first.taken + second.taken })
      await after.close()
      expect(disagreements(folder)).toEqual(['an event without its payload, or a payload without its event'])
    } finally {
      await remove()
    }
  })

  const mountable = process.platform === 'linux' && process.getuid?.() === 0 && canMount()
  if (!mountable)
    console.warn('Only root of Linux may mount a small disk: full and read-only disks are not tried.')
  test.skipIf(!mountable)('a full disk refuses, and the store goes on once there is room', async () => {
    const { folder, remove } = await temporaryFolder()
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk])
    try {
      // What else lies on the disk, and can be removed by a person.
      writeFileSync(join(disk, 'ballast'), new Uint8Array(2_000_000))
      const data = join(disk, 'data')
      const journal = await openSqliteJournal({ folder: data, tuning: { checkpointPages: 64 } })
      try {
        const taken = await fillWhole(journal)
        await expect(journal.append([large(9000)])).rejects.toMatchObject({ code: 'ERR_JOURNAL_FULL' })
        // Room for a row and its body, without that of its ledger and its counts, may be left; twice as much is not.
        await expect(journal.probe(100_000)).rejects.toMatchObject({ code: 'ERR_JOURNAL_FULL' })
        expect(await journal.stats()).toMatchObject({ events: taken })
        expect((await journal.events({ limit: 1 }))[0]?.receivedAt).toBe(noon + taken - 1)
        rmSync(join(disk, 'ballast'))
        const second = await fill(journal, taken)
        expect(second.taken).toBeGreaterThan(3)
      } finally {
        await journal.close()
      }
      expect(disagreements(data)).toEqual([])
    } finally {
      execFileSync('umount', ['--lazy', disk])
      await remove()
    }
  })

  test.skipIf(!mountable)('a read-only disk refuses the start with a sentence', async () => {
    const { folder, remove } = await temporaryFolder()
    const disk = join(folder, 'disk')
    mkdirSync(disk)
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk])
    try {
      await (await openSqliteJournal({ folder: disk })).close()
      expect(statSync(join(disk, 'journal.sqlite')).size).toBeGreaterThan(0)
      execFileSync('mount', ['-o', 'remount,ro', disk])
      await expect(openSqliteJournal({ folder: disk })).rejects.toMatchObject({
        code: 'ERR_DATA_FOLDER_UNUSABLE',
      })
    } finally {
      execFileSync('umount', ['--lazy', disk])
      await remove()
    }
  })
})

function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
