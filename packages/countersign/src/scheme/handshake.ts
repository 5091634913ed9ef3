import type { Encoding } from '../message/encoding.ts'
import type { Place } from '../message/place.ts'
import type { HashName } from '../platform/platform.ts'

/** A value in a handshake's answer. */
export type HandshakeValue =
  | string
  | number
  | boolean
  /** What stands at a place of the request. */
  | { readonly echo: Place }
  /** The HMAC, by the source's secret, of what stands at a place. */
  | { readonly hmac: Place; readonly hash: HashName; readonly encoding: Encoding; readonly prefix?: string }

/** How a handshake is recognized: every condition must hold. */
export interface HandshakeCondition {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST'
  /** Each place must hold exactly this text, or any text where `true`. */
  readonly holds?: readonly { readonly at: Place; readonly value: string | number | true }[]
}

/** Who may have the answer. */
export type HandshakeTrust =
  /** Only a request whose signature has been verified. */
  | { readonly by: 'signature' }
  /** A request that repeats a setting of the source, such as Meta's verify token. */
  | { readonly by: 'param'; readonly at: Place; readonly param: string }
  /** Anyone: the answer says nothing that the request did not. */
  | { readonly by: 'nothing' }

/** What is answered. */
export interface HandshakeReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | { readonly echo: Place }>>
  /** Text, a JSON object, or nothing. */
  readonly body?:
    | { readonly text: HandshakeValue }
    | { readonly json: Readonly<Record<string, HandshakeValue>> }
    /** The request's own body, unchanged. */
    | { readonly same: true }
}

/** One request that the provider wants answered in a particular way. */
export interface HandshakeRule {
  readonly when: HandshakeCondition
  readonly trust: HandshakeTrust
  readonly reply: HandshakeReply
  /** Where the request carries a secret that the provider chose; taken only while a source is enrolling. */
  readonly setsSecret?: Place
}

/** The rules of a scheme, tried in order. */
export type Handshake = readonly HandshakeRule[]
