import type { Bytes } from '../message/bytes.ts'
import type { JudgeClock } from '../message/judge-clock.ts'
import type { Message } from '../message/message.ts'
import type { Place } from '../message/place.ts'
import type { Platform, SecretMaterial } from '../platform/platform.ts'
import type { CheckParams } from './check-params.ts'
import type { DetachedForm } from './detached-form.ts'
import type { Eventually } from './eventually.ts'
import type { HmacForm } from './hmac-options.ts'
import type { JwtOptions } from './jwt-options.ts'
import type { KeySource } from './key-source.ts'
import type { MessageSignatureOptions } from './message-signature-options.ts'
import type { ParamSpec } from './param-spec.ts'
import type { PublicKeyOptions } from './public-key-options.ts'
import type { Verdict } from './verdict.ts'

/** What a check found. */
export interface Finding {
  /** The position of the key that matched in the list of keys. */
  readonly key: number
  /** When the message says it was signed, in milliseconds since 1970; judged after the signature. */
  readonly signedAt?: number | undefined
  /** The message id, where the signature covers it. */
  readonly id?: string | undefined
  /** What a gateway says of the event, under its signature. Default: by what the proof covers. */
  readonly verdict?: Verdict | undefined
  /** The gateway's source, under its signature. */
  readonly source?: string | undefined
}

/** What a check is given beside the message and the keys. */
export interface CheckContext {
  readonly platform: Platform
  /** Settings of the receiver that the scheme names, such as a JWT's audience. */
  readonly params: Readonly<Record<string, string>>
  /** Fetches a key that the message names (a JWT's `kid`, a certificate's URL); ERR_KEY_UNAVAILABLE where it fails. */
  readonly resolveKey?:
    | ((wanted: { readonly id?: string; readonly url?: string }) => Promise<SecretMaterial>)
    | undefined
  /** For proofs with a validity of their own (a JWT's `exp`): milliseconds since 1970. */
  readonly now: number
  readonly toleranceSeconds: number | undefined
}

/** A message to be signed. */
export interface Outgoing {
  readonly body: Bytes
  readonly id: string
  readonly url: string | undefined
  readonly method: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** Settings that the scheme names. Default: none. */
  readonly params?: Readonly<Record<string, string>> | undefined
  /** Headers of the message's own. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** Headers that carry a signature, by the name as the provider writes it. */
export type SignedHeaders = Record<string, string>

/** What signing yields. Some schemes sign inside the body or the URL (Adyen, Mailgun): then these are the whole. */
export interface SignedParts {
  readonly headers: SignedHeaders
  /** Default: the body as given. */
  readonly body?: Bytes | undefined
  /** Default: the URL as given. */
  readonly url?: string | undefined
}

/** Where a credential stands, and how its bytes are written there. */
export interface CredentialForm {
  readonly at: Place
  readonly prefix: string
  /** `base64` of the whole for basic credentials. */
  readonly encoding: 'utf8' | 'base64'
}

/**
 * The engine of a scheme: how it proves where a message comes from. `hmac()`, `token()` and `publicKey()`
 * make them; a JWT, a certificate or RFC 9421 fit the same interface.
 */
export interface Proof<Key = unknown, SigningKey = Key> {
  readonly kind:
    | 'hmac'
    | 'token'
    | 'basic'
    | 'public-key'
    | 'jwt'
    | 'certificate'
    | 'message-signature'
    | 'prefix-hash'
  /** In words for the catalogue, such as `HMAC-SHA256, hex`. */
  readonly algorithm: string
  /** What the signature covers; only `body` makes an event `verified`. */
  readonly covers: 'body' | 'fields' | 'nothing'
  /** Whether keys are given as secrets, or fetched through `resolveKey`. */
  readonly keys: 'secret' | 'public' | 'resolved'
  /** For `resolved`: where a receiver finds the keys, such as the gateway, which has no other function for it. */
  readonly keySource?: KeySource
  /** The lower-case names of the headers it reads. */
  readonly headers: readonly string[]
  /** The settings that it reads of `params`, by name; a verifier without one that must be set is not built. */
  readonly params?: Readonly<Record<string, ParamSpec>> | undefined
  /** Looks whether those are set that must be; `defineScheme()` and the builders bring it. */
  readonly checkParams?: CheckParams | undefined
  /** Whether a check is done at once on a synchronous platform; else the body is copied before it begins. */
  readonly synchronous?: boolean
  /** Headers in which a message says how it is signed, such as Box's version: who signs writes them. */
  readonly says?: readonly {
    readonly header: string
    said(params: Readonly<Record<string, string>>): string | undefined
  }[]
  /** Of several proofs of which any may hold, see `either()`: those. Signing is by the first. */
  readonly parts?: readonly Proof[]
  /** What a token or basic credentials were built from; signing is made of it. */
  readonly credential?: CredentialForm
  /** What a keyed hash was built from; `explain` tries its neighbors, and signing is made of it. */
  readonly hmac?: HmacForm
  /** What a JWT was built from; signing with a shared secret is made of it. */
  readonly jwt?: JwtOptions
  /** What a detached JWS was built from; signing with a private key is made of it. */
  readonly detached?: DetachedForm
  /** What HTTP Message Signatures were built from; signing is made of it. */
  readonly messageSignature?: MessageSignatureOptions
  /** What a signature by a key pair was built from; signing with a private key is made of it. */
  readonly publicKey?: PublicKeyOptions
  /** Whether every message carries the end of its own validity, as a JWT's `exp`. */
  readonly expires?: boolean
  /** The default tolerance; absent where the scheme has no clock. */
  readonly toleranceSeconds?: number | undefined
  /** Judges `signedAt` of what it finds; `defineScheme()` brings it. Where it is absent no finding may have a time. */
  readonly judgeClock?: JudgeClock | undefined
  /** Reads a secret into a key; throws ERR_SECRET_EMPTY and ERR_SECRET_MALFORMED. */
  readKey(secret: SecretMaterial, platform: Platform): Key
  /**
   * Throws a WebhookError where nothing is proven, or answers null where all is well written and no key matches: a flood is
   * of such messages, and to throw took half as long as all else of a check (1.0 µs of 3.9). Shapes are checked before any
   * cryptography, the clock never.
   */
  check(message: Message, keys: readonly Key[], context: CheckContext): Eventually<Finding | null>
  /** Reads what is signed with, where that is not what is verified with. Default: `readKey`. */
  readSigningKey?(secret: SecretMaterial, platform: Platform): SigningKey
  /**
   * Signs with every key where the scheme writes several signatures, else with the first. Default: by the kind.
   */
  sign?(outgoing: Outgoing, keys: readonly SigningKey[], platform: Platform): Eventually<SignedParts>
}
