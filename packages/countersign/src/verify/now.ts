import { WebhookError } from '../errors/webhook-error.ts'

/** The option `now` in milliseconds since 1970; without it, this moment. Throws ERR_OPTIONS_INVALID. */
export function readNow(now: Date | undefined): number {
  if (now === undefined) return Date.now()
  // A number of seconds is the likeliest mistake, and must not be taken for milliseconds either.
  const ms: unknown = typeof now?.getTime === 'function' ? now.getTime() : Number.NaN
  if (typeof ms !== 'number' || Number.isNaN(ms)) {
    throw new WebhookError('ERR_OPTIONS_INVALID', { detail: 'now is no valid Date.' })
  }
  return ms
}
