import type { ErrorCode } from './error-codes.ts'
import { statusOf } from './error-status.ts'
import { textOf } from './error-texts.ts'

// A registered symbol: two copies of the library in one process recognize each other's errors.
const brand: unique symbol = Symbol.for('countersign.WebhookError') as never

/** What to say beyond the code's own sentence. Never put a secret, a signature or a body in it. */
export interface WebhookErrorDetails {
  /** Appended to the code's sentence: which header, which secret (by id), which limit. */
  readonly detail?: string | undefined
  /** Replaces the code's hint. */
  readonly hint?: string | undefined
  readonly cause?: unknown
}

/**
 * Everything this library throws. Carries no secret, signature or body. One that `safeVerify` answers with has no
 * stack: it was never thrown at you, and capturing a stack costs more than the whole check.
 *
 * Its `message` and `hint` hold the code until `countersign/messages` is imported, which brings the sentences; the
 * adapters do.
 *
 * @example
 * try { await verify(request, options) } catch (error) {
 *   if (WebhookError.is(error)) console.warn(error.code, error.hint)
 * }
 */
export class WebhookError extends Error {
  static {
    // Of the prototype, and not of each error: what is printed of one is code, status and hint.
    Object.assign(WebhookError.prototype, { name: 'WebhookError', [brand]: true })
  }
  /** One of the closed list, see `errorCodes`. */
  declare readonly code: ErrorCode
  /** The HTTP status to answer with: 400, 401, 413, or 500 for what is wrong on this side. */
  declare readonly status: 400 | 401 | 413 | 500
  /** What to do about it, in a sentence or two. */
  declare readonly hint: string

  /** What there is to say beyond the code, in a word or a sentence: which header, which secret. */
  declare readonly detail: string | undefined

  constructor(code: ErrorCode, details: WebhookErrorDetails = {}) {
    const text = textOf(code, details.detail)
    super(text.message, details)
    this.code = code
    this.detail = details.detail
    this.status = statusOf(code)
    this.hint = details.hint ?? text.hint
  }

  /** Whether a caught value is a WebhookError, of this or of another copy of the library. */
  static is(value: unknown): value is WebhookError {
    return typeof value === 'object' && value !== null && brand in value
  }

  /** `instanceof` says the same. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return WebhookError.is(value)
  }
}
