import { expect, test } from 'vitest'
import { formedOf } from '../../src/api/shapes/formed.ts'
import { planItemSchemas } from '../../src/api/shapes/plan-input.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { Refusal } from '../../src/model/refusal.ts'
import { type Formed, mostFaults, refuseMisshapen } from '../../src/setup/formed.ts'
import { http } from '../../src/transports/http.ts'
import { createTransports } from '../../src/transports/transports.ts'

const route = { source: 'bot', destination: 'app' }
const items = planItemSchemas(createTransports(http, [], { egress: createEgress({ allow: [], deny: [] }) }))
const misshapen = (count: number): unknown[] => Array.from({ length: count }, () => ({ ...route, source: 1 }))
const formed = async (given: unknown): Promise<Formed> => await formedOf(items, given)
const placesOf = ({ faults }: Formed): readonly string[] => faults.map(({ at }) => at)

test('what is of the right form is told apart from the rest, by its place', async () => {
  const found = await formed({ routes: [...misshapen(2), route] })
  expect([found.wanted, found.places]).toEqual([{ routes: [route] }, { routes: [2] }])
  expect(placesOf(found)).toEqual(['/routes/0/source', '/routes/1/source'])
})

test('beside as many faults as are told at once the rest is looked at, beside more it is not', async () => {
  expect((await formed({ routes: [...misshapen(mostFaults), route] })).wanted).toEqual({ routes: [route] })
  const { wanted, faults } = await formed({ routes: [...misshapen(mostFaults + 5000), route] })
  expect(wanted).toEqual({})
  expect(faults).toHaveLength(mostFaults + 1)
})

test('what is wrong with a list, with the whole and with an item is told at its place', async () => {
  const found = await formed({ routes: 1, connections: [null], sourcs: [] })
  expect(placesOf(found)).toEqual(['/routes', '/connections/0', '/'])
  expect(found.others.routes).toBeNull()
  expect(placesOf(await formed([]))).toEqual(['/'])
  expect(placesOf(await formed(null))).toEqual(['/'])
  expect(placesOf(await formed({ routes: Array(100_001).fill(route) }))).toEqual(['/routes'])
})

test('what stands in lists of items counts as if it stood in that of all, and has its place in what was given', async () => {
  const one = (name: string, more: object = {}) => ({ name, url: 'https://app.example.com/', ...more })
  const within = await formed({
    destinations: [
      one('a', { timeoutMs: -1 }),
      one('b', { routes: [{ source: 'bot' }, { source: 'gone' }] }),
    ],
  })
  const plan = async () => {
    throw new Refusal('ERR_PLAN', 'wrong', [
      { at: '/destinations/0/routes/1/source', message: 'There is no source "gone".', code: 'ERR_NOT_FOUND' },
    ])
  }
  await expect(refuseMisshapen(within, plan)).rejects.toMatchObject({
    faults: [{ at: '/destinations/0/timeoutMs' }, { at: '/destinations/1/routes/1/source' }],
  })
  // A source that was given, though not in the right form, is not called unknown.
  const given = await formed({
    sources: [{ name: 'gone' }],
    destinations: [one('b', { routes: [{ source: 'bot' }, { source: 'gone' }] })],
  })
  await expect(refuseMisshapen(given, plan)).rejects.toMatchObject({
    faults: [{ at: expect.stringMatching(/^\/sources\/0/) }],
  })

  const routes = Array.from({ length: 100 }, () => ({ source: 'bot' }))
  const many = await formed({
    destinations: Array.from({ length: 1001 }, (_, at) => one(`d${at}`, { routes })),
  })
  expect(many.faults).toEqual([
    { at: '/destinations/1000/routes', message: expect.stringContaining('100000') },
  ])
})

test('no item behind the last fault that is told is looked at', async () => {
  let looked = 0
  const counted = (): object =>
    Object.defineProperty({ destination: 'app' }, 'source', {
      enumerable: true,
      get: () => void looked++,
    })
  await formed({ routes: Array.from({ length: 1000 }, counted) })
  const each = looked / 1000
  looked = 0
  await formed({ routes: Array.from({ length: 20_000 }, counted) })
  expect(looked / each).toBe(mostFaults + 1)
})

test('an item of more values than any has is not read one by one', async () => {
  const found = await formed({
    connections: [{ provider: 'webex', settings: { list: Array(20_000).fill(0) } }],
  })
  expect(found.faults).toEqual([{ at: '/connections/0', message: 'It holds more than 5000 values.' }])
})

test('whatever else waits goes on while many items are read', async () => {
  const routes = Array.from({ length: 100_000 }, () => route)
  let turns = 0
  let over = false
  const turn = (): void => {
    turns++
    if (!over) setImmediate(turn)
  }
  setImmediate(turn)
  await formed({ routes })
  over = true
  expect(turns).toBeGreaterThan(1)
})
