import type { Encoding } from '../message/encoding.ts'
import type { Message } from '../message/message.ts'
import type { Place } from '../message/place.ts'
import type { HashName, Platform } from '../platform/platform.ts'
import type { Eventually } from './eventually.ts'
import type { SchemeFacts } from './facts.ts'
import type { KeyForm } from './hmac-options.ts'
import type { JwsAlgorithm } from './jws-algorithms.ts'
import type { KeySource } from './key-source.ts'
import type { ParamSpec } from './param-spec.ts'
import type { ParamText } from './param-text.ts'

/** The claims of a JWT. */
export type Claims = Readonly<Record<string, unknown>>

/** A claim that holds the hash of the raw body. */
export interface BodyHashClaim {
  readonly claim: string
  readonly hash: HashName
  /** Base64url counts with and without its padding, base64 with it alone. */
  readonly encoding: Encoding
}

/** A scheme with a JSON Web Token (RFC 7519). */
export interface JwtOptions extends SchemeFacts {
  /** Where the token stands; `body` where the body is the token. */
  readonly at: Place | 'body'
  /** What the token follows, such as `Bearer `. */
  readonly prefix?: string
  /** The algorithms that are taken, all keyed hashes or all of key pairs; the token's own word chooses among them alone. */
  readonly algorithms: readonly JwsAlgorithm[]
  /** How a shared secret becomes the key. Default: the text's UTF-8 bytes. */
  readonly key?: KeyForm
  /** Where keys are that a token names by `kid`; absent where they are given as secrets. */
  readonly keySource?: KeySource
  /** Where the keys of this receiver's account are, on one of the hosts; absent where `keySource` has the one address. */
  readonly keysAt?: ParamText
  /** Claims that must hold exactly this. In `aud` a list may hold it among others. */
  readonly claims?: Readonly<Record<string, ParamText | boolean>>
  readonly bodyHash?: BodyHashClaim
  /** A further check of the signed claims; pure. Answers whether they belong to the message. */
  readonly agrees?: (claims: Claims, message: Message, platform: Platform) => Eventually<boolean>
  /** The claims with which `agrees` holds, for whoever signs; absent where only the provider can say. */
  readonly agreeing?: (message: Message, platform: Platform) => Eventually<Claims>
  /** Whether the token protects the body. Default: `body` where it holds its hash or is the body. */
  readonly covers?: 'body' | 'fields'
  /** `iat`, which must be there, is judged as a timestamp with this tolerance both ways. */
  readonly issuedWithinSeconds?: number
  /** Whether `exp` must be there. It and `nbf` are judged wherever they are. Default: false. */
  readonly expires?: boolean
  /** Whether what is signed says `nbf`, without which some providers' libraries take no token. Default: false. */
  readonly notBefore?: boolean
  /** How far the clocks may differ for `exp` and `nbf`. Default: 0. */
  readonly leewaySeconds?: number
  /** The claim that is the message id. */
  readonly id?: string
  /** Settings of the receiver that the scheme reads, by name. */
  readonly params?: Readonly<Record<string, ParamSpec>>
}
