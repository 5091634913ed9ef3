import { formatId } from '../../model/id.ts'
import type { Outline } from '../../model/outline.ts'
import { replayName } from '../../model/replay.ts'
import type { Acting } from '../port/audit.ts'

type Answer<M extends keyof Acting> = Awaited<ReturnType<Acting[M]>>

/** What the audit tells of a call, by what came of it; null: nothing did. A change of configuration tells of itself. */
export const tells: {
  readonly [M in Exclude<keyof Acting, 'configure'>]: (answer: Answer<M>) => Outline | null
} = {
  append: (appended) => {
    const [first] = appended.filter(({ outcome }) => outcome === 'accepted' || outcome === 'duplicate')
    return first === undefined || !('seq' in first) ? null : { made: formatId('evt', first.seq, first.tag) }
  },
  removeRejection: (removed) => counted(removed ? 1 : 0),
  enqueue: counted,
  sendNow: counted,
  discard: (effects) => counted(effects.filter((effect) => effect).length),
  decide: (effects) => counted(effects.filter((effect) => effect).length),
  createReplay: ({ number }) => ({ made: replayName(number) }),
  changeReplay: (replay) => replay && { made: replayName(replay.number) },
  createErasure: ({ number }) => ({ made: `ers_${number}` }),
  cancelErasure: (erasure) => erasure && { made: `ers_${erasure.number}` },
  keepSignIn: () => ({}),
  endSignIn: (held) => held && {},
  addPerson: ({ id }) => ({ made: id }),
  removePerson: (removed) => (removed ? {} : null),
  note: (outline) => outline,
}

function counted(count: number): Outline | null {
  return count === 0 ? null : { count }
}
