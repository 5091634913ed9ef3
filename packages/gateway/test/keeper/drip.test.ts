import { expect, test } from 'vitest'
import { Drip } from '../../src/keeper/drip.ts'
import { ChunkPace } from '../../src/model/chunk-pace.ts'

/** What waits for its time, to be let go by the test. */
function waiting() {
  let now = 0
  const timers: { at: number; go: () => void }[] = []
  const pace = new ChunkPace(
    () => now,
    (go, ms) => timers.push({ at: now + ms, go }),
  )
  const turn = (): void => {
    const next = timers.shift()
    if (next === undefined) return
    now = Math.max(now, next.at)
    next.go()
  }
  return { pace, turn, now: () => now }
}

test('four tiny pieces of a request are read as they come, each further one when it is its turn', () => {
  const { pace, turn } = waiting()
  let turns = 0
  const drip = new Drip(pace, 'one', () => turns++)
  for (let piece = 0; piece < 4; piece++) expect(drip.came(1)).toBe(false)
  expect(drip.came(100_000)).toBe(false)
  expect([drip.came(1), drip.rests, turns]).toEqual([true, true, 0])
  // What was read already comes all the same, and is no second turn.
  expect(drip.came(1)).toBe(true)
  turn()
  expect([drip.rests, turns]).toEqual([false, 1])
  expect(drip.came(1024)).toBe(false)
  expect(drip.came(1023)).toBe(true)
  for (let more = 0; more < 3; more++) turn()
  expect([drip.rests, turns]).toEqual([false, 2])
  drip.begin()
  for (let piece = 0; piece < 4; piece++) expect(drip.came(1)).toBe(false)
})

test('thousands of one network have no more turns than one, and who drips from another waits for one of them', () => {
  const { pace, turn, now } = waiting()
  const turns: string[] = []
  const made = (network: string): Drip => {
    const drip: Drip = new Drip(pace, network, () => {
      turns.push(network)
      drip.came(1)
    })
    for (let piece = 0; piece < 5; piece++) drip.came(1)
    return drip
  }
  for (let at = 0; at < 8000; at++) made('many')
  while (now() < 1000) turn()
  expect(turns.length).toBeLessThanOrEqual(420)
  expect(turns.length).toBeGreaterThan(200)
  made('other')
  const before = turns.length
  while (turns.length < before + 4) turn()
  expect(turns.slice(before)).toContain('other')
})

test('who has gone has no turn', () => {
  const { pace, turn } = waiting()
  let turns = 0
  const drip = new Drip(pace, 'one', () => turns++)
  for (let piece = 0; piece < 5; piece++) drip.came(1)
  drip.end()
  for (let more = 0; more < 3; more++) turn()
  expect([drip.rests, turns]).toEqual([false, 0])
})
