/** What opens the console: a `code` once, in a link, and a `session` until it ends. */
export type SignInUse = 'code' | 'session'

/** One of them as it is kept: never its text. */
export interface KeptSignIn {
  /** What its text hashes to, under a key that ends with the operator's token; in hex. */
  readonly hash: string
  readonly use: SignInUse
  /** In ms since 1970. */
  readonly expiresAt: number
}
