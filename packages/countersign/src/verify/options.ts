import type { Secrets } from '../keys/secret.ts'
import type { CheckContext } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** What a verifier is built from. */
export interface VerifierOptions<S extends Scheme = Scheme> {
  readonly scheme: S
  readonly secrets: Secrets
  /** How far the signed timestamp may lie from now, both ways. Default: the scheme's, mostly 300. */
  readonly toleranceSeconds?: number | undefined
  /** The most bytes that a body may have. Default: 1,048,576. */
  readonly maxBytes?: number | undefined
  /** The URL as it is registered at the provider; needed behind proxies by schemes that sign it. */
  readonly publicUrl?: string | URL | undefined
  /** Settings that the scheme names, such as a JWT's audience. */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Fetches keys that messages name, for schemes whose keys are not given as secrets. */
  readonly resolveKey?: CheckContext['resolveKey']
}

/** The moment to judge by. */
export interface At {
  /** Default: now. Pass the time of receipt for a message that waited in a queue. */
  readonly now?: Date | undefined
}

/** What `verify` takes beside the message. */
export interface VerifyOptions<S extends Scheme = Scheme> extends VerifierOptions<S>, At {}
