import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import { noon, sampleEvent, samplePayload } from '../samples.ts'
import { sqliteSubject } from './subject.ts'

const tuning = { checkpointPages: 64, walLimitPages: 256 }
/** The limit, and what one step of retention or one commit may write beyond it. */
const bound = (tuning.walLimitPages + 256) * 4120

const sizeOf = (folder: string): number => statSync(join(folder, 'journal.sqlite-wal')).size
const large = () => sampleEvent({ payload: samplePayload({ body: new Uint8Array(8000).fill(7) }) })
const old = {
  payloadsBefore: noon + 1e9,
  eventsBefore: noon + 1e9,
  attemptsBefore: 0,
  ledgerBefore: 0,
  limit: 50,
}

async function fill(journal: Journal): Promise<void> {
  for (let count = 0; count < 40; count++) await journal.append(Array.from({ length: 50 }, large))
}

test('the log stays within its bound while retention alone writes, and is given back', async () => {
  const subject = await sqliteSubject(tuning)
  const { journal, folder } = subject
  try {
    await fill(journal)
    let longest = 0
    while ((await journal.events({ limit: 5 })).length > 0) {
      // At the bound it waits until what is logged has been copied.
      const { more } = await journal.prune(old)
      longest = Math.max(longest, sizeOf(folder))
      if (!more) await wait(20)
    }
    // 16 MB of bodies were overwritten with zeros.
    expect(longest).toBeLessThan(bound)
  } finally {
    await subject.close()
  }
})

test('while another program reads, retention waits at the bound, and goes on when it has ended', async () => {
  const subject = await sqliteSubject(tuning)
  const { journal, folder } = subject
  try {
    await fill(journal)
    const other = new DatabaseSync(join(folder, 'journal.sqlite'), { readOnly: true })
    other.exec('begin; select count(*) from event')
    for (let turn = 0; turn < 60; turn++) await journal.prune(old)
    const held = await journal.prune(old)
    expect(held).toEqual({ more: false, removed: 0, expired: [] })
    expect(sizeOf(folder)).toBeLessThan(bound)
    // What comes in is still taken.
    await journal.append([large()])
    other.exec('commit')
    other.close()
    while ((await journal.events({ limit: 5 })).length > 0) {
      const { more } = await journal.prune(old)
      if (!more) await wait(50)
    }
    expect(sizeOf(folder)).toBeLessThan(bound)
  } finally {
    await subject.close()
  }
})
