import type { HashName } from '../platform/platform.ts'

/** Where a value stands, as JSON. */
export type DerivedPlace =
  | { readonly header: string }
  | { readonly header: string; readonly parameter: string; readonly separator?: ',' | ';' | '|' }
  | { readonly query: string }

/** A piece of what is signed, as JSON. */
export type DerivedPart = string | { readonly text: string }

/** A scheme as data: what a gateway takes for one of your own. */
export type DerivedScheme = DerivedHmac | DerivedToken

/** Of a message that repeats the secret: it proves the sender, and nothing of the body. */
export type DerivedToken =
  | { readonly kind: 'basic'; readonly name: string }
  | { readonly kind: 'token'; readonly name: string; readonly at: DerivedPlace; readonly prefix?: string }

/** Of a message with a keyed hash. */
export interface DerivedHmac {
  readonly kind: 'hmac'
  readonly name: string
  readonly hash: HashName
  readonly encoding: 'hex' | 'hex-upper' | 'base64' | 'base64url' | 'base64url-padded'
  readonly signature:
    | DerivedPlace
    | { readonly header: string; readonly tag: string; readonly separator: string; readonly joiner: string }
  readonly prefix?: string
  /** Absent: the secret's UTF-8 bytes. */
  readonly key?: { readonly encoding: 'utf8' | 'base64' | 'hex'; readonly prefix?: string }
  readonly content: readonly DerivedPart[]
  readonly timestamp?: DerivedPlace & {
    readonly unit: 'seconds' | 'milliseconds' | 'rfc3339' | 'rfc3339-utc' | 'http-date'
  }
  readonly id?: DerivedPlace
  readonly idWithout?: string
}
