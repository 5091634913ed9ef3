import { fault } from '../errors/fault.ts'
import { msOf } from '../message/timestamp.ts'

/** The option `now` in milliseconds since 1970; without it, this moment. Throws ERR_OPTIONS_INVALID. */
export function readNow(now: Date | undefined): number {
  if (now === undefined) return Date.now()
  const ms = msOf(now)
  // A number of seconds is the likeliest mistake, and must not be taken for milliseconds either.
  if (ms === undefined) throw fault('ERR_OPTIONS_INVALID', 'no-date now')
  return ms
}
