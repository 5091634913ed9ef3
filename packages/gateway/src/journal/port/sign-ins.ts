import type { HeldSignIn, HeldSignIns, KeptSignIn, SignInUse } from '../../model/sign-in.ts'

/** Codes and sessions of the console. */
export interface SignInStore {
  /** Keeps a code or a session of the console, and forgets those that have ended. */
  keepSignIn(kept: KeptSignIn, now: number): Promise<void>
  /**
   * Whose each is, by its hash; without those that are not there or have ended: at whatever gateway they were kept, or
   * ended, before. One look-up for all.
   */
  signIns(hashes: readonly string[], use: SignInUse, now: number): Promise<HeldSignIns>
  /** Ends one, and answers whose it was until now; null where it did not hold. Of many who ask for the same one, one is told so. */
  endSignIn(hash: string, use: SignInUse, now: number): Promise<HeldSignIn | null>
}
