import type { Live, Snapshot } from '../configuration/live.ts'
import { type Busy, DestinationBusy } from '../journal/errors.ts'
import type { Act } from '../model/act.ts'
import { type ConfigurationChange, changesNothing } from '../model/configuration.ts'
import { counted } from '../model/counted.ts'
import { Refusal } from '../model/refusal.ts'
import type { Command, SetupContext } from './command.ts'
import type { Declared } from './declared.ts'
import { type Each, makingEach } from './each.ts'
import { inSlices } from './in-slices.ts'
import { made } from './made.ts'
import { type Plan, type PlanOptions, planInSlices } from './plan.ts'
import { refuseCycle } from './refuse-cycle.ts'
import type { Acted } from './share-commit.ts'
import { type Standing, standingOf } from './standing.ts'
import { createTurns, type Done, type MakeAlone } from './turns.ts'

export type { Done } from './turns.ts'

/** What came of a plan that was carried out. */
export interface Applied extends Done {
  readonly plan: Plan
}

/** The one way by which the configuration is changed: by somebody, whom the audit tells. */
export interface Setup {
  by(act: Act): SetupBy
  /** The change that a command would make now, without making it. */
  trial<In>(command: Command<In>, input: In): ConfigurationChange
  /** Plans without carrying the plan out: one after the other, in slices. Rejects with ERR_PLAN, ERR_PLANS_TOO_MANY. */
  plan(wanted: Declared, options: PlanOptions): Promise<Plan>
  /** What commands are given now. */
  context(): SetupContext
}

/** Plans that are made or wait to be: each is held in memory, up to 16 MiB of it. */
const mostPlans = 4

/** How often a change is made anew because what stands has become another meanwhile; others wait for it all the time. */
const mostTries = 5

/** Looks at what stands before a change is made, and throws where it is not as somebody has seen it. */
export type OnlyIf = (now: Standing) => void

/** Carries out commands, for one act. */
export interface SetupBy extends Pick<Setup, 'trial' | 'context'> {
  /**
   * Makes a command's change out of the configuration as it is now, and commits it; an empty one is not committed.
   * Changes of one gateway wait for each other, so that each sees what the one before has made; what has waited
   * meanwhile shares the next commit. Rejects with `Refusal`, of the command's codes or ERR_CYCLE, then it has changed
   * nothing, and as the journal does.
   *
   * @param onlyIf - what must hold of what stands. Absent: nothing
   */
  run<In>(command: Command<In>, input: In, onlyIf?: OnlyIf): Promise<Done>
  /** Runs a command for each of a list, in slices, in one commit. Rejects as `run` does, with each place that is wrong. */
  runEach<In>(each: Each<In>): Promise<Done>
  /** Plans, and carries the plan out. Rejects as `run` does, and with ERR_PLAN. */
  apply(wanted: Declared, options: PlanOptions): Promise<Applied>
}

/**
 * @param options.live - what holds the configuration and commits changes to it
 * @param options.now - in ms since 1970
 */
export function createSetup(
  options: Omit<SetupContext, 'now' | 'catalog'> & {
    readonly live: Pick<Live, 'current' | 'changeTogether' | 'refresh' | 'catalog'>
    readonly now: () => number
  },
): Setup {
  const { live, now, ...parts } = options
  const context = (): SetupContext => ({ ...parts, catalog: live.catalog, now: now() })
  const stands = (): Standing => standingOf(live.current().configuration)
  const tried = <In>(now: Standing, command: Command<In>, input: In): ConfigurationChange => {
    const change = command(now, input, context())
    refuseCycle(now, change, parts)
    return change
  }
  const commit = async (acted: readonly Acted[]): Promise<Snapshot> => {
    const changing = acted.filter(({ change }) => !changesNothing(change))
    return changing.length === 0 ? live.current() : await live.changeTogether(changing)
  }
  const once = async (act: Act, make: MakeAlone): Promise<Done> => {
    for (let tries = 0; tries < mostTries; tries++) {
      const before = live.current()
      const change = await make()
      // A change of another gateway came into sight while this one was made.
      if (live.current() !== before) continue
      return { before, change, after: await commit([{ act, change }]) }
    }
    throw new Refusal('ERR_CONFLICT', 'Others changed what is set up each time that this was planned.')
  }
  const attempt = async (act: Act, make: MakeAlone): Promise<Done> => {
    for (let tries = 1; ; tries++) {
      const { epoch } = live.current()
      try {
        return await once(act, make)
      } catch (error) {
        if (error instanceof DestinationBusy) throw busyRefusal(error.busy, live.current())
        if (!(error instanceof Refusal && error.code === 'ERR_CONFLICT') || tries === mostTries) throw error
        // Another gateway may have made the same, taken it away or changed it at the same time: with its change in
        // sight the command is run anew.
        await live.refresh()
        if (live.current().epoch === epoch) throw error
      }
    }
  }
  const turn = createTurns({ stands, current: live.current, attempt, commit })
  const makePlan = async (wanted: Declared, about: PlanOptions): Promise<Plan> =>
    await planInSlices(stands(), wanted, about, context())
  let lastPlan: Promise<unknown> = Promise.resolve()
  let plans = 0
  const trial = <In>(command: Command<In>, input: In): ConfigurationChange => tried(stands(), command, input)
  const by = (act: Act): SetupBy => ({
    context,
    trial,
    run: (command, input, onlyIf) =>
      turn({
        act,
        make(now) {
          if (onlyIf === undefined) return tried(now, command, input)
          const { epoch } = live.current()
          onlyIf(now)
          // Another gateway may change the same before this is committed.
          return { ...tried(now, command, input), upon: epoch }
        },
      }),
    runEach(each) {
      const plan = async (): Promise<ConfigurationChange> => {
        const now = stands()
        const change = await inSlices(makingEach(each, now, context()))
        refuseCycle(now, change, parts)
        return change
      }
      return turn({ act, plan })
    },
    async apply(wanted, about) {
      const plans: Plan[] = []
      const plan = async (): Promise<ConfigurationChange> => {
        const planned = await makePlan(wanted, about)
        plans.push(planned)
        return planned.change
      }
      const done = await turn({ act, plan })
      // Where it was made anew, the last one counts.
      return { ...done, plan: made(plans.slice(-1)) }
    },
  })
  const plan = async (wanted: Declared, about: PlanOptions): Promise<Plan> => {
    if (plans >= mostPlans) throw new Refusal('ERR_PLANS_TOO_MANY')
    plans++
    try {
      const mine = lastPlan.then(() => makePlan(wanted, about))
      lastPlan = mine.catch(() => undefined)
      return await mine
    } finally {
      plans--
    }
  }
  return { by, trial, plan, context }
}

/** Says how what waits is taken out of the way. */
function busyRefusal({ destination, waiting, dead, replays }: Busy, snapshot: Snapshot): Refusal {
  const name = snapshot.destination(destination)?.destination.name ?? ''
  const discard = (state: string): string =>
    `countersign delivery discard-many --state ${state} --destination ${name} --reason 'it is another tenant’s now'`
  const parts = [
    ...(waiting > 0
      ? [
          `${counted(waiting, 'delivery waits', 'deliveries wait')} for ${name}: ${discard('pending')}, and with --state undecided`,
        ]
      : []),
    ...(dead > 0 ? [`${counted(dead, 'is', 'are')} dead and may be retried: ${discard('dead')}`] : []),
    ...(replays > 0
      ? [
          `${counted(replays, 'replay to it has', 'replays to it have')} not ended: countersign replay cancel ID`,
        ]
      : []),
  ]
  return new Refusal('ERR_DESTINATION_BUSY', `${parts.join('; ')}.`)
}
