import { describe, expect, it } from 'vitest'
import { parseDurations } from '../../src/cli/options/duration-option.ts'
import { placeOption, readMoment } from '../../src/cli/options/moment-option.ts'

const now = Date.parse('2026-11-28T12:00:00Z')

describe('a moment on the command line', () => {
  it.each([
    ['1764331200', '2025-11-28T12:00:00.000Z'],
    ['1764331200123', '2025-11-28T12:00:00.123Z'],
    ['2026-11-27', '2026-11-27T00:00:00.000Z'],
    ['2026-11-27T10:00Z', '2026-11-27T10:00:00.000Z'],
    ['2026-11-27T10:00:00.5+02:00', '2026-11-27T08:00:00.500Z'],
    ['1h', '2026-11-28T11:00:00.000Z'],
    ['7d', '2026-11-21T12:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(readMoment(text, now, 'ago') ?? 0).toISOString()).toBe(iso)
  })

  it('lies after now where it ends something', () => {
    expect(readMoment('90m', now, 'ahead')).toBe(now + 5_400_000)
    expect(readMoment('2026-11-27', now, 'ahead')).toBe(Date.parse('2026-11-27T00:00:00Z'))
  })

  it.each(['', 'soon', '1w', '-1h', '2026-11', '2026-02-30', '2026-13-01', '2026-11-27T10:00', '999999999d'])(
    'is not %j',
    (text) => {
      expect(readMoment(text, now, 'ago')).toBeNull()
    },
  )

  it('may be an id where a place in a list is meant', () => {
    expect(placeOption('evt_1')).toBe('evt_1')
    expect(placeOption('2026-11-27')).toBe('2026-11-27T00:00:00.000Z')
  })
})

it('waits are a list of durations', () => {
  expect(parseDurations('5s,1m, 1h')).toEqual([5000, 60_000, 3_600_000])
  expect(parseDurations('')).toEqual([])
  expect(() => parseDurations('5s,,1m')).toThrow(/5s,1m,1h/)
  expect(() => parseDurations('5')).toThrow(/5s,1m,1h/)
})
