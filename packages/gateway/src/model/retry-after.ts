/** A receiver may ask for a pause of at most this long; it is tried again after that. One hour, in ms. */
export const longestRetryAfterMs = 3_600_000

const httpDate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * How long a `Retry-After` header asks to wait, in ms from `now`: seconds or an HTTP date (RFC 9110, section
 * 10.2.3; its preferred form alone). Null where it is neither. Never negative, never over
 * `longestRetryAfterMs`.
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null || value.length > 64) return null
  const text = value.trim()
  if (/^\d+$/.test(text)) return bound(Number(text) * 1000)
  const parts = httpDate.exec(text)
  if (parts === null) return null
  const [, day, month, year, hour, minute, second] = parts
  return bound(
    Date.UTC(
      Number(year),
      months.indexOf(month ?? ''),
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    ) - now,
  )
}

function bound(ms: number): number {
  return Math.min(Math.max(0, ms), longestRetryAfterMs)
}
