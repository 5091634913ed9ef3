/** One thing that must be well for the gateway to do its work. */
export interface Check {
  readonly name: string
  /** Resolves with null where all is well, else with a sentence that says what is wrong. */
  look(): Promise<string | null>
}

/** What /readyz answers. */
export interface Readiness {
  readonly ready: boolean
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly problem?: string }[]
}

/** A look that takes longer than this, in ms, has found something wrong. */
const patienceMs = 2000
/** An answer stands this long, in ms, so that asking often costs nothing. */
const freshMs = 500

/**
 * Asks all checks at once; callers within half a second share one answer.
 *
 * @param now - ms, by a clock that nobody sets
 */
export function createReadiness(checks: readonly Check[], now: () => number): () => Promise<Readiness> {
  let asked = Number.NEGATIVE_INFINITY
  let answer: Promise<Readiness> | undefined
  return () => {
    if (answer === undefined || now() - asked > freshMs) {
      asked = now()
      answer = lookAll(checks)
    }
    return answer
  }
}

async function lookAll(checks: readonly Check[]): Promise<Readiness> {
  const results = await Promise.all(
    checks.map(async ({ name, look }) => {
      const problem = await withinPatience(look())
      return problem === null ? { name, ok: true } : { name, ok: false, problem }
    }),
  )
  return { ready: results.every(({ ok }) => ok), checks: results }
}

async function withinPatience(look: Promise<string | null>): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`It did not answer within ${patienceMs / 1000} s.`), patienceMs)
  })
  const found = look.catch((error: unknown) => (error instanceof Error ? error.message : 'It failed.'))
  return await Promise.race([found, late]).finally(() => clearTimeout(timer))
}
