import { expect, test } from 'vitest'
import { tellFew } from '../../src/doctor/tell-few.ts'
import type { Finding } from '../../src/model/finding.ts'

const found = (state: Finding['state'], says: string): Finding => ({
  check: 'secrets',
  state,
  says,
  cure: '',
})
const warnings = Array.from({ length: 25 }, (_, at) => found('warn', `warning ${at}`))

test('of many findings the bad are told before warnings, however late they were found', () => {
  const told = tellFew('secrets', [...warnings, found('bad', 'everything is refused')])
  expect(told.map(({ says }) => says)).toEqual([
    'everything is refused',
    ...warnings.slice(0, 19).map(({ says }) => says),
    '6 more of this kind.',
  ])
  expect(told.at(-1)?.state).toBe('warn')
})

test('where bad ones are among those that are not told, the line that counts them is bad', () => {
  const bad = warnings.map(({ says }) => found('bad', says))
  expect(tellFew('secrets', [...warnings, ...bad]).at(-1)).toMatchObject({
    state: 'bad',
    says: '30 more of this kind.',
  })
})

test('few are told as they were found', () => {
  const few = [...warnings.slice(0, 19), found('bad', 'everything is refused')]
  expect(tellFew('secrets', few)).toEqual(few)
})
