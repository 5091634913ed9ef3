import { afterEach, expect, test } from 'vitest'
import { createEgress } from '../../src/egress/egress.ts'
import { Connections } from '../../src/transports/http/connections.ts'

const gone = new Error('closed')
const connections = new Connections('http://127.0.0.1:9', createEgress({ allow: [], deny: [] }), {
  allowPrivate: true,
  ca: null,
})
afterEach(() => connections.close(gone))

/** So many that wait for the next attempt. */
function idle(count: number) {
  const opened = Array.from({ length: count }, () => connections.take(true, 1000))
  for (const connection of opened) connections.give(connection)
  return opened
}

test('what was used last is used first, and what was closed meanwhile not at all', () => {
  const [first, second, third, fourth, fifth] = idle(5)
  for (const closed of [third, fifth]) if (closed !== undefined) connections.discard(closed, gone)
  expect([1, 2, 3].map(() => connections.take(false, 1000))).toEqual([fourth, second, first])
  expect([first, second, third, fourth, fifth]).not.toContain(connections.take(false, 1000))
})

test('of many that are closed, and given back again and again, none is found twice', () => {
  for (let round = 0; round < 5; round++) {
    const opened = idle(40)
    for (const [at, closed] of opened.entries()) if (at % 3 > 0) connections.discard(closed, gone)
    const left = opened.filter((_, at) => at % 3 === 0).toReversed()
    const taken = left.map(() => connections.take(false, 1000))
    expect(taken).toEqual(left)
    expect(opened).not.toContain(connections.take(false, 1000))
    connections.close(gone)
  }
})
