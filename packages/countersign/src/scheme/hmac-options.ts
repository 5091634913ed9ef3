import type { SignatureEncoding } from '../message/encoding.ts'
import type { Spelling } from '../message/spelling.ts'
import type { HashName, HashPlatform, HmacKey } from '../platform/platform.ts'
import type { SignedForm, SignedOptions } from './signed-options.ts'

/** How the text of a secret becomes the key. */
export interface KeyForm {
  readonly encoding: 'utf8' | 'base64' | 'hex'
  /** Taken off the text first where it is there, such as `whsec_`. */
  readonly prefix?: string
  /** Changes the text before it is read; pure. EasyPost's NFKD, WooCommerce's decoded entities. */
  readonly change?: (text: string) => string
  /** The key is this hash of the bytes: Braintree's SHA-1. */
  readonly hashed?: HashName
}

/** A scheme signed with a keyed hash. */
export interface HmacOptions extends SignedOptions {
  readonly hash: HashName
  readonly encoding: SignatureEncoding
  /** Default: the text's UTF-8 bytes. */
  readonly key?: KeyForm | undefined
}

/** A key that is made of the secret's bytes. */
export interface DerivedKey {
  readonly hashed: HashName
  /** The key for HMAC with `hash`. */
  derive(hash: HashName, bytes: Uint8Array, platform: HashPlatform): HmacKey
}

/** As `KeyForm`, with the ways to read it at hand. */
export type ReadableKeyForm = Omit<KeyForm, 'hashed'> &
  ({ readonly encoding: 'utf8' } | { decode(text: string): Uint8Array | undefined }) &
  (DerivedKey | { readonly hashed?: never })

/** As `HmacOptions`, everything that is named there at hand: a scheme brings only what it uses. */
export interface HmacForm extends SignedForm, Omit<HmacOptions, keyof SignedOptions | 'encoding' | 'key'> {
  readonly encoding: Spelling
  readonly key?: ReadableKeyForm | undefined
}

/** A form as the options that say the same: names in place of what stands behind them. */
export function optionsOf(form: HmacForm): HmacOptions {
  const { encoding, content } = form
  return { ...form, encoding: encoding.name, content: content?.parts ?? content }
}
