import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './pages.ts'

const text = readFileSync(join(root, 'SECURITY.md'), 'utf8')

/** The cells of each row of the table under a heading, without its head. */
function rowsUnder(heading: string): string[][] {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

test.each(['What is defended', 'Flaws of others'])('%s: each row names what holds it', (heading) => {
  const rows = rowsUnder(heading)
  expect(rows.length).toBeGreaterThan(5)
  for (const row of rows) {
    expect(row, row[0]).toHaveLength(3)
    const named = Array.from(row[2]?.matchAll(/\]\(([^)]+)\)/g) ?? [], ([, path]) => path ?? '')
    expect([row[0], named.filter((path) => /\/test\/.*\.ts$/.test(path)).length]).not.toEqual([row[0], 0])
    for (const path of named) expect([row[0], existsSync(join(root, path))]).toEqual([row[0], true])
  }
})
