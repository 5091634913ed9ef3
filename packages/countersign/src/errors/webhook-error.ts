import type { ErrorCode } from './error-codes.ts'
import { statusOf } from './error-status.ts'
import { type ErrorText, textOf } from './error-texts.ts'

// A registered symbol: two copies of the library in one process recognize each other's errors.
const brand: unique symbol = Symbol.for('countersign.WebhookError') as never

/** What an error says beyond its code's own sentence; `undefined` where it says no more. */
export function detailOf({ code, message }: WebhookError): string | undefined {
  // Another copy of the library may have made it, without the sentences or with codes that this one does not have.
  const begin = [textOf(code).message, code].find((text) => message.startsWith(text))
  return begin === undefined ? message : message.slice(begin.length + 1) || undefined
}

/** A code's sentence, and what there is to say beyond it. */
export function messageOf({ message }: ErrorText, detail: string | undefined): string {
  return detail === undefined ? message : `${message} ${detail}`
}

/** What to say beyond the code's own sentence. Never put a secret, a signature or a body in it. */
export interface WebhookErrorDetails {
  /** Appended to the code's sentence: which header, which secret (by id), which limit. */
  readonly detail?: string
  /** Replaces the code's hint. */
  readonly hint?: string
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
    WebhookError.prototype.name = 'WebhookError'
    Object.defineProperty(WebhookError.prototype, brand, { value: true })
  }
  /** One of the closed list, see `errorCodes`. */
  readonly code: ErrorCode
  /** The HTTP status to answer with: 400, 401, 413, or 500 for what is wrong on this side. */
  readonly status: 400 | 401 | 413 | 500
  /** What to do about it, in a sentence or two. */
  readonly hint: string

  constructor(code: ErrorCode, details: WebhookErrorDetails = {}) {
    const text = textOf(code)
    super(messageOf(text, details.detail), details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.status = statusOf(code)
    this.hint = details.hint ?? text.hint
  }

  /** Whether a caught value is a WebhookError, of this or of another copy of the library. */
  static is(value: unknown): value is WebhookError {
    return typeof value === 'object' && value !== null && brand in value
  }
}
