import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Network } from '../../src/keeper/crowd.ts'
import { Turns, type Waiting } from '../../src/keeper/turns.ts'

let turns: Turns<Caller>
let gone: string[]
const networks = new Map<string, Network<Caller>>()

class Caller implements Waiting {
  readonly network: Network<this>
  readonly name: string
  goes = true

  /** A network in capitals is a proxy's. */
  constructor(name: string) {
    const from = name.charAt(0)
    const known = networks.get(from)
    const made = known ?? {
      name: from,
      exempt: from === from.toUpperCase(),
      members: new Set(),
      heldBytes: 0,
    }
    networks.set(from, made)
    this.network = made as Network<this>
    this.name = name
  }

  setOut(): boolean {
    if (this.goes) gone.push(this.name)
    return this.goes
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  turns = new Turns()
  gone = []
  networks.clear()
})
afterEach(() => {
  turns.close()
  vi.useRealTimers()
})

const callers = (from: string, count: number): Caller[] =>
  Array.from({ length: count }, (_, at) => new Caller(`${from}${at}`))

function ask(...all: readonly Caller[]): void {
  for (const caller of all) turns.ask(caller)
}

test('whoever comes sets out at once, and 64 at most are on their way', () => {
  const crowd = callers('a', 100)
  ask(...crowd)
  expect(gone).toEqual(crowd.slice(0, 64).map(({ name }) => name))
  turns.arrived(crowd[10] as Caller)
  expect(gone.slice(64)).toEqual(['a64'])
})

test('networks take turns, and those of one go in the order of their coming', () => {
  const flood = callers('a', 5000)
  ask(...flood, ...callers('b', 2), ...callers('c', 1))
  for (const caller of flood.slice(0, 6)) turns.arrived(caller)
  // The newcomers wait for one of the flood each, however many of it came before.
  expect(gone.slice(64)).toEqual(['a64', 'b0', 'c0', 'a65', 'b1', 'a66'])
})

test('proxies have every second turn', () => {
  const flood = callers('a', 70)
  ask(...flood, ...callers('b', 3), ...callers('P', 3))
  for (const caller of flood.slice(0, 7)) turns.arrived(caller)
  expect(gone.slice(64)).toEqual(['P0', 'a64', 'P1', 'b0', 'P2', 'a65', 'b1'])
})

test('who has left does not set out, and who no longer goes takes nobody’s turn', () => {
  const flood = callers('a', 68)
  ask(...flood)
  const [, left, stays] = flood.slice(63) as [Caller, Caller, Caller]
  turns.arrived(left)
  stays.goes = false
  turns.arrived(flood[0] as Caller)
  expect(gone.slice(64)).toEqual(['a66'])
})

test('at a door that is full they wait, then one tries, then more and more', () => {
  const flood = callers('a', 200)
  ask(...flood)
  for (const caller of flood.slice(0, 64)) turns.failed(caller)
  ask(...callers('b', 1))
  expect(gone).toHaveLength(64)
  vi.advanceTimersByTime(10)
  expect(gone.slice(64)).toEqual(['a0'])
  turns.failed(flood[0] as Caller)
  turns.ask(flood[0] as Caller)
  vi.advanceTimersByTime(10)
  expect(gone.slice(65)).toEqual(['a1'])
  turns.arrived(flood[1] as Caller)
  expect(gone.slice(66)).toEqual(['a2', 'a3'])
  for (const name of ['a2', 'a3']) turns.arrived(flood[Number(name.slice(1))] as Caller)
  expect(gone).toHaveLength(68 + 3 + 5)
})
