import { WebhookError } from 'countersign'
import { type Fault, Refusal } from '../model/refusal.ts'

/**
 * Makes every check, so that all that is wrong is told at once: throws what the first one threw, with the faults of
 * all. A check that names no place is told of at the place that it stands for, a JSON pointer.
 */
export function together(...checks: readonly (readonly [at: string, check: () => unknown])[]): void {
  const thrown: unknown[] = []
  const faults: Fault[] = []
  for (const [at, check] of checks) {
    try {
      check()
    } catch (error) {
      const found = faultsOf(error, at)
      if (found === null) throw error
      thrown.push(error)
      faults.push(...found)
    }
  }
  // The library's own errors name no places: one stands for others only where it is alone.
  const refusal = thrown.find((error) => error instanceof Refusal)
  if (refusal !== undefined) throw new Refusal(refusal.code, refusal.message, faults)
  if (thrown.length > 0) throw thrown[0]
}

/** The places that a refusal names, or else the one that it stands for; null for an error of another kind. */
export function faultsOf(error: unknown, at: string): readonly Fault[] | null {
  if (error instanceof Refusal) {
    const { code, told, faults } = error
    return faults?.map((fault) => ({ code, ...fault })) ?? [{ at, message: told, code }]
  }
  return WebhookError.is(error) ? [{ at, message: error.message, code: error.code }] : null
}
