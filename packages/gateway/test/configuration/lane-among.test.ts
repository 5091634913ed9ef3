import { describe, expect, test } from 'vitest'
import { laneAmong, placedAnywhere } from '../../src/configuration/lane-among.ts'

const lanes = [10, 11, 12, 13].map((number, shard) => ({ number, destination: 1, shard }))
const turns = Array.from({ length: 40 }, (_, turn) => turn)
const keys = Array.from({ length: 400 }, (_, at) => `room-${at}`)

function counted(numbers: readonly (number | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const number of numbers) counts[String(number)] = (counts[String(number)] ?? 0) + 1
  return counts
}

describe('the lane of an event in no order', () => {
  test('is each in its turn, where nothing is known', () => {
    const chosen = turns.map((turn) => laneAmong(lanes, null, turn, placedAnywhere)?.number)
    expect(counted(chosen)).toEqual({ 10: 10, 11: 10, 12: 10, 13: 10 })
  })

  test('is one of this gateway’s own, and all of them, as long as they keep up', () => {
    const placing = { ...placedAnywhere, keepsUp: (lane: number) => lane === 11 || lane === 13 }
    const chosen = turns.map((turn) => laneAmong(lanes, null, turn, placing)?.number)
    expect(counted(chosen)).toEqual({ 11: 20, 13: 20 })
  })

  test('is the only one that there is', () => {
    expect(laneAmong(lanes.slice(0, 1), null, 7, placedAnywhere)?.number).toBe(10)
    expect(laneAmong([], null, 7, placedAnywhere)).toBeUndefined()
  })
})

describe('the lane of an event with a key', () => {
  const spreading = { keepsUp: (lane: number) => lane === 10, spreadsKeys: () => true }

  test('is the first, unless every gateway looks through all of them', () => {
    for (const key of keys) expect(laneAmong(lanes, key, 5, placedAnywhere)?.number).toBe(10)
  })

  test('is told by the key alone, and the keys share the lanes', () => {
    const chosen = keys.map((key) => laneAmong(lanes, key, 1, spreading)?.number)
    expect(keys.map((key, at) => laneAmong(lanes, key, at, spreading)?.number)).toEqual(chosen)
    for (const count of Object.values(counted(chosen))) expect(count).toBeGreaterThan(50)
    expect(Object.keys(counted(chosen))).toHaveLength(4)
  })
})
