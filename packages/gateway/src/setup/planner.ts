import type { ConfigurationChange } from '../model/configuration.ts'
import type { Connection } from '../model/connection.ts'
import { endOthers } from '../model/end-others.ts'
import type { Managed } from '../model/managed.ts'
import { type Fault, Refusal } from '../model/refusal.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { Command, SetupContext } from './command.ts'
import type { DeclaredConnection } from './declared.ts'
import { Draft } from './draft.ts'
import { markOf } from './mark-of.ts'
import type { Standing } from './standing.ts'
import { faultsOf } from './together.ts'

/** One step of a plan, in words that hold no secret. */
export interface Step {
  readonly action: 'create' | 'update' | 'remove'
  readonly noun: 'source' | 'destination' | 'route' | 'connection'
  readonly name: string
  /** What is changed, by the API's names. */
  readonly fields: readonly string[]
}

/** A secret that a plan has made, to be shown once. */
export interface MadeSecret {
  readonly destination: string
  readonly secret: string
}

/** A connection that is to be made. */
export type MadeConnection = DeclaredConnection & { readonly token: string }

/** What is done at providers once the change is committed. */
export interface PlannedConnections {
  readonly make: MadeConnection[]
  readonly disconnect: Connection[]
}

/** What a plan is to do beside what is wanted. */
export interface Wishes {
  /** How long a secret that is no more wanted is good for beside its successor, in ms. Default: 0, it ends at once. */
  readonly overlapMs?: number
  /** Whose files declare what is wanted: marked on it. Default: nobody's, and a mark that is there stays. */
  readonly manager?: string | null
}

/** How many faults are told of at once. */
const mostFaults = 1000

/** A plan in the making: a draft with its steps, and whatever is wrong with what is wanted. */
export class Planner {
  readonly draft: Draft
  readonly context: SetupContext
  readonly steps: Step[] = []
  readonly made: MadeSecret[] = []
  readonly connections: PlannedConnections = { make: [], disconnect: [] }
  readonly #faults: Fault[] = []
  readonly #overlapMs: number
  readonly #manager: string | null

  constructor(now: Standing, context: SetupContext, { overlapMs = 0, manager = null }: Wishes) {
    this.draft = new Draft(now)
    this.context = context
    this.#overlapMs = overlapMs
    this.#manager = manager
  }

  run<In>(command: Command<In>, input: In): void {
    this.draft.run(command, input, this.context)
  }

  /** Ends secrets that are no more wanted, at once or after the overlap. Answers whether that changes anything. */
  endSecrets(secrets: readonly SealedSecret[]): boolean {
    if (this.#overlapMs === 0) return this.removeSecrets(secrets)
    const ended = endOthers(secrets, this.context.now + this.#overlapMs)
    this.draft.add({ secrets: ended })
    return ended.length > 0
  }

  /** Takes secrets away at once. Answers whether there were any. */
  removeSecrets(secrets: readonly SealedSecret[]): boolean {
    this.draft.add({ remove: secrets.map(({ id }) => id) })
    return secrets.length > 0
  }

  /** The mark that a wanted thing shall have; null where it has it, or nobody manages it. */
  mark(thing: { readonly id: string; readonly managed?: Managed }): Managed | null {
    if (this.#manager === null) return null
    // A connection gives its source the secrets, and changes them.
    const own = this.draft.connectionOf(thing.id) === undefined ? this.draft.secretsOf(thing.id) : []
    const secrets = own.filter(({ expiresAt }) => expiresAt === null)
    const mark = markOf(
      thing,
      secrets.map(({ id }) => id),
      this.context.seal,
    )
    const { managed } = thing
    return managed?.by === this.#manager && managed.mark === mark ? null : { by: this.#manager, mark }
  }

  /** A webhook is to be made once the change is committed. */
  connect(wanted: MadeConnection): void {
    this.connections.make.push(wanted)
  }

  /** Runs a command; answers the change that it makes. */
  make<In>(command: Command<In>, input: In): ConfigurationChange {
    const change = command(this.draft, input, this.context)
    this.draft.add(change)
    return change
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
