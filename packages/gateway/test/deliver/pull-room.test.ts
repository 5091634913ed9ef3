import { describe, expect, it } from 'vitest'
import { type Place, PullRoom } from '../../src/deliver/pull-room.ts'

const tooMany = expect.objectContaining({ code: 'ERR_PULLS_TOO_MANY' })

/** Takes what a destination gets. */
function fill(room: PullRoom, destination: number): Place[] {
  const places: Place[] = []
  for (;;) {
    try {
      places.push(room.enter(destination))
    } catch {
      return places
    }
  }
}

describe('the room for pulls', () => {
  it('bounds how many each has', () => {
    const room = new PullRoom()
    const places = fill(room, 1)
    expect(places).toHaveLength(20)
    expect(() => room.enter(1)).toThrow(tooMany)
    places[0]?.leave()
    places[0]?.leave()
    expect(fill(room, 1)).toHaveLength(1)
  })

  it('bounds how many there are in all', () => {
    const room = new PullRoom()
    const places = Array.from({ length: 200 }, (_, at) => room.enter(at))
    expect(() => room.enter(0)).toThrow(tooMany)
    expect(() => room.enter(999)).toThrow(tooMany)
    places[0]?.leave()
    expect(() => room.enter(1)).toThrow(tooMany)
    expect(() => room.enter(999)).not.toThrow()
  })

  it('leaves room for others, however many one has taken with ten', () => {
    const room = new PullRoom()
    const greedy = Array.from({ length: 10 }, (_, destination) => fill(room, destination))
    expect(greedy.flat().length).toBeLessThan(170)
    expect(fill(room, 99).length).toBeGreaterThan(5)
    for (let other = 100; other < 110; other++) expect(fill(room, other).length).toBeGreaterThan(0)
    for (const place of greedy.flat()) place.leave()
    expect(fill(room, 200)).toHaveLength(20)
  })

  it('bounds the bytes of those who entered before there were any', () => {
    const room = new PullRoom()
    const [one, two, other] = [room.enter(1), room.enter(1), room.enter(2)]
    one.hold(12 * 1024 * 1024)
    expect(() => two.check()).toThrow(tooMany)
    expect(() => other.check()).not.toThrow()
    one.leave()
    expect(() => two.check()).not.toThrow()
  })

  it('bounds the bytes of answers that are not read', () => {
    const room = new PullRoom()
    const place = room.enter(1)
    place.hold(12 * 1024 * 1024)
    expect(() => room.enter(1)).toThrow(tooMany)
    const other = room.enter(2)
    other.hold(20 * 1024 * 1024)
    expect(() => room.enter(3)).toThrow(tooMany)
    place.leave()
    place.hold(1)
    expect(() => room.enter(3)).not.toThrow()
    expect(() => room.enter(1)).not.toThrow()
  })
})
