import type { Encoding } from '../message/encoding.ts'
import type { Message } from '../message/message.ts'
import type { SignatureAlgorithm } from '../platform/platform.ts'
import type { KeySource } from './key-source.ts'
import type { SignedForm, SignedOptions } from './signed-options.ts'

/** A scheme signed with a private key of the provider; the public key stands in the secret's place. */
export interface PublicKeyOptions extends SignedOptions {
  readonly algorithm: SignatureAlgorithm
  readonly encoding: Encoding
  /**
   * How an ECDSA signature is written: in DER, as OpenSSL and most providers do, or as r and s of fixed length (IEEE
   * P1363), as JWTs do. Default: `der`.
   */
  readonly ecdsa?: 'der' | 'fixed'
  /** Which fetched key signed a message, and where keys may be fetched; absent where they are given as secrets. */
  readonly keyFrom?: KeyFrom
}

/** The key that a message names. */
export interface KeyFrom extends KeySource {
  /** Pure. Throws a refusal, or answers `undefined`, where the message names none that may be fetched. */
  of(message: Message): { readonly id?: string; readonly url?: string } | undefined
  /** What a certificate must be issued for: any of its names, in lower case. Default: it is not looked at. */
  readonly issuedFor?: (name: string) => boolean
}

/** As `PublicKeyOptions`, with what reads timestamps and lists at hand. */
export interface PublicKeyForm extends SignedForm, Omit<PublicKeyOptions, keyof SignedOptions> {}
