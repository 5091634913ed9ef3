import type { ErrorCode } from './error-codes.ts'
import { WebhookError } from './webhook-error.ts'

/** A WebhookError of what is wrong on this side, with what there is to say beyond the code: a word of `facts.ts`, or a text. */
export function fault(code: ErrorCode, detail?: string): WebhookError {
  return new WebhookError(code, { detail })
}
