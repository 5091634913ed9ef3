import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { env } from 'node:process'
import { type RunnerTestCase, type SerializedConfig, TestRunner } from 'vitest'
import { Mutants } from './active.ts'

/** A test that has not ended by then sees the mutant. */
const patienceMs = 1000
/** So long one test is asked of one site after the other; of those that are left it is not asked. */
const askedMs = 60_000

const mutants = new Mutants()
Object.assign(globalThis, { mutants })

/** Runs each test, then again for each mutant whose place it came by, until one test has seen it. */
export default class MutantsRunner extends TestRunner {
  readonly #book: string
  readonly #seen: Set<string>
  readonly #met = new Set<string>()

  constructor(config: SerializedConfig) {
    super(config)
    this.#book = env.MUTANTS_BOOK ?? ''
    const lines = existsSync(this.#book) ? readFileSync(this.#book, 'utf8').split('\n') : []
    this.#seen = new Set(
      lines.filter((line) => line.startsWith('seen ')).map((line) => line.split(' ')[1] ?? ''),
    )
  }

  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test)
    mutants.begin()
    await run()
    const turns = mutants.ended()
    const met = [...mutants.met]
    this.#note(
      'met',
      met.filter((id) => !this.#met.has(id)),
      test,
    )
    for (const id of met) this.#met.add(id)
    const start = performance.now()
    for (const id of met) {
      if (this.#seen.has(id)) continue
      if (performance.now() - start > askedMs) {
        this.#note('unasked', [id], test)
        continue
      }
      const isSeen = await failed(() => {
        mutants.activate(id, turns)
        return run()
      })
      mutants.deactivate()
      if (!isSeen) continue
      // What a mutant left behind must not be taken for the work of the next.
      if (await failed(run)) return
      this.#seen.add(id)
      this.#note('seen', [id], test)
    }
  }

  #note(what: string, ids: readonly string[], { file }: RunnerTestCase): void {
    if (ids.length > 0) appendFileSync(this.#book, ids.map((id) => `${what} ${id} ${file.name}\n`).join(''))
  }
}

async function failed(run: () => unknown): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), patienceMs)
  })
  try {
    return await Promise.race([late, Promise.resolve(run()).then(() => false)])
  } catch {
    return true
  } finally {
    clearTimeout(timer)
  }
}
