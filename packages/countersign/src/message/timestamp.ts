import { fault } from '../errors/fault.ts'

/** Timestamps that are digits. */
export type DigitsUnit =
  | 'seconds'
  | 'milliseconds'
  /** Eleven digits or fewer are seconds, more are milliseconds: of providers that are seen to write both. */
  | 'seconds-or-milliseconds'

/** How a timestamp is written. */
export type TimestampUnit =
  | DigitsUnit
  | 'rfc3339'
  /** RFC 3339 whose zone may be absent and is UTC then. */
  | 'rfc3339-utc'
  | 'http-date'

/** Milliseconds since 1970 of a timestamp; `undefined` where it is not written exactly so. */
export type ReadTimestamp = (text: string) => number | undefined

/** Strict digits: no sign, no blanks, no leading zero, nothing after (`parseInt` takes `1614265330abc`). */
export function readDigits(text: string, unit: DigitsUnit): number | undefined {
  // 11 digits of seconds reach the year 5138, 14 of milliseconds likewise.
  const seconds = unit === 'seconds' || (unit !== 'milliseconds' && text.length <= 11)
  if (text.length > (seconds ? 11 : 14) || !/^(0|[1-9]\d*)$/.test(text)) return undefined
  return seconds ? Number(text) * 1000 : Number(text)
}

/** The milliseconds of a Date, of this or another realm; throws the code where it is none, or an invalid one. */
export function msOf(
  date: unknown,
  code: 'ERR_OPTIONS_INVALID' | 'ERR_SECRET_MALFORMED',
  option: string,
): number {
  const ms: unknown = (date as Partial<Date> | null)?.getTime?.()
  if (Number.isFinite(ms)) return ms as number
  throw fault(code, `no-date ${option}`)
}
