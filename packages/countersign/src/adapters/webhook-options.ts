import type { WebhookError } from '../errors/webhook-error.ts'
import type { Secrets } from '../keys/secret.ts'
import type { Scheme } from '../scheme/scheme.ts'
import type { WebhookEvent } from '../verify/event.ts'

/** What every adapter's `webhook` takes. `Context` is what the framework gives a handler. */
export interface WebhookOptions<S extends Scheme, Context> {
  readonly scheme: S
  /** Given as a value they are checked at once, at boot; as a function, on each request (Workers). */
  readonly secrets: Secrets | ((context: Context) => Secrets | Promise<Secrets>)
  /**
   * Told of every refusal, with its code and hint; for a log. `error.status` is the code's own: what is answered is
   * another where the scheme's `delivery.refused` says so. The answer waits for it; what it throws goes where the
   * handler's errors go. Default: what is wrong on this side (status 500), or may be, goes to console.error, each code once.
   */
  readonly onRefused?: (error: WebhookError, context: Context) => unknown
  /** Default: the scheme's, mostly 300. */
  readonly toleranceSeconds?: number
  /** The most bytes that a body may have. Default: 1,048,576. */
  readonly maxBytes?: number
  /** The URL as registered at the provider, for schemes that sign it. */
  readonly publicUrl?: string | URL
  /** Settings that the scheme names, such as a verify token. */
  readonly params?: Readonly<Record<string, string>>
}

/**
 * Called with verified events only; what it throws goes to the framework. What it returns is the answer: nothing
 * is `{"success":true}`, a Response is sent as it is, text as text, anything else as JSON. A handler that has answered
 * through the context's `response` or `reply` is not answered for again, whatever it returns.
 */
export type WebhookHandler<S extends Scheme, Context> = (event: WebhookEvent<S>, context: Context) => unknown
