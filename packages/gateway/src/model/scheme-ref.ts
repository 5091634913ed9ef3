/** Where a value stands in a message, as JSON. */
export type InlinePlace =
  | { readonly header: string }
  /** A parameter of a header such as `t=…,v1=…`. */
  | { readonly header: string; readonly parameter: string; readonly separator?: ',' | ';' | '|' | undefined }
  | { readonly query: string }
  /** A field of a JSON body, by its path from the root. */
  | { readonly json: readonly (string | number)[] }
  | { readonly form: string }

/** Signatures with version tags in one header, such as `v1,AAAA v1,BBBB`. */
export interface InlineList {
  readonly header: string
  readonly tag: string
  readonly separator: string
  readonly joiner: string
}

/** A piece of what is signed: a value of the message by its name, other text as it is, or what stands at a place. */
export type InlinePart = string | { readonly text: string } | InlinePlace

/** What every scheme of one's own may say. */
interface InlineFacts {
  /** How explanations and lists call it. */
  readonly name: string
  readonly title?: string | undefined
  /** Headers that carry a credential. */
  readonly credentials?: readonly string[] | undefined
  /** Where the type of an event stands. */
  readonly type?: InlinePlace | undefined
}

/** Signed with a keyed hash: the options of the library's `hmac()`. */
export interface InlineHmac extends InlineFacts {
  readonly kind: 'hmac'
  readonly hash: 'sha1' | 'sha256' | 'sha384' | 'sha512'
  readonly encoding: 'hex' | 'hex-upper' | 'base64' | 'base64url' | 'base64url-padded'
  readonly signature: InlinePlace | InlineList | readonly InlinePlace[]
  readonly prefix?: string | undefined
  readonly key?:
    | { readonly encoding: 'utf8' | 'base64' | 'hex'; readonly prefix?: string | undefined }
    | undefined
  /** Absent: the body alone. */
  readonly content?: readonly InlinePart[] | undefined
  readonly timestamp?:
    | (InlinePlace & {
        readonly unit: 'seconds' | 'milliseconds' | 'rfc3339' | 'rfc3339-utc' | 'http-date'
        readonly toleranceSeconds?: number | undefined
      })
    | undefined
  /** Where the id stands that the content holds. */
  readonly id?: InlinePlace | undefined
  readonly idWithout?: string | undefined
}

/** Proven by a token that the provider repeats: the options of the library's `token()`. */
export interface InlineToken extends InlineFacts {
  readonly kind: 'token'
  readonly at: InlinePlace
  readonly prefix?: string | undefined
}

/** Proven by the user name and password of HTTP's basic authentication: the library's `basic()`. */
export interface InlineBasic extends InlineFacts {
  readonly kind: 'basic'
}

/** A scheme of one's own: data, kept in its source. Further kinds may come. */
export type InlineScheme = InlineHmac | InlineToken | InlineBasic

/** A scheme by its name in the catalogue, or written out. */
export type SchemeRef = string | InlineScheme

/** What lists and sentences call it. */
export function schemeName(ref: SchemeRef): string {
  return typeof ref === 'string' ? ref : ref.name
}

/** How a source or a destination holds its scheme: by name, and itself where it is one of its own. */
export interface HeldScheme {
  readonly scheme: string
  readonly inline?: InlineScheme
}

/** A scheme as it is held. */
export function schemeFields(ref: SchemeRef): HeldScheme {
  return typeof ref === 'string' ? { scheme: ref } : { scheme: ref.name, inline: ref }
}

/** The scheme that is held: one's own, or the name of one of the catalogue. */
export function schemeOf({ scheme, inline }: HeldScheme): SchemeRef {
  return inline ?? scheme
}
