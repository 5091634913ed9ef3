import type { Snapshot } from '../configuration/live.ts'
import { DestinationBusy, JournalConflict } from '../journal/errors.ts'
import type { ConfigurationChange } from '../model/configuration.ts'
import { type Acted, shareCommit, type Wish } from './share-commit.ts'
import type { Standing } from './standing.ts'

/** What came of a command; where it shared its commit, of all in it. */
export interface Done {
  readonly before: Snapshot
  readonly change: ConfigurationChange
  readonly after: Snapshot
}

/** Makes a change out of the configuration as it is now, by and by. */
export type MakeAlone = () => ConfigurationChange | Promise<ConfigurationChange>

/** What is asked for; a plan is made in slices, and so has a turn of its own. */
export type Asked = Wish | { readonly act: Wish['act']; readonly plan: MakeAlone }

/** How turns are carried out. */
export interface TurnsDeps {
  readonly stands: () => Standing
  readonly current: () => Snapshot
  /** Makes one change and commits it. */
  readonly attempt: (act: Wish['act'], make: MakeAlone) => Promise<Done>
  /** Commits changes together: all, or none where it rejects with a refusal of the store. */
  readonly commit: (changes: readonly Acted[]) => Promise<Snapshot>
}

interface Waiting {
  readonly asked: Asked
  resolve(done: Done): void
  reject(error: unknown): void
}

/** Carries out what is asked for in the order that it came in: one after the other, but what waits shares a commit. */
export function createTurns({
  stands,
  current,
  attempt,
  commit,
}: TurnsDeps): (asked: Asked) => Promise<Done> {
  const waiting: Waiting[] = []
  let working = false
  const alone = async ({ asked, resolve, reject }: Waiting, drafted?: ConfigurationChange): Promise<void> => {
    let ready = drafted
    const make = (wish: Wish) => (): ConfigurationChange => {
      const change = ready ?? wish.make(stands())
      ready = undefined
      return change
    }
    try {
      resolve(await attempt(asked.act, 'plan' in asked ? asked.plan : make(asked)))
    } catch (error) {
      reject(error)
    }
  }
  const together = async (those: readonly Waiting[], changes: readonly Acted[]): Promise<void> => {
    const before = current()
    try {
      const after = await commit(changes)
      for (const [at, { change }] of changes.entries()) those[at]?.resolve({ before, change, after })
    } catch (error) {
      // One of them is refused by what another gateway has made, and none is committed: by itself each finds out.
      if (error instanceof JournalConflict || error instanceof DestinationBusy)
        for (const one of those) await alone(one)
      else for (const { reject } of those) reject(error)
    }
  }
  const next = async (first: Waiting): Promise<void> => {
    const wishes = wishesOf([first, ...waiting])
    const changes = wishes.length < 2 ? [] : shareCommit(stands(), wishes)
    if (changes.length < 2) await alone(first, changes[0]?.change)
    else await together([first, ...waiting.splice(0, changes.length - 1)], changes)
  }
  const work = async (): Promise<void> => {
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift())
      // Whatever goes wrong with one, those behind it have their turn.
      await next(first).catch(first.reject)
    working = false
  }
  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject })
      if (working) return
      working = true
      queueMicrotask(() => void work())
    })
}

/** Those that no plan stands before. */
function wishesOf(waiting: readonly Waiting[]): readonly Wish[] {
  const wishes: Wish[] = []
  for (const { asked } of waiting) {
    if ('plan' in asked) break
    wishes.push(asked)
  }
  return wishes
}
