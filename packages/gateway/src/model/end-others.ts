import type { SealedSecret } from './secret.ts'

/**
 * The other secrets with the end that a rotation gives them. One that ends sooner is left as it is: a rotation never
 * makes a secret live longer.
 *
 * @param end - in ms since 1970
 */
export function endOthers(others: readonly SealedSecret[], end: number): SealedSecret[] {
  return others
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > end)
    .map((other) => ({ ...other, expiresAt: end }))
}
