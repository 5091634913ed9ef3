import { describe, expect, test } from 'vitest'
import { Crowd, type Crowded, type Network, usefulness } from '../../src/keeper/crowd.ts'
import { type Holder, Retention } from '../../src/keeper/retention.ts'

type Usefulness = keyof typeof usefulness

class Guest implements Holder {
  readonly network: Network<this>
  readonly usefulness: Crowded['usefulness']
  readonly activeAt: number
  readonly name: string
  heldBytes = 0
  halfSent = true
  isShed = false
  retention: Retention<Guest> | null = null

  constructor(name: string, network: Network<Guest>, use: Usefulness, activeAt: number) {
    this.name = name
    this.network = network as Network<this>
    this.usefulness = usefulness[use]
    this.activeAt = activeAt
  }

  letGo(): void {
    this.retention?.giveBack(this, this.heldBytes)
    this.heldBytes = 0
  }

  shed(): void {
    this.isShed = true
    this.letGo()
  }
}

/** `a idle 3`: one of network a that is idle since second 3. A network in capitals is a proxy's. */
function crowdOf(...guests: string[]): Crowd<Guest> {
  const crowd = new Crowd<Guest>()
  for (const guest of guests) {
    const [name = '', use, since] = guest.split(' ')
    const network = crowd.network(name, name === name.toUpperCase())
    crowd.add(new Guest(guest, network, use as Usefulness, Number(since ?? 0)))
  }
  return crowd
}

const leaving = (crowd: Crowd<Guest>, newcomer: string, most = 1): string[] =>
  crowd.leavers(crowd.network(newcomer, newcomer === newcomer.toUpperCase()), most).map(({ name }) => name)

describe('who makes room', () => {
  test.each<[string, string[], string, string[]]>([
    ['the largest network', ['a idle', 'b idle 5', 'b idle 6'], 'c', ['b idle 5']],
    ['its least useful', ['a idle 0', 'b stalled 0', 'b idle 9', 'b served'], 'c', ['b idle 9']],
    ['its longest without progress', ['a idle 0', 'b stalled 8', 'b stalled 7'], 'c', ['b stalled 7']],
    ['one idle before many that send', ['a moving', 'a moving', 'b idle'], 'c', ['b idle']],
    [
      'one of very many that send before one idle',
      [...Array(9).fill('a moving'), 'b idle'],
      'c',
      ['a moving'],
    ],
    ['half-done before one that goes on', ['a moving', 'a moving', 'b stalled'], 'c', ['b stalled']],
    [
      'one that only sends, of the newcomer’s own network too',
      ['a moving 3', 'a moving 2'],
      'a',
      ['a moving 2'],
    ],
    [
      'one that waits for us, of a network with more',
      ['a served', 'b served 1', 'b served 2'],
      'c',
      ['b served 1'],
    ],
    ['nobody of a network with as few', ['a served', 'b served'], 'c', []],
    ['nobody who waits for us for one of the same network', ['a served', 'a served'], 'a', []],
    [
      'no proxy while anybody else may',
      ['P idle', 'P idle', 'P idle', 'b served', 'b served'],
      'c',
      ['b served'],
    ],
    ['a proxy’s, where nobody else is here', ['P idle 4', 'P stalled 1'], 'P', ['P idle 4']],
    ['not what a proxy waits for', ['P served', 'P served', 'P served'], 'c', []],
    ['anybody else for a proxy', ['P served', 'P served', 'b served'], 'P', ['b served']],
  ])('%s', (_name, guests, newcomer, left) => {
    expect(leaving(crowdOf(...guests), newcomer)).toEqual(left)
  })

  test('several at once leave the networks as large as one by one would', () => {
    const guests = ['a idle 1', 'a idle 2', 'a idle 3', 'b idle 1', 'b idle 2', 'c idle 0']
    expect(leaving(crowdOf(...guests), 'd', 3).sort()).toEqual(['a idle 1', 'a idle 2', 'b idle 1'])
  })

  test('whoever has left counts no longer', () => {
    const crowd = crowdOf('a idle', 'b idle', 'b idle')
    for (const guest of [...crowd]) if (guest.name.startsWith('b')) crowd.delete(guest)
    expect([crowd.size, leaving(crowd, 'c')]).toEqual([1, ['a idle']])
  })
})

describe('what is held', () => {
  function holding(limit: number, ...guests: [network: string, bytes: number, whole?: 'whole'][]) {
    const crowd = crowdOf(...guests.map(([name], at) => `${name} moving ${at}`))
    const retention = new Retention({ again: limit, passing: 2 * limit }, crowd)
    const held = [...crowd].sort((one, other) => one.activeAt - other.activeAt)
    for (const [at, guest] of held.entries()) {
      guest.retention = retention
      guest.halfSent = guests[at]?.[2] !== 'whole'
      const bytes = guests[at]?.[1] ?? 0
      if (bytes > 0 && retention.hold(guest, bytes, 'again')) guest.heldBytes = bytes
    }
    return { retention, held, bytes: () => held.map(({ heldBytes }) => heldBytes) }
  }
  const at = (held: readonly Guest[], index: number): Guest => held[index] as Guest

  test('is given back by the network that has most, the largest first', () => {
    const { retention, held, bytes } = holding(160, ['a', 80], ['a', 60], ['b', 20], ['c', 0])
    expect(retention.hold(at(held, 3), 20, 'again')).toBe(true)
    expect(bytes()).toEqual([0, 60, 20, 0])
  })

  test('half-sent before whole', () => {
    const { retention, held, bytes } = holding(160, ['a', 100, 'whole'], ['a', 60], ['c', 0])
    expect(retention.hold(at(held, 2), 20, 'again')).toBe(true)
    expect(bytes()).toEqual([100, 0, 0])
  })

  test('is not taken from a network with less', () => {
    const { retention, held, bytes } = holding(100, ['a', 60], ['b', 40], ['b', 0])
    expect(retention.hold(at(held, 2), 50, 'again')).toBe(false)
    expect(bytes()).toEqual([60, 40, 0])
  })

  test('is all for a network that is alone, and a small one goes before a large one there too', () => {
    const { retention, held, bytes } = holding(100, ['a', 60], ['a', 40], ['a', 0])
    expect(bytes()).toEqual([60, 40, 0])
    expect(retention.hold(at(held, 2), 20, 'again')).toBe(true)
    expect(bytes()).toEqual([0, 40, 0])
    expect(retention.hold(at(held, 0), 90, 'again')).toBe(false)
  })

  test('what only passes has as much room again, and beyond it who holds most is over', () => {
    const { retention, held } = holding(100, ['a', 60], ['a', 40], ['b', 0], ['c', 0])
    const pass = (index: number, bytes: number): boolean => {
      const holds = retention.hold(at(held, index), bytes, 'passing')
      if (holds) at(held, index).heldBytes += bytes
      return holds
    }
    expect(retention.hold(at(held, 2), 150, 'again')).toBe(false)
    expect(pass(2, 90)).toBe(true)
    // The largest of the largest network, and not the one who asks for more than anybody has.
    expect(pass(3, 30)).toBe(true)
    expect(held.map(({ isShed }) => isShed)).toEqual([true, false, false, false])
    expect(pass(3, 500)).toBe(false)
    expect(at(held, 3).isShed).toBe(false)
  })

  test('who found no room has none until some is given back, and others of his network ask for themselves', () => {
    const { retention, held } = holding(100, ['a', 60], ['a', 40], ['a', 0], ['a', 0])
    const looks = { count: 0 }
    for (const one of held)
      Object.defineProperty(one, 'halfSent', {
        get: () => {
          looks.count++
          return true
        },
      })
    const ask = (bytes: number): [boolean, boolean] => {
      looks.count = 0
      const found = retention.hold(at(held, 2), bytes, 'again')
      // Whoever looks at the others asks them, too.
      return [found, looks.count > 2]
    }
    expect(ask(70)).toEqual([false, true])
    expect(ask(70)).toEqual([false, false])
    expect(ask(80)).toEqual([false, false])
    expect(ask(65)).toEqual([false, true])
    retention.lookAgain()
    expect(ask(80)).toEqual([false, true])
    at(held, 0).letGo()
    expect(ask(50)).toEqual([true, false])
  })

  test('a proxy gives nothing back for others', () => {
    const { retention, held, bytes } = holding(100, ['P', 90], ['b', 0])
    expect(retention.hold(at(held, 1), 20, 'again')).toBe(false)
    expect(bytes()).toEqual([90, 0])
  })
})
