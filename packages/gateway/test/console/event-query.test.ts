import { expect, it } from 'vitest'
import {
  apiQuery,
  atDelivery,
  deliveryAt,
  isByValue,
  matches,
  queryOf,
  readQuery,
  suffixOf,
  withQuery,
  writeQuery,
} from '../../../console/src/pages/events/event-query.ts'

const empty = queryOf({ search: '', hash: '' })

it('reads from the field what it writes into it', () => {
  for (const query of [
    { ...empty, source: 'shop', type: 'orders/*', text: 'two "words" \\ more' },
    { ...empty, type: 'a type' },
    { ...empty, source: 'shop', path: 'items.*.sku', text: '10023' },
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
  const place = { search: '?source=shop&at=2026-01-01&other=1', hash: '' }
  expect(withQuery(place, { type: 'push', source: '' })).toBe('?other=1&type=push')
})

it('has the text in the fragment, which no browser sends, and leaves it there', () => {
  const place = { search: '?source=shop', hash: '' }
  const written = withQuery(place, { text: 'a card & #1' })
  const { search, hash } = new URL(written, 'http://gateway.test/events')
  expect(search).toBe('?source=shop')
  expect(queryOf({ search, hash })).toEqual({ ...empty, source: 'shop', text: 'a card & #1' })
  expect(queryOf({ search: '?text=asked', hash: '' }).text).toBe('')
  expect(withQuery({ search, hash }, { type: 'push' })).toBe(`?source=shop&type=push${hash}`)
  expect(withQuery({ search, hash }, { text: '' })).toBe('?source=shop')
})

it('leads to a delivery beside the text', () => {
  for (const suffix of ['', '?source=shop', suffixOf(new URLSearchParams({ source: 'shop' }), 'dlv_&x')]) {
    const { search, hash } = new URL(atDelivery(suffix, 'dlv_1'), 'http://gateway.test/events')
    const before = new URL(suffix, 'http://gateway.test/events')
    expect([deliveryAt(hash), deliveryAt(before.hash)]).toEqual(['dlv_1', null])
    expect(queryOf({ search, hash })).toEqual(queryOf(before))
  }
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

it('is by a value where it names the source, the path and the value', () => {
  const whole = { ...empty, source: 'shop', path: 'order.id', text: '10023' }
  expect(isByValue(whole)).toBe(true)
  for (const name of ['source', 'path', 'text'] as const)
    expect(isByValue({ ...whole, [name]: '' })).toBe(false)
})
