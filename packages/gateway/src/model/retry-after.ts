/** A receiver may ask for a pause of at most this long; it is tried again after that. One hour, in ms. */
export const longestRetryAfterMs = 3_600_000

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const month = `(${months.join('|')})`
const clock = '(\\d{2}):(\\d{2}):(\\d{2})'

interface Parts {
  readonly day: string
  readonly month: string
  readonly year: string
  readonly time: readonly string[]
}

/** The three forms of RFC 9110, section 5.6.7: of today, of RFC 850, and of C's asctime(). */
const dateForms: readonly [RegExp, (found: readonly string[]) => Parts][] = [
  [
    new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\\d{2}) ${month} (\\d{4}) ${clock} GMT$`),
    ([day = '', month = '', year = '', ...time]) => ({ day, month, year, time }),
  ],
  [
    new RegExp(`^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\\d{2})-${month}-(\\d{2}) ${clock} GMT$`),
    ([day = '', month = '', year = '', ...time]) => ({ day, month, year, time }),
  ],
  [
    new RegExp(`^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${month} ([ \\d]\\d) ${clock} (\\d{4})$`),
    ([month = '', day = '', hour = '', minute = '', second = '', year = '']) => ({
      ...{ day, month, year, time: [hour, minute, second] },
    }),
  ],
]

/**
 * How long a `Retry-After` header asks to wait, in ms from `now`: seconds or an HTTP date (RFC 9110, section
 * 10.2.3) in any of its three forms. Of several, each on a line of its own or numbers with commas, the longest: proxies
 * add one of their own. Null where none is any of that. Never negative, never over `longestRetryAfterMs`.
 */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null || value.length > 256) return null
  const waits = value.split('\n').flatMap((text) => waitOf(text.trim(), now) ?? [])
  return waits.length === 0 ? null : Math.max(...waits)
}

function waitOf(text: string, now: number): number | null {
  if (text.length > 64) return null
  if (/^\d+(?:[ \t]*,[ \t]*\d+)*$/.test(text)) return bound(Math.max(...text.split(',').map(Number)) * 1000)
  for (const [form, partsOf] of dateForms) {
    const found = form.exec(text)
    if (found !== null) return bound(timeOf(partsOf(found.slice(1)), now) - now)
  }
  return null
}

function timeOf({ day, month, year, time: [hour, minute, second] }: Parts, now: number): number {
  return Date.UTC(
    wholeYear(year, now),
    months.indexOf(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  )
}

/** RFC 9110, section 5.6.7: two digits are no more than 50 years from now, else of the century before. */
function wholeYear(year: string, now: number): number {
  if (year.length === 4) return Number(year)
  const thisYear = new Date(now).getUTCFullYear()
  const near = thisYear - (thisYear % 100) + Number(year)
  return near > thisYear + 50 ? near - 100 : near
}

function bound(ms: number): number {
  return Math.min(Math.max(0, ms), longestRetryAfterMs)
}
