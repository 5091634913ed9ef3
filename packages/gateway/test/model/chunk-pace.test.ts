import { describe, expect, test } from 'vitest'
import { ChunkPace, type Reading } from '../../src/model/chunk-pace.ts'

/** A pace under a clock of its own; a turn costs its body so many ms. */
class Bench {
  now = 0
  readonly turns: string[] = []
  readonly #timers: { at: number; go: () => void }[] = []
  readonly pace: ChunkPace = new ChunkPace(
    () => this.now,
    (go, ms) => this.#timers.push({ at: this.now + ms, go }),
  )

  /** A body that costs 2 ms in each of its turns, so many of them. */
  body(network: string, name: string, turns: number): Reading {
    let left = turns
    const reading = {
      network,
      goOn: (): void => {
        this.turns.push(name)
        this.now += 2
        this.rest(reading)
        if (--left === 0) this.pace.leave(reading)
      },
    }
    return reading
  }

  rest(reading: Reading): void {
    this.pace.rest(reading)
    this.pace.charge(2)
  }

  run(untilMs: number): void {
    for (;;) {
      this.#timers.sort((one, other) => one.at - other.at)
      const next = this.#timers[0]
      if (next === undefined || next.at > untilMs) return
      this.#timers.shift()
      this.now = Math.max(this.now, next.at)
      next.go()
    }
  }
}

const forEver = Number.POSITIVE_INFINITY

describe('bodies in tiny chunks', () => {
  test('take turns network by network: one has as many as three hundred of another', () => {
    const bench = new Bench()
    for (let at = 0; at < 300; at++) bench.rest(bench.body(`n${at % 3}`, `attacker${at}`, forEver))
    bench.rest(bench.body('other', 'honest', forEver))
    bench.run(20_000)
    const since = bench.turns.indexOf('honest')
    expect(since).toBeLessThan(4)
    const own = bench.turns.slice(since).filter((name) => name === 'honest').length
    expect(own).toBe(Math.ceil((bench.turns.length - since) / 4))
  })

  test('have a quarter of the time, however many they are', () => {
    const bench = new Bench()
    for (let at = 0; at < 300; at++) bench.pace.begin(bench.body(`n${at % 3}`, 'any', forEver))
    bench.run(10_000)
    expect(bench.turns.length * 2).toBeLessThanOrEqual(10_000 / 4)
    expect(bench.turns.length * 2).toBeGreaterThan(10_000 / 6)
  })

  test('that begin go before those of their network that have had turns', () => {
    const bench = new Bench()
    for (let at = 0; at < 100; at++) bench.rest(bench.body('one', 'endless', forEver))
    bench.run(2000)
    const before = bench.turns.length
    expect(bench.pace.isBusy('one')).toBe(true)
    expect(bench.pace.isBusy('another')).toBe(false)
    bench.pace.begin(bench.body('one', 'short', 1))
    bench.run(4000)
    expect(bench.turns.slice(before, before + 2)).toContain('short')
  })

  test('that come one behind the other are no cheaper: each waits until the one before is paid for', () => {
    const bench = new Bench()
    const first = bench.body('one', 'first', 1)
    bench.rest(first)
    bench.pace.leave(first)
    expect(bench.pace.isBusy('one')).toBe(true)
    bench.run(7.9)
    expect(bench.pace.isBusy('one')).toBe(true)
    bench.run(8.1)
    expect(bench.pace.isBusy('one')).toBe(false)
  })

  test('that nobody reads any more are passed over', () => {
    const bench = new Bench()
    for (let at = 0; at < 1000; at++) {
      const gone = bench.body('one', 'gone', forEver)
      bench.pace.begin(gone)
      bench.pace.leave(gone)
    }
    bench.pace.begin(bench.body('one', 'here', 1))
    bench.run(100)
    expect(bench.turns).toEqual(['here'])
    expect(bench.pace.isBusy('one')).toBe(false)
  })
})
