import type { Change } from './trial.ts'

const second = 1000
const hour = 3_600_000

/** `1 d 2 h 3 min 4 s`, without what is zero. */
export function duration(ms: number): string {
  const whole = Math.floor(Math.abs(ms) / second)
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's'],
  ]
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`)
  return said.length === 0 ? '0 s' : said.join(' ')
}

/** Times in milliseconds since 1970; how far a signed time lies from the one it is judged by. */
export function clockChange(
  signedAt: number | undefined,
  now: number,
  toleranceSeconds: number | undefined,
  code: 'clock-behind' | 'clock-ahead',
): Change & { readonly more: readonly string[] } {
  const evidence = 'The signature itself matches.'
  if (signedAt === undefined)
    return { code, evidence, more: ['The token’s own time (exp or nbf) refuses it.'] }
  const skew = now - signedAt
  const where = skew >= 0 ? 'before' : 'after'
  const tolerance =
    toleranceSeconds === undefined ? '' : `; the tolerance is ${duration(toleranceSeconds * second)}`
  const more = [`It was signed ${duration(skew)} ${where} the time it is judged by${tolerance}.`]
  const hours = Math.round(skew / hour)
  // Within minutes of whole hours, up to the widest zone: a wrong zone, not a wrong clock.
  if (hours !== 0 && Math.abs(hours) <= 14 && Math.abs(skew - hours * hour) < 120_000)
    more.push(
      'That is nearly a whole number of hours: look for a clock set to local time, or a time read in the wrong zone.',
    )
  return { code, evidence, more }
}
