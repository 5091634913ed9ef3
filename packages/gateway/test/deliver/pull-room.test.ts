import { describe, expect, it } from 'vitest'
import { PullRoom } from '../../src/deliver/pull-room.ts'

describe('the room for pulls', () => {
  it('bounds how many there are, each and in all', () => {
    const room = new PullRoom()
    const places = Array.from({ length: 200 }, (_, at) => room.enter(Math.floor(at / 20)))
    expect(() => room.enter(0)).toThrow('ERR_PULLS_TOO_MANY')
    expect(() => room.enter(99)).toThrow('ERR_PULLS_TOO_MANY')
    for (const place of places.slice(0, 20)) place.leave()
    places[0]?.leave()
    expect(() => room.enter(99).leave()).not.toThrow()
    expect(() => room.enter(1)).toThrow('ERR_PULLS_TOO_MANY')
  })

  it('bounds the bytes of those who entered before there were any', () => {
    const room = new PullRoom()
    const [one, two, other] = [room.enter(1), room.enter(1), room.enter(2)]
    one.hold(12 * 1024 * 1024)
    expect(() => two.check()).toThrow('ERR_PULLS_TOO_MANY')
    expect(() => other.check()).not.toThrow()
    one.leave()
    expect(() => two.check()).not.toThrow()
  })

  it('bounds the bytes of answers that are not read', () => {
    const room = new PullRoom()
    const place = room.enter(1)
    place.hold(12 * 1024 * 1024)
    expect(() => room.enter(1)).toThrow('ERR_PULLS_TOO_MANY')
    const other = room.enter(2)
    other.hold(20 * 1024 * 1024)
    expect(() => room.enter(3)).toThrow('ERR_PULLS_TOO_MANY')
    place.leave()
    place.hold(1)
    expect(() => room.enter(3)).not.toThrow()
    expect(() => room.enter(1)).not.toThrow()
  })
})
