import { WebhookError } from '../errors/webhook-error.ts'
import type { Bytes } from '../message/bytes.ts'
import { netstring } from '../message/netstring.ts'
import type { Received } from '../message/received.ts'
import type { Platform } from '../platform/platform.ts'
import type { DedupeBytes } from '../scheme/dedupe-bytes.ts'
import type { Description } from '../scheme/facts.ts'
import type { Finding } from '../scheme/proof.ts'
import type { EventTypeOf, PayloadOf, Scheme } from '../scheme/scheme.ts'
import type { Verdict } from '../scheme/verdict.ts'
import type { Dedupe } from './dedupe.ts'

/**
 * A message whose origin has been proven. Type, id, dedup key, headers, text and JSON are worked out when
 * they are first asked for. Body and headers are the caller's own; do not change them while the event is used.
 *
 * `S` is the scheme's type, as in `WebhookEvent<typeof webex>`; `Payload` is what `is()` narrows `json()` to.
 */
export class WebhookEvent<S extends Scheme = Scheme, Payload = unknown> {
  /** By the proof; of what a gateway delivers, the one that the gateway signed. */
  declare readonly verdict: Verdict
  /** Which secret proved it: its id, or its position from `1`. */
  declare readonly secretId: string
  /** The raw bytes, as received. */
  declare readonly body: Bytes
  readonly #scheme: S
  readonly #message: Received
  readonly #finding: Finding
  readonly #platform: Platform
  readonly #hash: string | undefined
  #description: Description | undefined
  #dedupe: Dedupe | undefined

  /** Made by `verify` and its kin. */
  constructor(
    scheme: S,
    message: Received,
    finding: Finding,
    secretId: string,
    platform: Platform,
    hash?: string,
  ) {
    this.verdict = finding.verdict ?? (scheme.proof.covers === 'body' ? 'verified' : 'authenticated')
    this.secretId = secretId
    this.body = message.body
    this.#scheme = scheme
    this.#message = message
    this.#finding = finding
    this.#platform = platform
    this.#hash = hash
  }

  /** The scheme's name. */
  get scheme(): string {
    return this.#scheme.name
  }

  /** Of what a gateway delivers, the name of the source that it came from, as signed; else `undefined`. */
  get source(): string | undefined {
    return this.#finding.source
  }

  /**
   * What happened, in the provider's word, such as `messages.created`; empty where the message does not say.
   *
   * @throws {WebhookError} ERR_BODY_MALFORMED where a scheme of your own cannot describe it
   */
  get type(): string {
    return this.#describe().type ?? ''
  }

  /**
   * The provider's id of this event, where it has one.
   *
   * @throws {WebhookError} ERR_BODY_MALFORMED where a scheme of your own cannot describe it
   */
  get id(): string | undefined {
    return this.#describe().id ?? this.#finding.id
  }

  /**
   * What tells a repeated delivery, or null where the provider promises nothing that would.
   *
   * @throws {WebhookError} ERR_BODY_MALFORMED where a scheme of your own cannot describe it
   */
  get dedupe(): Dedupe | null {
    const { dedupe } = this.#describe()
    if (dedupe === undefined) return null
    if (this.#dedupe === undefined) {
      const { basis, bytes, fields } = dedupe
      const { dedupeBytes } = this.#scheme
      // Not `?.`: a key without the bytes that it wants would suppress what truly happened.
      const hash =
        bytes || basis.endsWith('bytes')
          ? (dedupeBytes as DedupeBytes).of(this.body, this.#platform, this.#hash)
          : ''
      this.#dedupe = { key: fields.map(netstring).join('') + hash, basis }
    }
    return this.#dedupe
  }

  /** When the message was signed, by the signature's own word. */
  get timestamp(): Date | undefined {
    return this.#finding.signedAt === undefined ? undefined : new Date(this.#finding.signedAt)
  }

  /** All headers by lower-case name; values of a repeated one joined with `, `. Not covered by most signatures. */
  get headers(): Readonly<Record<string, string>> {
    return this.#message.headers()
  }

  /**
   * The body as text.
   *
   * @throws {WebhookError} ERR_BODY_MALFORMED where it is not UTF-8
   */
  text(): string {
    return this.#message.text()
  }

  /**
   * The body as JSON, parsed once; of a form whose only field is `payload`, what that holds. `JSON.parse` rounds integers beyond 2^53: where an id may be one, read it out of
   * `text()` with a parser that keeps all digits.
   *
   * @throws {WebhookError} ERR_BODY_MALFORMED where it is none
   */
  json(): Payload {
    // Described before the caller holds the object: what he changes in it must not change the event's key.
    this.#describe()
    return this.#message.json() as Payload
  }

  /**
   * The body as a form.
   *
   * @throws {WebhookError} ERR_BODY_MALFORMED where it is not UTF-8
   */
  form(): URLSearchParams {
    return new URLSearchParams(this.text())
  }

  /**
   * Whether the event is of a type that the scheme knows; narrows `json()` to its payload, and `type` to the name:
   * without that, a scheme that knows no payloads would leave nothing for the other branch of an `if`.
   */
  is<Type extends EventTypeOf<S>>(
    type: Type,
  ): this is WebhookEvent<S, PayloadOf<S, Type>> & { readonly type: Type } {
    return this.type === type
  }

  #describe(): Description {
    if (this.#description === undefined) {
      try {
        this.#description = this.#scheme.describe?.(this.#message) ?? {}
      } catch (error) {
        throw new WebhookError('ERR_BODY_MALFORMED', { cause: error })
      }
    }
    return this.#description
  }
}
