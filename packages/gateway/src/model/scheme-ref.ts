/** Where a value stands in a message, as JSON. */
export type InlinePlace =
  | { readonly header: string }
  /** A parameter of a header such as `t=…,v1=…`. */
  | { readonly header: string; readonly parameter: string; readonly separator?: ',' | ';' | '|' | undefined }
  | { readonly query: string }
  /** A field of a JSON body, by its path from the root. */
  | { readonly json: readonly (string | number)[] }
  | { readonly form: string }
  /** A field of each element of a JSON list: all must hold it. */
  | { readonly each: InlinePath; readonly field: InlinePath }
  /** Pieces of a header that has no names for them. */
  | {
      readonly items: string
      readonly separator?: string | undefined
      readonly prefix?: string | undefined
      readonly from?: number | undefined
      readonly to?: number | undefined
      readonly after?: string | undefined
    }
  /** A header whose name stands in the source's setting of this name. */
  | { readonly namedHeader: string; readonly otherwise?: string | undefined }

/** From the root of a JSON body, or from an element. */
type InlinePath = readonly (string | number)[]

/** Signatures with version tags in one header, such as `v1,AAAA v1,BBBB`. */
export interface InlineList {
  readonly header: string
  readonly tag: string
  readonly separator: string
  readonly joiner: string
}

/** A piece of what is signed that is worked out of the message or of the source's settings. */
export type InlineMade =
  | { readonly bodyHash: HashName; readonly encoding: 'hex' | 'base64' | 'base64url' }
  | { readonly sortedForm: { readonly unique?: boolean | undefined; readonly before?: string | undefined } }
  | { readonly lower: InlinePlace }
  | { readonly required: InlinePlace }
  | {
      readonly ifPresent: InlinePlace
      readonly before?: string | undefined
      readonly after?: string | undefined
    }
  | {
      readonly listedHeaders: InlinePlace
      readonly separator: string
      readonly joiner?: string | undefined
      readonly must?: readonly string[] | undefined
    }
  | { readonly param: string }

/** A piece of what is signed: a value of the message by its name, other text as it is, what stands at a place or is worked out. */
export type InlinePart = string | { readonly text: string } | InlinePlace | InlineMade

/** A setting that a source of the scheme has. */
export interface InlineParam {
  readonly title: string
  /** Absent: it must be set. */
  readonly optional?: boolean | undefined
  /** Whether it is kept as a secret is. */
  readonly secret?: boolean | undefined
}

type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512'

/** What every scheme of one's own may say. */
interface InlineFacts {
  /** How explanations and lists call it. */
  readonly name: string
  readonly title?: string | undefined
  /** Headers that carry a credential. */
  readonly credentials?: readonly string[] | undefined
  /** Where the type of an event stands. */
  readonly type?: InlinePlace | undefined
  /** Where the provider's id of an event stands, signed or not. */
  readonly eventId?: InlinePlace | undefined
  /** What the provider promises of that id; absent: nothing. */
  readonly dedupe?: 'signed-id' | 'unsigned-id+bytes' | undefined
  /** Where signed values stand that the provider uses for one message alone. */
  readonly once?: readonly InlinePlace[] | undefined
  /** Settings of a source, by name. */
  readonly params?: Readonly<Record<string, InlineParam>> | undefined
}

/** What every signature over a content may say. */
interface InlineSigned {
  readonly signature: InlinePlace | InlineList | readonly InlinePlace[]
  readonly prefix?: string | undefined
  /** Absent: the body alone. */
  readonly content?: readonly InlinePart[] | undefined
  readonly timestamp?:
    | (InlinePlace & {
        readonly unit: 'seconds' | 'milliseconds' | 'rfc3339' | 'rfc3339-utc' | 'http-date'
        /** null: none, but what the source sets. */
        readonly toleranceSeconds?: number | null | undefined
      })
    | undefined
  /** Where the id stands that the content holds. */
  readonly id?: InlinePlace | undefined
  readonly idWithout?: string | undefined
}

/** How the text of a secret becomes the key. */
interface InlineKey {
  readonly encoding: 'utf8' | 'base64' | 'hex'
  readonly prefix?: string | undefined
  /** The key is this hash of the bytes. */
  readonly hashed?: HashName | undefined
}

/** The options of a keyed hash. */
interface Keyed extends InlineSigned {
  readonly hash: HashName
  readonly encoding: 'hex' | 'hex-upper' | 'base64' | 'base64url' | 'base64url-padded'
  readonly key?: InlineKey | undefined
}

/** Signed with a keyed hash: the library's `hmac()`. */
interface HmacPart extends Keyed {
  readonly kind: 'hmac'
}

/** Signed with the plain hash of a content in which `secret` stands: the library's `keyedHash()`. */
interface KeyedHashPart extends Keyed {
  readonly kind: 'keyed-hash'
}

/** Signed with a private key of the provider: the library's `publicKey()`. The source's secret is the public key. */
interface PublicKeyPart extends InlineSigned {
  readonly kind: 'public-key'
  readonly algorithm:
    | 'ed25519'
    | 'ecdsa-p256-sha1'
    | 'ecdsa-p256-sha256'
    | 'ecdsa-p384-sha384'
    | 'ecdsa-p521-sha512'
    | 'rsa-sha1'
    | 'rsa-sha256'
    | 'rsa-sha384'
    | 'rsa-sha512'
    | 'rsa-pss-sha256'
    | 'rsa-pss-sha384'
    | 'rsa-pss-sha512'
  readonly encoding: 'hex' | 'base64' | 'base64url'
  readonly ecdsa?: 'der' | 'fixed' | undefined
}

type KeyedJws = 'HS256' | 'HS384' | 'HS512'
type PairedJws = 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA'

/** Proven by a JSON Web Token: the library's `jwt()`. The source's secret is the shared or the public key. */
interface JwtPart {
  readonly kind: 'jwt'
  /** `body` where the body is the token. */
  readonly at: InlinePlace | 'body'
  readonly prefix?: string | undefined
  /** Keyed hashes alone, or key pairs alone: a public key must never be taken for a shared secret. */
  readonly algorithms: readonly KeyedJws[] | readonly PairedJws[]
  readonly key?: InlineKey | undefined
  /** Claims that must hold exactly this. */
  readonly claims?: Readonly<Record<string, string | boolean>> | undefined
  readonly bodyHash?:
    | {
        readonly claim: string
        readonly hash: HashName
        readonly encoding: 'hex' | 'base64' | 'base64url'
      }
    | undefined
  readonly issuedWithinSeconds?: number | undefined
  readonly expires?: boolean | undefined
  readonly leewaySeconds?: number | undefined
  /** The claim that is the message id. */
  readonly id?: string | undefined
}

/** Proven by a token that the provider repeats: the options of the library's `token()`. */
interface TokenPart {
  readonly kind: 'token'
  readonly at: InlinePlace
  readonly prefix?: string | undefined
}

/** Proven by the user name and password of HTTP's basic authentication: the library's `basic()`. */
interface BasicPart {
  readonly kind: 'basic'
}

/** A way to prove a message. */
export type InlineProof = HmacPart | KeyedHashPart | PublicKeyPart | JwtPart | TokenPart | BasicPart

/** Proven in one of several ways, the first that fits: the library's `either()`. Signs as the first does. */
interface EitherPart {
  readonly kind: 'either'
  readonly schemes: readonly InlineProof[]
}

/** A scheme of one's own: data, kept in its source. Further kinds may come. */
export type InlineScheme = InlineFacts & (InlineProof | EitherPart)

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
