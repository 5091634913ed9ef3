import { describe, expect, it } from 'vitest'
import { Held } from '../../src/deliver/held.ts'
import type { QueueRow } from '../../src/journal/port/queue.ts'

const now = 1_000_000

function row(seq: number, change: Partial<QueueRow> = {}): QueueRow {
  return { lane: 1, due: now, seq, replay: 0, attempts: 0, earlier: 0, orderKey: null, ...change }
}

/** Begins all that is ready. */
function begun(held: Held): number[] {
  const seqs: number[] = []
  for (let one = held.begin(); one !== undefined; one = held.begin()) seqs.push(one.seq)
  return seqs
}

function page(held: Held, rows: readonly QueueRow[], at = now): void {
  held.beginReading(at)
  held.endReading(rows)
}

describe('the rows that a lane holds', () => {
  it('are taken once, where an offer comes after a page has brought the row and it was settled', () => {
    const held = new Held()
    page(held, [row(1), row(2)])
    expect(begun(held)).toEqual([1, 2])
    held.end(row(1))
    expect(held.offer(row(1))).toBe(false)
    expect(held.offer(row(2))).toBe(false)
    // The one offer that was to come has come.
    expect(held.offer(row(1))).toBe(true)
  })

  it('are remembered as long as an offer may come, and so many of them', () => {
    const old = new Held()
    page(old, [row(1, { due: now - 10_001 }), row(2, { due: now - 10_000 })])
    begun(old)
    old.end(row(1, { due: now - 10_001 }))
    old.end(row(2, { due: now - 10_000 }))
    expect(old.offer(row(1))).toBe(true)
    expect(old.offer(row(2))).toBe(false)

    const many = new Held()
    const rows = Array.from({ length: 1_025 }, (_, at) => row(at + 1))
    page(many, rows)
    begun(many)
    for (const one of rows) many.end(one)
    expect(many.offer(row(1))).toBe(true)
    expect(many.offer(row(2))).toBe(false)
    expect(many.offer(row(1_025))).toBe(false)
  })

  it('of an offer are not remembered: no other offer of them comes', () => {
    const held = new Held()
    held.offer(row(1))
    begun(held)
    held.end(row(1))
    expect(held.offer(row(1))).toBe(true)
  })

  it('are not taken from a page that was read before they ended, or before all was let go of', () => {
    const held = new Held()
    held.offer(row(1))
    held.offer(row(2))
    expect(held.begin()?.seq).toBe(1)
    held.beginReading(now)
    held.end(row(1))
    expect(held.drop(row(2))).toBe(true)
    held.endReading([row(1), row(2), row(3)])
    expect(begun(held)).toEqual([3])

    held.beginReading(now)
    held.shed()
    held.endReading([row(4)])
    expect(held.ready).toBe(0)
    page(held, [row(4)])
    expect(begun(held)).toEqual([4])
  })

  it('are one of an order key, until it has ended', () => {
    const held = new Held()
    page(held, [row(1, { orderKey: 'a' }), row(2, { orderKey: 'b' })])
    page(held, [row(3, { orderKey: 'a' })])
    expect(begun(held)).toEqual([1, 2])
    held.end(row(1, { orderKey: 'a' }))
    page(held, [row(3, { orderKey: 'a' })])
    expect(begun(held)).toEqual([3])
    page(held, [row(4, { orderKey: 'b' })])
    expect(begun(held)).toEqual([])
  })
})
