import type { Person } from './person.ts'

/** What opens the console: a `code` once, in a link, and a `session` until it ends. */
export type SignInUse = 'code' | 'session'

/** One of them as it is kept: never its text. */
export interface KeptSignIn {
  /** What its text hashes to, under a key that ends with the operator's token; in hex. */
  readonly hash: string
  readonly use: SignInUse
  /** The id of the person or of the API's token whose it is; null: of who holds the operator's token. */
  readonly person: string | null
  /** In ms since 1970. */
  readonly expiresAt: number
}

/** Whose a code or session is that holds. */
export interface HeldSignIn {
  /** Null: of a token. */
  readonly person: Person | null
  /** The id of the API's token that opened it, whether that is still there or not. Absent: it was the operator's. */
  readonly token?: string
}

/** Whose it is by the id that is kept with it, and the person of that id; null where that one is no more. */
export function heldSignIn(id: string | null, person: Person | null): HeldSignIn | null {
  if (id === null) return { person: null }
  if (id.startsWith('tok_')) return { person: null, token: id }
  return person === null ? null : { person }
}

/** Those of some that hold, by their hashes. */
export type HeldSignIns = ReadonlyMap<string, HeldSignIn>
