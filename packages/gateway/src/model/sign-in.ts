import type { Person } from './person.ts'

/** What opens the console: a `code` once, in a link, and a `session` until it ends. */
export type SignInUse = 'code' | 'session'

/** One of them as it is kept: never its text. */
export interface KeptSignIn {
  /** What its text hashes to, under a key that ends with the operator's token; in hex. */
  readonly hash: string
  readonly use: SignInUse
  /** The id of the person whose it is; null: of who holds the operator's token. */
  readonly person: string | null
  /** In ms since 1970. */
  readonly expiresAt: number
}

/** Whose a code or session is that holds. */
export interface HeldSignIn {
  /** Null: of who holds the operator's token. */
  readonly person: Person | null
}

/** Those of some that hold, by their hashes. */
export type HeldSignIns = ReadonlyMap<string, HeldSignIn>
