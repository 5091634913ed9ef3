import { describe, expect, test } from 'vitest'
import { type Held, Intake } from '../../src/ingest/intake.ts'
import { RejectionBudget } from '../../src/ingest/rejection-budget.ts'
import { SourceRates } from '../../src/ingest/source-rates.ts'
import { TokenBucket } from '../../src/ingest/token-bucket.ts'
import type { Source } from '../../src/model/source.ts'

/** An intake, and bodies under way in it; each is named by its network. */
function filled(bytes: number, minUploadRate = 0) {
  const intake = new Intake({ bytes, minUploadRate })
  const cut: string[] = []
  const begin = (name: string, now = 0, network = name) =>
    intake.begin(network, now, { cut: (failure) => void cut.push(`${name} ${failure}`) })
  return { intake, cut, begin }
}

describe('the intake', () => {
  const overhead = 2048

  test('a network that is alone has all but the room that is kept for whole bodies', () => {
    const { intake, begin } = filled(800_000)
    const alone = begin('alone')
    expect(intake.add(alone, 700_000 - overhead, 0)).toBe(true)
    expect(intake.add(alone, 1, 0)).toBe(false)
    expect(intake.hasRoom('alone')).toBe(true)
    intake.end(alone)
    expect(intake.held).toBe(0)
  })

  test('of the network that holds most, what has held most for the longest makes room for another', () => {
    const { intake, cut, begin } = filled(800_000)
    const bodies = ['old', 'older', 'large', 'small'].map((name, at) =>
      begin(name, [500, 0, 600, 0][at], 'a'),
    )
    for (const [at, size] of [200_000, 200_000, 280_000, 1000].entries())
      if (bodies[at] !== undefined) expect(intake.add(bodies[at], size, 700)).toBe(true)
    expect(intake.add(begin('b', 900), 100_000, 1000)).toBe(true)
    expect(intake.add(begin('c', 900), 150_000, 1000)).toBe(true)
    expect(cut).toEqual(['older ERR_INTAKE_FULL', 'large ERR_INTAKE_FULL'])
  })

  test('shares shrink as networks appear: none is driven below what the others hold', () => {
    const { intake } = filled(8_000_000)
    const held = new Map<string, number>()
    for (let round = 0; round < 200; round++) {
      for (const network of ['a', 'b', 'c', 'd'].slice(0, 1 + round / 50)) {
        const body = intake.begin(network, round, {
          cut: () => held.set(network, (held.get(network) ?? 0) - 50_000),
        })
        if (intake.add(body, 50_000, round)) held.set(network, (held.get(network) ?? 0) + 50_000)
      }
    }
    for (const bytes of held.values()) expect(Math.abs(bytes - 7_000_000 / 4)).toBeLessThan(200_000)
    expect(held.size).toBe(4)
  })

  test('a burst of one network does not drive itself out, but two seconds later it makes room', () => {
    const { intake, cut, begin } = filled(800_000)
    for (let at = 0; at < 13; at++) expect(intake.add(begin(`${at}`, 0, 'a'), 50_000, 0)).toBe(true)
    expect(intake.add(begin('next', 1999, 'a'), 50_000, 1999)).toBe(false)
    expect(cut).toEqual([])
    expect(intake.add(begin('later', 2000, 'a'), 50_000, 2000)).toBe(true)
    expect(cut).toEqual(['0 ERR_INTAKE_FULL'])
  })

  test('what is small goes before what is large, at once and in one network too', () => {
    const { intake, cut, begin } = filled(800_000)
    for (let at = 0; at < 13; at++) expect(intake.add(begin(`${at}`, 0, 'a'), 50_000, 0)).toBe(true)
    expect(intake.add(begin('small', 0, 'a'), 16_000, 0)).toBe(true)
    expect(intake.add(begin('another', 0, 'a'), 16_000, 0)).toBe(true)
    expect(cut).toEqual(['0 ERR_INTAKE_FULL'])
  })

  test('what waits for the store makes no room, and nobody is cut for nothing', () => {
    const { intake, cut, begin } = filled(800_000)
    expect(intake.add(begin('a'), 1000, 0)).toBe(true)
    for (let at = 0; at < 20; at++) intake.hold(`n${at}`, (800_000 - intake.held) / 2)
    expect(intake.add(begin('b'), 300_000, 10_000)).toBe(false)
    expect(cut).toEqual([])
  })

  describe('of what is whole and waits for the store', () => {
    const wait = (intake: Intake, network: string, size: number): number => {
      let bytes = 0
      while (intake.hold(network, size - overhead) !== null) bytes += size
      return bytes
    }

    test('one network has two thirds where it is alone, and leaves the rest to those who come', () => {
      const { intake } = filled(8_000_000)
      expect(wait(intake, 'a', 3000)).toBe(5_250_000)
      expect(intake.hasRoom('a')).toBe(false)
      expect(intake.hasRoom('b')).toBe(true)
      expect(intake.hold('b', 1_000_000)).not.toBeNull()
    })

    test('however many networks take what they get, whoever comes next finds room', () => {
      const { intake } = filled(8_000_000)
      for (let at = 0; at < 100; at++) expect(wait(intake, `n${at}`, 3000)).toBeGreaterThan(0)
      expect(intake.hasRoom('late')).toBe(true)
    })

    test('what is given back goes to those who have less', () => {
      const { intake } = filled(8_000_000)
      const first: Held[] = []
      for (let held = intake.hold('a', 952); held !== null; held = intake.hold('a', 952)) first.push(held)
      wait(intake, 'b', 3000)
      for (const held of first.slice(0, 200)) intake.release(held)
      expect(wait(intake, 'a', 3000)).toBe(0)
      expect(wait(intake, 'b', 3000)).toBeGreaterThan(200_000)
    })

    test('it may have been read in pieces before: they are not its own room', () => {
      const { intake, begin } = filled(8_000_000)
      wait(intake, 'a', 3000)
      const body = begin('b')
      expect(intake.add(body, 1_000_000, 0)).toBe(true)
      intake.end(body)
      expect(intake.hold('b', 1_000_000)).not.toBeNull()
    })

    test('bodies in pieces that fill their part leave room for it', () => {
      const { intake, begin } = filled(8_000_000)
      expect(intake.add(begin('a'), 6_990_000, 0)).toBe(true)
      expect(intake.hold('b', 500_000)).not.toBeNull()
    })
  })

  test('a body that only holds room is cut; a small one, and one that goes on, are not', () => {
    const { intake, cut, begin } = filled(8_000_000, 4096)
    const bodies = { stuck: begin('stuck'), small: begin('small'), steady: begin('steady') }
    intake.add(bodies.stuck, 500_000, 0)
    intake.add(bodies.small, 16_000, 0)
    intake.add(bodies.steady, 500_000, 0)
    for (let second = 1; second <= 20; second++) {
      if (cut.length === 0) intake.add(bodies.stuck, 10, second * 1000)
      intake.add(bodies.steady, 4096, second * 1000)
      intake.sweep(second * 1000)
    }
    // Its first five seconds are those in which its first bytes came.
    expect(cut).toEqual(['stuck ERR_UPLOAD_TOO_SLOW'])
    expect(intake.held).toBe(16_000 + 500_000 + 20 * 4096 + 2 * overhead)
  })

  test('counts what waits, and gives all of it back', () => {
    const { intake } = filled(17_000)
    const held = [0, 10, 4000].map((size) => intake.hold('a', size))
    expect(held).not.toContain(null)
    expect(intake.held).toBe(4010 + 3 * overhead)
    expect(intake.hold('a', 0)).toBeNull()
    for (const one of held) if (one !== null) intake.release(one)
    expect(intake.held).toBe(0)
    expect(intake.hold('a', 4000)).not.toBeNull()
  })
})

describe('a token bucket', () => {
  test('passes a second at once and refills with time, not with a clock that steps back', () => {
    const bucket = new TokenBucket(2, 1000)
    expect([bucket.take(1000), bucket.take(1000), bucket.take(1000)]).toEqual([true, true, false])
    expect(bucket.take(1500)).toBe(true)
    expect(bucket.take(0)).toBe(false)
    expect(bucket.take(400)).toBe(false)
    expect(bucket.take(500)).toBe(true)
  })
})

describe('the rate of a source', () => {
  const source = { number: 1, policy: { ratePerSecond: 30 } } as Source
  const taken = (rates: SourceRates, network: string, tries: number, now: number): number =>
    Array.from({ length: tries }, () => rates.take(source, network, now)).filter(Boolean).length

  test('is all of a network’s that is alone, and no more', () => {
    const rates = new SourceRates()
    expect(taken(rates, 'alone', 100, 0)).toBe(30)
    expect(taken(rates, 'alone', 100, 500)).toBe(15)
    expect(taken(rates, 'alone', 100, 1500)).toBe(30)
  })

  test('leaves a share to each network that comes, however much the others have taken', () => {
    const rates = new SourceRates()
    expect(taken(rates, 'greedy', 100, 0)).toBe(30)
    expect(rates.allows(source, 'provider', 0)).toBe(true)
    expect(taken(rates, 'provider', 100, 0)).toBe(15)
    expect(taken(rates, 'third', 100, 0)).toBe(10)
    // What was taken beyond the rate is owed: over time it holds.
    let passed = 55
    for (let second = 1; second <= 100; second++)
      for (const network of ['greedy', 'provider', 'third'])
        passed += taken(rates, network, 100, second * 1000)
    expect(passed).toBeLessThanOrEqual(30 * 102)
    expect(passed).toBeGreaterThanOrEqual(30 * 100)
  })

  test('nobody owes more than a second’s worth, from however many networks', () => {
    const rates = new SourceRates()
    let passed = 0
    for (let at = 0; at < 10_000; at++) passed += taken(rates, `n${at}`, 1, 0)
    expect(passed).toBe(60)
  })

  test('what was no news is given back', () => {
    const rates = new SourceRates()
    for (let at = 0; at < 1000; at++) {
      expect(taken(rates, 'replayer', 1, at)).toBe(1)
      rates.giveBack(source, 'replayer', at)
    }
    expect(taken(rates, 'provider', 100, 1000)).toBe(30)
  })
})

describe('the budget of rejections', () => {
  const source = (perSecond: number, count = 10): Source =>
    ({ number: 1, policy: { rejections: { count, bytes: 1, perSecond } } }) as Source

  test('is shared out by network, and bounded in all', () => {
    const budget = new RejectionBudget()
    const passed = (network: string): number =>
      Array.from({ length: 20 }, () => budget.take(source(8), network, 0)).filter(Boolean).length
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map(passed)).toEqual([2, 2, 2, 2, 0, 0])
  })

  test('of nothing keeps nothing', () => {
    const budget = new RejectionBudget()
    expect(budget.take(source(0), 'a', 0)).toBe(false)
    expect(budget.take(source(5, 0), 'a', 0)).toBe(false)
  })

  test('a million networks do not grow it, nor get more than the source has', () => {
    const budget = new RejectionBudget()
    let passed = 0
    for (let network = 0; network < 100_000; network++)
      if (budget.take(source(10), `n${network}`, 0)) passed++
    expect(passed).toBe(10)
  })
})
