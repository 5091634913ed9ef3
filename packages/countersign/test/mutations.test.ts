import { schemes } from 'countersign/catalogue'
import { expect, test } from 'vitest'
import { subjectsOf, tryMutations } from './mutations/mutations.ts'

/** `npm run fuzz` tries as many as it is told. */
const runs = Number(process.env.COUNTERSIGN_TEST_MUTATIONS ?? 20_000)
const seed = Number(process.env.COUNTERSIGN_TEST_SEED ?? 1)
const each = Math.ceil(runs / Object.keys(schemes).length)

test.each(Object.entries(schemes))('%s: no changed message passes or throws', async (_name, scheme) => {
  expect(await tryMutations(await subjectsOf(scheme), each, seed)).toBeUndefined()
})
