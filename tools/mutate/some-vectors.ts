import { readFileSync } from 'node:fs'
import { schemes } from 'countersign/catalogue'
import { runVectors } from 'countersign/vectors'
import { expect, test } from 'vitest'
import { representative } from './representative.ts'

// The vectors that mutants are shown first.

test.each(representative)('%s', async (name) => {
  const all = JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'))
  expect((await runVectors(all, { schemes })).failed).toEqual([])
})
