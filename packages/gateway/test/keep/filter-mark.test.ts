import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { markOf, markOldFilters } from '../../src/keep/filter-mark.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { sqliteSubject } from '../journal/sqlite/subject.ts'

const seal = createSeal(new Uint8Array(32).fill(1))
const other = createSeal(new Uint8Array(32).fill(2))

async function make(journal: Journal, filterHash: string | null): Promise<number> {
  const selection = { events: null, source: null, from: null, to: null, filter: null }
  return (await journal.createErasure({ selection, reason: 'case 1', by: 'admin', createdAt: 1, filterHash }))
    .number
}

test('the hash of a filter that an earlier version kept is keyed, and is then what a new one would be', async () => {
  const subject = await sqliteSubject()
  try {
    const { journal } = subject
    const filter = 'json.data.personEmail == "jane@example.com"'
    const plain = createHash('sha256').update(filter).digest('hex')
    const old = await make(journal, plain)
    for (let n = 0; n < 120; n++) await make(journal, null)
    const fresh = await make(journal, markOf('json.a == 1', seal))
    await markOldFilters(journal, seal)
    await markOldFilters(journal, seal)
    expect((await journal.erasure(old))?.filterHash).toBe(markOf(filter, seal))
    expect((await journal.erasure(fresh))?.filterHash).toBe(markOf('json.a == 1', seal))
    expect(markOf(filter, seal)).not.toContain(plain)
    expect(markOf(filter, seal)).not.toBe(markOf(filter, other))
  } finally {
    await subject.close()
  }
})
