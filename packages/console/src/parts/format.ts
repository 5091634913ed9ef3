const two = (number: number): string => String(number).padStart(2, '0')

/** `14:02:11.482`, in the reader's zone; with the day before it where that is not today's. */
export function clockTime(date: Date, now: Date): string {
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
  return date.toDateString() === now.toDateString() ? time : `${day(date)} ${time}`
}

/** `2026-11-14 14:02:11`, in the reader's zone. */
export function dateTime(date: Date): string {
  return `${day(date)} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** `2026-11-14`, in the reader's zone. */
export function day(date: Date): string {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** `2026-11-14 13:02:11.482 UTC`. */
export function utc(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

/** `2 min`, `3 h 10 min`, `40 s`, `12 ms`: at most two units. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  const at = units.findIndex(([, size]) => ms >= size)
  const [unit, size] = units[at] ?? units[3]
  const whole = Math.floor(ms / size)
  const finer = units[at + 1]
  if (finer === undefined || whole >= 10) return `${whole} ${unit}`
  const rest = Math.floor((ms - whole * size) / finer[1])
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${finer[0]}`
}

/** `1.2 kB`, `14 MB`. */
export function bytes(count: number): string {
  if (count < 1000) return `${count} B`
  const [size, unit] = count < 1e6 ? [1e3, 'kB'] : count < 1e9 ? [1e6, 'MB'] : [1e9, 'GB']
  const value = count / size
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

const grouped = new Intl.NumberFormat('en')

/** `1,204`. */
export function number(count: number): string {
  return grouped.format(count)
}

/** `1 event`, `1,204 events`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`
}

/** `98.9 %`, and never 100 % of what is not whole. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '–'
  const value = (100 * part) / whole
  if (value > 99.9 && part < whole) return '99.9 %'
  return `${value >= 99.95 || value === 0 ? Math.round(value) : value.toFixed(1)} %`
}

/** What a text says first; its advice, which follows, is for who reads on. */
export function firstSentence(text: string): string {
  return text.split(/(?<=\.) /)[0] ?? text
}
