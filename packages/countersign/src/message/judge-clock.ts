import { refusal } from '../errors/refusal.ts'

/** Throws ERR_TIMESTAMP_TOO_OLD, ERR_TIMESTAMP_TOO_NEW or, of no number, ERR_TIMESTAMP_MALFORMED. Times in ms since 1970. */
export type JudgeClock = (signedAt: number, now: number, toleranceSeconds: number) => void

/** Whether a message is recent, both ways. A value, so that a scheme without a clock brings none. */
export const judgeClock: JudgeClock = (signedAt, now, toleranceSeconds) => {
  // Whole seconds are compared with the whole second of now, as the providers' SDKs do: 300.9 s are 300 to them.
  const age = (signedAt % 1000 === 0 ? Math.floor(now / 1000) * 1000 : now) - signedAt
  // NaN compares false with everything: as an age it would be neither too old nor too new.
  if (Number.isNaN(age)) throw refusal('ERR_TIMESTAMP_MALFORMED')
  if (age > toleranceSeconds * 1000) throw refusal('ERR_TIMESTAMP_TOO_OLD')
  if (-age > toleranceSeconds * 1000) throw refusal('ERR_TIMESTAMP_TOO_NEW')
}
