import { type ReadTimestamp, readDigits, type TimestampUnit } from './timestamp.ts'

function parsed(text: string, pattern: RegExp): number | undefined {
  if (text.length > 40 || !pattern.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** RFC 3339, to nanoseconds. */
export const rfc3339: ReadTimestamp = (text) =>
  parsed(text, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/)

/** RFC 3339 whose zone may be absent and is UTC then. */
export const rfc3339Utc: ReadTimestamp = (text) => rfc3339(text) ?? rfc3339(`${text}Z`)

/** A date as HTTP's headers have it. */
export const httpDate: ReadTimestamp = (text) =>
  parsed(text, /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/)

/** Reads any unit by its name. */
export function readerOf(unit: TimestampUnit): ReadTimestamp {
  if (unit === 'rfc3339') return rfc3339
  if (unit === 'rfc3339-utc') return rfc3339Utc
  return unit === 'http-date' ? httpDate : (text) => readDigits(text, unit)
}

/** A moment as the unit writes it. */
export function writeTimestamp(ms: number, unit: TimestampUnit): string {
  if (unit === 'seconds') return String(Math.floor(ms / 1000))
  if (unit === 'milliseconds' || unit === 'seconds-or-milliseconds') return String(Math.floor(ms))
  return unit === 'http-date' ? new Date(ms).toUTCString() : new Date(ms).toISOString()
}
