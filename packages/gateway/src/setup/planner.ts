import { endOthers } from '../model/end-others.ts'
import { type Fault, Refusal } from '../model/refusal.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { Command, SetupContext } from './command.ts'
import { Draft } from './draft.ts'
import type { Standing } from './standing.ts'
import { faultsOf } from './together.ts'

/** One step of a plan, in words that hold no secret. */
export interface Step {
  readonly action: 'create' | 'update' | 'remove'
  readonly noun: 'source' | 'destination' | 'route'
  readonly name: string
  /** What is changed, by the API's names. */
  readonly fields: readonly string[]
}

/** A secret that a plan has made, to be shown once. */
export interface MadeSecret {
  readonly destination: string
  readonly secret: string
}

/** How many faults are told of at once. */
const mostFaults = 1000

/** A plan in the making: a draft with its steps, and whatever is wrong with what is wanted. */
export class Planner {
  readonly draft: Draft
  readonly context: SetupContext
  readonly steps: Step[] = []
  readonly made: MadeSecret[] = []
  readonly #faults: Fault[] = []
  readonly #overlapMs: number

  /** @param overlapMs - how long a secret that is no more wanted is good for */
  constructor(now: Standing, context: SetupContext, overlapMs: number) {
    this.draft = new Draft(now)
    this.context = context
    this.#overlapMs = overlapMs
  }

  run<In>(command: Command<In>, input: In): void {
    this.draft.run(command, input, this.context)
  }

  /** Ends secrets that are no more wanted, at once or after the overlap. Answers whether that changes anything. */
  endSecrets(secrets: readonly SealedSecret[]): boolean {
    if (this.#overlapMs === 0) {
      this.draft.add({ remove: secrets.map(({ id }) => id) })
      return secrets.length > 0
    }
    const ended = endOthers(secrets, this.context.now + this.#overlapMs)
    this.draft.add({ secrets: ended })
    return ended.length > 0
  }

  step(action: Step['action'], noun: Step['noun'], name: string, fields: readonly string[] = []): void {
    this.steps.push({ action, noun, name, fields })
  }

  fault(at: string, code: Fault['code'] & string, message: string): void {
    this.#faults.push({ at, code, message })
  }

  /** Does a part; what it refuses is noted at its place, a JSON pointer, and the next part may go on. */
  attempt(at: string, work: () => void): void {
    try {
      work()
    } catch (error) {
      const faults = faultsOf(error, '')
      if (faults === null) throw error
      this.#faults.push(...faults.map((fault) => ({ ...fault, at: `${at}${fault.at}` })))
    }
  }

  /** Throws ERR_PLAN with all that is wrong. */
  refuseFaults(): void {
    const [first, ...others] = this.#faults
    if (first === undefined) return
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`
    throw new Refusal('ERR_PLAN', `${first.at}: ${first.message}${more}`, this.#faults.slice(0, mostFaults))
  }
}
