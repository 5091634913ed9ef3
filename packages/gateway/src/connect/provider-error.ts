import { codes } from '../model/codes.ts'
import { Refusal } from '../model/refusal.ts'

/** The ways in which a provider's API fails us. Each stands in `model/codes.ts` as well. */
export type ProviderCode =
  /** The token is wrong, expired or revoked. */
  | 'ERR_PROVIDER_TOKEN'
  /** The token is good and may not do this. */
  | 'ERR_PROVIDER_SCOPE'
  /** No connection, or no answer in time. */
  | 'ERR_PROVIDER_UNREACHABLE'
  /** It asks us to wait longer than we will within one call. */
  | 'ERR_PROVIDER_RATE_LIMITED'
  /** It answered 5xx. */
  | 'ERR_PROVIDER_FAILED'
  /** It answered something that this API does not answer: HTML, a redirect, JSON of another form. */
  | 'ERR_PROVIDER_ANSWER'
  /** It knows nothing under this address or id. */
  | 'ERR_PROVIDER_NOT_FOUND'
  /** It refused what it was asked to do. */
  | 'ERR_PROVIDER_REFUSED'

/**
 * A call to a provider's API that did not do what it was for. The message is a sentence for the operator; what to
 * do stands with the code in `model/codes.ts`. No token and no secret is in it.
 */
export class ProviderError extends Refusal<ProviderCode> {
  override readonly name: string = 'ProviderError'
  /** HTTP status of the answer; null where none came. */
  readonly status: number | null
  /** Whether the call may have been carried out all the same: a timeout, a broken connection, a 5xx. */
  readonly ambiguous: boolean
  /** How long the provider asks to be left alone, in ms; null where it does not say. */
  readonly retryAfterMs: number | null

  constructor(
    code: ProviderCode,
    message: string,
    more: { status?: number | null; ambiguous?: boolean; retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(code, message, undefined, more.cause === undefined ? undefined : { cause: more.cause })
    this.status = more.status ?? null
    this.ambiguous = more.ambiguous ?? false
    this.retryAfterMs = more.retryAfterMs ?? null
  }

  /** What is wrong, and what to do about it. */
  get problem(): string {
    return `${this.message} ${codes[this.code].hint}`
  }
}
