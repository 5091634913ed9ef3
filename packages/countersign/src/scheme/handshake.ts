import type { Encoding } from '../message/encoding.ts'
import type { Place } from '../message/place.ts'
import type { HashName } from '../platform/platform.ts'

/**
 * Of what a challenge may be made, in ASCII: hex digits in either case, decimal digits, letters and digits with `-` and
 * `_`, both alphabets of base64, a UUID, the name of a host, visible characters, those and blanks.
 */
export type Alphabet = 'hex' | 'digits' | 'token' | 'base64' | 'uuid' | 'host' | 'visible' | 'printable'

/**
 * Text of the asker's choice that an answer repeats or signs. Nothing else of a request gets into an answer, and
 * nothing that is not of this form: an answer must not be the signature of a body that somebody would like to have
 * signed, nor carry a page or a header of his.
 */
export interface Challenge {
  readonly at: Place
  readonly alphabet: Alphabet
  /** In characters. Default: 1. */
  readonly least?: number
  /** In characters. Default: 512. */
  readonly most?: number
}

/** A value in a handshake's answer. */
export type HandshakeValue =
  | string
  | number
  | boolean
  /** The challenge as it came. */
  | { readonly echo: 'challenge' }
  /** A setting of the source, such as Braintree's public key. */
  | { readonly param: string }
  /** The HMAC of the challenge by the source's secret, or by the hash of it where `hashed` names one. */
  | {
      readonly hmac: 'challenge'
      readonly hash: HashName
      readonly encoding: Encoding
      readonly prefix?: string
      readonly hashed?: HashName
    }
  /** The plain hash of several pieces; `url` is the one registered at the provider. */
  | {
      readonly digest: readonly ('challenge' | 'url' | { readonly param: string })[]
      readonly hash: HashName
      readonly encoding: Encoding
    }
  /** Several values as one text. */
  | { readonly joined: readonly HandshakeValue[] }

/** What must stand at a place: this text; any (`true`); nothing (`false`); a list without entries. */
export type HandshakeHold =
  | { readonly at: Place; readonly value: string | number | boolean }
  | { readonly at: Place; readonly emptyList: true }

/** How a handshake is recognized: every condition must hold. */
export interface HandshakeCondition {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST'
  readonly holds?: readonly HandshakeHold[]
  /** The body is a JSON object with none but these fields: an event that has one of them besides is no handshake. */
  readonly fields?: readonly string[]
}

/** Who may have the answer. */
export type HandshakeTrust =
  /** Only a request whose signature has been verified; and that names, where it says so, what the source is set to. */
  | { readonly by: 'signature'; readonly same?: HandshakeSame }
  /** A request that repeats a setting of the source, such as Meta's verify token. */
  | ({ readonly by: 'param' } & HandshakeSame)
  /** Anyone: the answer says nothing that the request did not, or proves the secret for text of a harmless form. */
  | { readonly by: 'nothing' }

/** What stands at a place equals a setting of the source. */
export interface HandshakeSame {
  readonly at: Place
  readonly param: string
  /** Where the source has no such setting, any request will do. Default: then none will. */
  readonly optional?: boolean
}

/** What is answered. */
export interface HandshakeReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | { readonly echo: 'challenge' }>>
  /** Text, a JSON object, or nothing. */
  readonly body?:
    | { readonly text: HandshakeValue }
    | { readonly json: Readonly<Record<string, HandshakeValue>> }
}

/** One request that the provider wants answered in a particular way. */
export interface HandshakeRule {
  readonly when: HandshakeCondition
  readonly trust: HandshakeTrust
  readonly reply: HandshakeReply
  /** What the answer is made of; a request whose challenge has another form gets none. */
  readonly challenge?: Challenge
  /** Where the body stands enciphered: AES-256-CBC under the SHA-256 of the secret, the first block the vector. */
  readonly sealed?: { readonly at: Place }
  /** The challenge is a secret that the provider chose; taken only while a source is enrolling. */
  readonly setsSecret?: true
  /**
   * An address to be fetched by https before the answer is given. `*` in a host stands for one label of letters,
   * digits and hyphens. Whoever answers fetches it, through his own guard, and follows no redirect.
   */
  readonly visits?: { readonly at: Place; readonly host: string }
  /** The request is an event all the same: this is answered once it has been taken in. */
  readonly event?: true
}

/** The rules of a scheme, tried in order. */
export type Handshake = readonly HandshakeRule[]
