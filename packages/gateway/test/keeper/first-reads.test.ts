import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Network } from '../../src/keeper/crowd.ts'
import { type Entered, FirstReads } from '../../src/keeper/first-reads.ts'

let reads: FirstReads<Caller>
let read: string[]
const networks = new Map<string, Network<Caller>>()

class Caller implements Entered {
  readonly network: Network<this>
  readonly name: string

  constructor(name: string) {
    const from = name.charAt(0)
    const made = networks.get(from) ?? { name: from, exempt: false, members: new Set(), heldBytes: 0 }
    networks.set(from, made)
    this.network = made as Network<this>
    this.name = name
  }

  read(): void {
    read.push(this.name)
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setImmediate', 'clearImmediate'] })
  reads = new FirstReads()
  read = []
  networks.clear()
})
afterEach(() => {
  vi.useRealTimers()
})

const callers = (from: string, count: number): Caller[] =>
  Array.from({ length: count }, (_, at) => new Caller(`${from}${at}`))

test('who comes alone is read in the same turn of the loop', () => {
  reads.ask(new Caller('a0'))
  expect(read).toEqual([])
  vi.advanceTimersToNextTimer()
  expect(read).toEqual(['a0'])
})

test('while others come in few are read in a turn, network by network; then many', () => {
  for (const caller of callers('a', 100)) reads.ask(caller)
  vi.advanceTimersToNextTimer()
  expect(read).toEqual(['a0', 'a1', 'a2', 'a3'])
  reads.ask(new Caller('b0'))
  vi.advanceTimersToNextTimer()
  expect(read.slice(4)).toEqual(['a4', 'b0', 'a5', 'a6'])
  vi.advanceTimersToNextTimer()
  expect(read).toHaveLength(8 + 32)
})

test('who has gone before is not read', () => {
  const [one, two] = callers('a', 2) as [Caller, Caller]
  reads.ask(one)
  reads.ask(two)
  reads.leave(one)
  vi.advanceTimersToNextTimer()
  expect(read).toEqual(['a1'])
})
