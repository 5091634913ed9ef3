import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { preparing } from '../../src/journal/sqlite/read/prepared.ts'

test('statements are prepared once, and no more of them are kept than may be', () => {
  const db = new DatabaseSync(':memory:')
  const prepare = preparing(db, 2)
  const first = prepare('select 1')
  prepare('select 2')
  expect(prepare('select 1')).toBe(first)
  // The second was longest not asked for.
  prepare('select 3')
  expect(prepare('select 1')).toBe(first)
  prepare('select 4')
  prepare('select 5')
  expect(prepare('select 1')).not.toBe(first)
  expect(first.get()).toEqual({ 1: 1 })
  db.close()
})
