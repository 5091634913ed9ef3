import type { KeptSignIn, SignInUse } from '../../model/sign-in.ts'

/** Codes and sessions of the console. */
export interface SignInStore {
  /** Keeps a code or a session of the console, and forgets those that have ended. */
  keepSignIn(kept: KeptSignIn, now: number): Promise<void>
  /** Whether one is there and has not ended: at whatever gateway it was kept, or ended, before. */
  holdsSignIn(hash: string, use: SignInUse, now: number): Promise<boolean>
  /** Ends one; whether it held until now. Of many who ask for the same one, one is told so. */
  endSignIn(hash: string, use: SignInUse, now: number): Promise<boolean>
}
