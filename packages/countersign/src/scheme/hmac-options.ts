import type { Encoding } from '../message/encoding.ts'
import type { HashName } from '../platform/platform.ts'
import type { SignedOptions } from './signed-options.ts'

/** How the text of a secret becomes the key. */
export interface KeyForm {
  readonly encoding: 'utf8' | 'base64' | 'hex'
  /** Taken off the text first where it is there, such as `whsec_`. */
  readonly prefix?: string
}

/** A scheme signed with a keyed hash. */
export interface HmacOptions extends SignedOptions {
  readonly hash: HashName
  readonly encoding: Encoding
  /** Default: the text's UTF-8 bytes. */
  readonly key?: KeyForm
}
