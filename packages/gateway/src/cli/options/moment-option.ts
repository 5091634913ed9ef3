import { InvalidArgumentError } from 'commander'
import { parseDuration } from '../../model/duration.ts'

/** Whether a bare duration such as `1h` lies before now or after it. */
type Direction = 'ago' | 'ahead'

/**
 * A moment as it is written on the command line: seconds since 1970 (up to 11 digits, as providers sign them),
 * milliseconds (13 digits), a day, which begins at midnight UTC, ISO 8601 with a time zone, or a duration from now.
 *
 * @param now - in ms since 1970
 * @returns ms since 1970; null where it is none
 */
export function readMoment(text: string, now: number, direction: Direction): number | null {
  if (/^\d{1,11}$/.test(text)) return Number(text) * 1000
  if (/^\d{13}$/.test(text)) return Number(text)
  const durationMs = parseDuration(text)
  const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/
  const ms =
    durationMs === null
      ? iso.test(text)
        ? Date.parse(text)
        : Number.NaN
      : now + durationMs * sign[direction]
  // The calendar of JavaScript ends, and a day such as February 30 is none.
  return Number.isNaN(new Date(ms).getTime()) || !isDay(text) ? null : ms
}

const sign = { ago: -1, ahead: 1 } as const

/** Date.parse takes February 30 for the first of March. */
function isDay(text: string): boolean {
  const day = /^\d{4}-\d\d-\d\d/.exec(text)?.[0]
  return day === undefined || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
}

/** A moment that has been, for commander's argument parser. */
export function parseMoment(text: string): Date {
  return parse(text, 'ago')
}

/** A moment that has been, in ISO 8601 as the API takes it. */
export function pastOption(text: string): string {
  return parse(text, 'ago').toISOString()
}

/** A moment to come, in ISO 8601 as the API takes it. */
export function futureOption(text: string): string {
  return parse(text, 'ahead').toISOString()
}

/** An id, which goes on as it is, or a moment that has been. */
export function placeOption(text: string): string {
  return /^[a-z]{3}_/.test(text) ? text : pastOption(text)
}

/** How the commands' help says what they take. */
export const momentForms = '1h, 2026-11-27 or ISO 8601'

function parse(text: string, direction: Direction): Date {
  const ms = readMoment(text, Date.now(), direction)
  if (ms === null)
    throw new InvalidArgumentError(
      'Give a time such as 1h, 30m or 7d, 2026-11-21, 2026-11-21T22:18:44Z, or seconds since 1970.',
    )
  return new Date(ms)
}
