import type { HeldSignIn, KeptSignIn, SignInUse } from '../../model/sign-in.ts'

/** Codes and sessions of the console. */
export interface SignInStore {
  /** Keeps a code or a session of the console, and forgets those that have ended. */
  keepSignIn(kept: KeptSignIn, now: number): Promise<void>
  /** Whose one is; null where it is not there or has ended: at whatever gateway it was kept, or ended, before. */
  signIn(hash: string, use: SignInUse, now: number): Promise<HeldSignIn | null>
  /** Ends one, and answers what `signIn` would have until now. Of many who ask for the same one, one is told so. */
  endSignIn(hash: string, use: SignInUse, now: number): Promise<HeldSignIn | null>
}
