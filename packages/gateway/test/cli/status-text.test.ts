import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { isTroubled, type Status, statusText } from '../../src/cli/status/text.ts'

const healthy = Array.from({ length: 25 }, (_, at) => ({
  ...{ name: `shop-${at}`, delivered: 100, failed: 1, state: 'healthy' },
}))
const right = Array.from({ length: 25 }, (_, at) => ({
  ...{ name: `bot-${at}`, provider: 'webex', status: 'connected', problem: null },
}))
const status = (part: Partial<Status>): Status => ({
  ready: true,
  problems: [],
  stats: {
    ...{ events: 0, rejections: 0, oldestDue: null },
    deliveries: { pending: 0, delivered: 0, dead: 0, undecided: 0, discarded: 0 },
  } as unknown as Status['stats'],
  sources: [],
  destinations: healthy,
  connections: right,
  ...part,
})

test('a destination that has been disabled for long is shown first, though nothing failed lately', () => {
  const disabled = { name: 'till', delivered: 0, failed: 0, state: 'disabled' }
  const one = status({ destinations: [...healthy, disabled] })
  expect(isTroubled(one)).toBe(true)
  const lines = stripVTControlCharacters(statusText(one)).split('\n')
  const head = lines.findIndex((line) => line.startsWith('destination '))
  expect(lines[head + 1]).toMatch(/^till\s+0\s+0\s+disabled$/)
  expect(lines[head + 21]).toBe('and 6 more')
})

test('a connection with a problem is shown first', () => {
  const broken = { name: 'till', provider: 'webex', status: 'broken', problem: 'its webhook is gone' }
  const lines = statusText(status({ connections: [...right, broken] as Status['connections'] })).split('\n')
  const head = lines.findIndex((line) => line.includes('connection'))
  expect(lines[head + 1]).toContain('its webhook is gone')
})

test('where all answer nothing is in trouble', () => {
  expect(isTroubled(status({}))).toBe(false)
})

test.each([24, 50])('a terminal of %i lines holds all of it', (height) => {
  const sources = healthy.map(({ name }) => ({ name, events: 1, refused: 0, lastHour: null }))
  for (const connections of [right, []]) {
    const text = statusText(status({ sources, connections: connections as Status['connections'] }), height)
    // The last one is the shell's.
    expect(text.split('\n').length).toBeLessThanOrEqual(height)
    expect(text.split('\n').length).toBeGreaterThan(height - 4)
    expect(text).toContain('more')
  }
})

test('one of a kind is told of as one', () => {
  const stats = {
    ...{ events: 1, rejections: 1, oldestDue: null },
    deliveries: { pending: 1, delivered: 0, dead: 0, undecided: 0, discarded: 0 },
  } as unknown as Status['stats']
  expect(statusText(status({ stats })).split('\n').slice(1, 3)).toEqual([
    '1 event stored, 1 refused request kept',
    '1 delivery waits; none is dead',
  ])
})
