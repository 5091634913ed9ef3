/** How a timestamp is written. */
export type TimestampUnit =
  | 'seconds'
  | 'milliseconds'
  /** Eleven digits or fewer are seconds, more are milliseconds: of providers that are seen to write both. */
  | 'seconds-or-milliseconds'
  | 'rfc3339'
  /** RFC 3339 whose zone may be absent and is UTC then. */
  | 'rfc3339-utc'
  | 'http-date'

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Strict digits: no sign, no blanks, no leading zero, nothing after (`parseInt` takes `1614265330abc`). */
function digits(text: string, most: number): number | undefined {
  if (text.length === 0 || text.length > most) return undefined
  let value = 0
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit < 0 || digit > 9) return undefined
    value = value * 10 + digit
  }
  return text.length > 1 && text.charCodeAt(0) === 48 ? undefined : value
}

function parsed(text: string, pattern: RegExp): number | undefined {
  if (text.length > 40 || !pattern.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** Milliseconds since 1970 of a timestamp; `undefined` where it is not written exactly so. */
export function readTimestamp(text: string, unit: TimestampUnit): number | undefined {
  if (unit === 'rfc3339') return parsed(text, rfc3339)
  if (unit === 'rfc3339-utc') return parsed(text, rfc3339) ?? parsed(`${text}Z`, rfc3339)
  if (unit === 'http-date') return parsed(text, httpDate)
  // 11 digits of seconds reach the year 5138, 14 of milliseconds likewise.
  const seconds = unit === 'seconds' || (unit === 'seconds-or-milliseconds' && text.length <= 11)
  const value = digits(text, seconds ? 11 : 14)
  return value === undefined || !seconds ? value : value * 1000
}

/** A moment as the unit writes it. */
export function writeTimestamp(ms: number, unit: TimestampUnit): string {
  if (unit === 'seconds') return String(Math.floor(ms / 1000))
  if (unit === 'milliseconds' || unit === 'seconds-or-milliseconds') return String(Math.floor(ms))
  return unit === 'http-date' ? new Date(ms).toUTCString() : new Date(ms).toISOString()
}
