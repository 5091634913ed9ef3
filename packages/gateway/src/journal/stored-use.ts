import type { SignInUse } from '../model/sign-in.ts'

/**
 * How a use is stored. A person's has another name than that of who holds the operator's token: gateways of before,
 * which know nothing of people, would take it for one that may do everything.
 */
export function storedUse(use: SignInUse, person: string | null): string {
  return person === null ? use : `${use} of a person`
}
