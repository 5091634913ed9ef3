import { describe, expect, test } from 'vitest'
import { Intake } from '../../src/ingest/intake.ts'
import { RejectionBudget } from '../../src/ingest/rejection-budget.ts'
import { TokenBucket } from '../../src/ingest/token-bucket.ts'
import type { Source } from '../../src/model/source.ts'

describe('the intake', () => {
  test('leaves room for others when one network sends slowly', () => {
    const intake = new Intake(1000)
    expect(intake.addPiece(500, 'slow')).toBe(true)
    expect(intake.addPiece(1, 'slow')).toBe(false)
    expect(intake.addPiece(400, 'other')).toBe(true)
    expect(intake.addPiece(101, 'third')).toBe(false)
    intake.removePieces(500, 'slow')
    expect(intake.addPiece(500, 'slow')).toBe(true)
    expect(intake.held).toBe(900)
  })

  test('counts what waits, and gives all of it back', () => {
    const intake = new Intake(10_000)
    for (const size of [0, 10, 4000]) intake.hold(size)
    expect(intake.full).toBe(true)
    for (const size of [0, 10, 4000]) intake.release(size)
    expect(intake.held).toBe(0)
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
