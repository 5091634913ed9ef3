import { msOf } from '../message/timestamp.ts'

/** The option `now` in milliseconds since 1970; without it, this moment. Throws ERR_OPTIONS_INVALID. */
export function readNow(now: Date | undefined): number {
  // A number of seconds is the likeliest mistake, and must not be taken for milliseconds either.
  return now === undefined ? Date.now() : msOf(now, 'ERR_OPTIONS_INVALID', 'now')
}
