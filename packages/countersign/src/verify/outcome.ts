import { asThrown, asWebhookError, refusal } from '../errors/refusal.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import { proven } from '../scheme/proven.ts'
import type { Scheme } from '../scheme/scheme.ts'
import type { WebhookEvent } from './event.ts'

/** What `safeVerify` answers. */
export type VerifyResult<S extends Scheme = Scheme> =
  | { readonly ok: true; readonly event: WebhookEvent<S> }
  | { readonly ok: false; readonly error: WebhookError }

/** A check that is about to be made: at once, or as a promise; null where no key matches. */
type Run<S extends Scheme> = () => Eventually<WebhookEvent<S> | null>

function rejected(error: unknown): Promise<never> {
  return Promise.reject(asThrown(error))
}

function refused(error: unknown): { readonly ok: false; readonly error: WebhookError } {
  return { ok: false, error: asWebhookError(error) }
}

function resultOf<S extends Scheme>(event: WebhookEvent<S> | null): VerifyResult<S> {
  return event === null ? refused(refusal('ERR_SIGNATURE_MISMATCH')) : { ok: true, event }
}

/** What a check found, as a promise; rejects with a WebhookError. */
export function promised<S extends Scheme>(run: Run<S>): Promise<WebhookEvent<S>> {
  try {
    const event = run()
    return isLater(event) ? event.then(proven).catch(rejected) : Promise.resolve(proven(event))
  } catch (error) {
    return rejected(error)
  }
}

/** What a check found, as a result: at once where nothing is waited for, else as its promise. Never throws or rejects. */
export function found<S extends Scheme>(run: Run<S>): VerifyResult<S> | Promise<VerifyResult<S>> {
  try {
    const event = run()
    return isLater(event) ? event.then(resultOf, refused) : resultOf(event)
  } catch (error) {
    return refused(error)
  }
}

/** What a check found, as the promise of a result; never rejects. */
export function settled<S extends Scheme>(run: Run<S>): Promise<VerifyResult<S>> {
  return Promise.resolve(found(run))
}

/** The event at once, or ERR_SYNC_UNSUPPORTED. */
function atOnce<S extends Scheme>(run: Run<S>): WebhookEvent<S> | null {
  const event = run()
  if (!isLater(event)) return event
  // Nobody awaits it any more: its refusal must not be one that nobody handles.
  event.catch(() => undefined)
  throw new WebhookError('ERR_SYNC_UNSUPPORTED')
}

/** What a check found, at once; throws a WebhookError. */
export function immediate<S extends Scheme>(run: Run<S>): WebhookEvent<S> {
  try {
    return proven(atOnce(run))
  } catch (error) {
    throw asThrown(error)
  }
}

/** What a check found, as a result at once; never throws. */
export function settledAtOnce<S extends Scheme>(run: Run<S>): VerifyResult<S> {
  try {
    return resultOf(atOnce(run))
  } catch (error) {
    return refused(error)
  }
}
