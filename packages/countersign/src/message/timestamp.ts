/** How a timestamp is written. */
export type TimestampUnit = 'seconds' | 'milliseconds' | 'rfc3339' | 'http-date'

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
  if (unit === 'http-date') return parsed(text, httpDate)
  // 11 digits of seconds reach the year 5138, 14 of milliseconds likewise.
  const value = unit === 'seconds' ? digits(text, 11) : digits(text, 14)
  return value === undefined || unit === 'milliseconds' ? value : value * 1000
}

/** A moment as the unit writes it. */
export function writeTimestamp(ms: number, unit: TimestampUnit): string {
  if (unit === 'seconds') return String(Math.floor(ms / 1000))
  if (unit === 'milliseconds') return String(Math.floor(ms))
  return unit === 'rfc3339' ? new Date(ms).toISOString() : new Date(ms).toUTCString()
}
