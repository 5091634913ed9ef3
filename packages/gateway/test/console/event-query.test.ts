import { expect, it } from 'vitest'
import {
  apiQuery,
  matches,
  queryOf,
  readQuery,
  withQuery,
  writeQuery,
} from '../../../console/src/pages/events/event-query.ts'

const empty = queryOf(new URLSearchParams())

it('reads from the field what it writes into it', () => {
  for (const query of [
    { ...empty, source: 'shop', type: 'orders/*', text: 'two "words" \\ more' },
    { ...empty, type: 'a type' },
    empty,
  ])
    expect({ ...empty, ...readQuery(writeQuery(query)) }).toEqual(query)
})

it('looks for what has no name in bodies', () => {
  expect(readQuery('source:shop Ada  verdict:verified http://x')).toEqual({
    ...readQuery(''),
    source: 'shop',
    verdict: 'verified',
    text: 'Ada http://x',
  })
})

it('stands in the address, beside what stands there already', () => {
  const params = withQuery(new URLSearchParams('source=shop&at=2026-01-01&other=1'), {
    type: 'push',
    source: '',
  })
  expect(params.toString()).toBe('other=1&type=push')
})

it('asks for the last while from a whole minute on', () => {
  expect(apiQuery({ ...empty, last: '1h' }, Date.parse('2026-11-28T12:34:56.789Z'))).toEqual({
    from: '2026-11-28T11:34:00.000Z',
  })
})

it('knows which of what comes would stand in the list', () => {
  const event = { source: 'shop', type: 'orders/paid', verdict: 'verified' }
  expect(matches({ ...empty, type: 'orders/*' }, event)).toBe(true)
  expect(matches({ ...empty, type: 'orders.*' }, event)).toBe(false)
  expect(matches({ ...empty, source: 'other' }, event)).toBe(false)
  expect(matches({ ...empty, to: '2026-01-01T00:00:00Z' }, event)).toBe(false)
})
