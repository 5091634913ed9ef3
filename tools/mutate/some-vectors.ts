import { readFileSync } from 'node:fs'
import { env } from 'node:process'
import { schemes } from 'countersign/catalogue'
import { runVectors } from 'countersign/vectors'
import { expect, test } from 'vitest'
import { representative } from './representative.ts'

// The vectors that mutants are shown first: of schemes each one's own, of what many schemes use those of some.

const names = env.MUTANTS_IN?.includes('schemes') ? Object.keys(schemes) : representative

test.each(names)('%s', async (name) => {
  const all = JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'))
  expect((await runVectors(all, { schemes })).failed).toEqual([])
})
