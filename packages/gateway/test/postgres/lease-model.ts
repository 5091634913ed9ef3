/**
 * A small model of lease, takeover, settlement, crash and clock, as `own_4`, `look_1` and `settle_1` do them: two
 * gateways, one lane, one delivery. A step is what happens between two waits of a transaction. `explore`
 * walks every order of steps and answers the first history that breaks a promise.
 *
 * A's listening session may end once: the database sees it at once, A hears of it before the clock ticks.
 */

/** What the stored functions guard with; each can be left out, to see that the model then finds the hole. */
export interface Guards {
  /** A settlement locks the lane's row for share until its commit. */
  readonly laneLockedWhileSettling: boolean
  /** A settlement compares the fence. */
  readonly fenceCompared: boolean
  /** A takeover locks the dead gateway's row, and looks at its lease again under the lock. */
  readonly leaseLocked: boolean
  /** Between noting that a session is gone and the takeover lies the time in which its gateway hears of it. */
  readonly graceKept: boolean
  /** A renewal that was under way when its gateway heard of its session's end tells nothing. */
  readonly doubtHeeded: boolean
}

type Name = 'A' | 'B'
const names: readonly Name[] = ['A', 'B']
const other = (name: Name): Name => (name === 'A' ? 'B' : 'A')

/** Where a gateway's transaction stands; `idle` is between two. */
type Phase =
  | { readonly at: 'idle' }
  /** `own_4`: has read the clock and locked its own lease. */
  | ({ readonly at: 'renewed' } & Call)
  /** `own_4`: holds the other's ended lease as well (or has seen it ended, without the lock). */
  | ({ readonly at: 'found' } & Call)
  /** `own_4`: has written the lane's row, not committed. */
  | ({ readonly at: 'taken' } & Call)
  /** `settle_1`: has the lane's row, under this fence. */
  | { readonly at: 'held'; readonly fence: number }
  /** `settle_1`: has deleted or moved the queue row, not committed. */
  | { readonly at: 'written'; readonly fence: number; readonly version: number }

/** A call of `own_4`: when it began, the session that it names, and whether that was lost meanwhile. */
interface Call {
  readonly clock: number
  readonly named: boolean
  readonly doubted: boolean
}

interface Gateway {
  readonly phase: Phase
  /** The fence under which it believes to own the lane, and until when by the database's clock. */
  readonly knows: { readonly fence: number; readonly until: number } | null
}

interface State {
  readonly clock: number
  /** Committed: when each lease ends. */
  readonly leases: Readonly<Record<Name, number>>
  /** Committed: the lane's row. */
  readonly lane: { readonly owner: Name | null; readonly fence: number }
  /** The queue row's version: a retry moves its due, and so makes another. */
  readonly version: number
  readonly gateways: Readonly<Record<Name, Gateway>>
  /** A's listening session: seen to end by the database, heard of by A. */
  readonly session: 'up' | 'ended' | 'heard'
  /** Committed: whether A's row names that session, and when it was noted as gone. */
  readonly named: boolean
  readonly gone: number | null
}

const leaseLength = 2
const grace = 1
const bounds = { clock: 5, fence: 3, version: 2 }
const idle: Phase = { at: 'idle' }

interface Step {
  readonly name: string
  readonly to: State
  /** What this step breaks, if anything. */
  readonly broken?: string
}

/** Every reachable state, breadth first. Answers how many there are, and the shortest broken history. */
export function explore(guards: Guards): { states: number; broken: string | null } {
  const start: State = {
    clock: 0,
    leases: { A: -1, B: -1 },
    lane: { owner: null, fence: 0 },
    version: 0,
    gateways: { A: { phase: idle, knows: null }, B: { phase: idle, knows: null } },
    session: 'up',
    named: false,
    gone: null,
  }
  const histories = new Map<string, { before: string | null; step: string }>()
  histories.set(JSON.stringify(start), { before: null, step: 'start' })
  let layer = [start]
  while (layer.length > 0) {
    const next: State[] = []
    for (const state of layer) {
      const from = JSON.stringify(state)
      for (const step of stepsFrom(state, guards)) {
        if (step.broken !== undefined)
          return {
            states: histories.size,
            broken: `${historyOf(from, histories)} → ${step.name}: ${step.broken}`,
          }
        const key = JSON.stringify(step.to)
        if (histories.has(key)) continue
        histories.set(key, { before: from, step: step.name })
        next.push(step.to)
      }
    }
    layer = next
  }
  return { states: histories.size, broken: null }
}

function historyOf(key: string, histories: Map<string, { before: string | null; step: string }>): string {
  const steps: string[] = []
  for (let at: string | null = key; at !== null; at = histories.get(at)?.before ?? null)
    steps.unshift(histories.get(at)?.step ?? '')
  return steps.join(' → ')
}

function stepsFrom(state: State, guards: Guards): Step[] {
  const steps: Step[] = []
  if (state.clock < bounds.clock && state.session !== 'ended')
    steps.push({ name: 'tick', to: { ...state, clock: state.clock + 1 } })
  steps.push(...sessionSteps(state))
  for (const me of names) {
    const gateway = state.gateways[me]
    // A crash rolls its transaction back; a restart knows nothing. Its name may even be the same.
    if (gateway.phase !== idle || gateway.knows !== null)
      steps.push({ name: `${me} crashes`, to: withGateway(state, me, { phase: idle, knows: null }) })
    steps.push(...ownSteps(state, me, guards), ...settleSteps(state, me, guards))
  }
  return steps
}

function sessionSteps(state: State): Step[] {
  const steps: Step[] = []
  if (state.session === 'up') steps.push({ name: "A's session ends", to: { ...state, session: 'ended' } })
  if (state.session === 'ended') {
    const { phase } = state.gateways.A
    const calling = phase.at === 'renewed' || phase.at === 'found' || phase.at === 'taken'
    const doubted = { phase: calling ? { ...phase, doubted: true } : phase, knows: null }
    steps.push({ name: 'A hears of it', to: { ...withGateway(state, 'A', doubted), session: 'heard' } })
  }
  // Not while A renews: the note waits for its row, and then finds another one.
  const { at } = state.gateways.A.phase
  const renewing = at === 'renewed' || at === 'found' || at === 'taken'
  if (state.session !== 'up' && state.named && state.gone === null && !renewing)
    steps.push({ name: 'B notes that A is gone', to: { ...state, gone: state.clock } })
  return steps
}

function ownSteps(state: State, me: Name, guards: Guards): Step[] {
  const gateway = state.gateways[me]
  const { phase } = gateway
  const enter = (next: Phase, name: string): Step => ({
    name: `${me} ${name}`,
    to: withGateway(state, me, { ...gateway, phase: next }),
  })
  if (phase.at === 'idle') {
    // Waits while a takeover holds its lease's row.
    const theirs = state.gateways[other(me)].phase
    const locked = guards.leaseLocked && (theirs.at === 'found' || theirs.at === 'taken')
    const named = me === 'A' && state.session !== 'heard'
    return locked ? [] : [enter({ at: 'renewed', clock: state.clock, named, doubted: false }, 'renews')]
  }
  if (phase.at === 'renewed') {
    const steps = [commitOwn(state, me, phase, false, 'answers what it owns', guards)]
    const theirs = state.gateways[other(me)].phase
    const renewing = theirs.at === 'renewed' || theirs.at === 'found' || theirs.at === 'taken'
    const waited = guards.graceKept ? grace : 0
    const gone = me === 'B' && state.gone !== null && state.gone + waited <= phase.clock
    const ended = state.leases[other(me)] < phase.clock || gone
    if (ended && !(guards.leaseLocked && renewing))
      steps.push(enter({ ...phase, at: 'found' }, 'finds a lease ended'))
    return steps
  }
  if (phase.at === 'found') {
    const free =
      state.lane.owner !== me && !isLaneLocked(state, me, guards) && state.lane.fence < bounds.fence
    return [
      commitOwn(state, me, phase, false, 'leaves the lane', guards),
      ...(free ? [enter({ ...phase, at: 'taken' }, 'writes the lane')] : []),
    ]
  }
  return phase.at === 'taken' ? [commitOwn(state, me, phase, true, 'takes the lane', guards)] : []
}

/** The commit of `own_4`, and its answer: what it owns by then. */
function commitOwn(state: State, me: Name, call: Call, takes: boolean, name: string, guards: Guards): Step {
  const until = call.clock + leaseLength
  const lane = takes ? { owner: me, fence: state.lane.fence + 1 } : state.lane
  const believed = lane.owner === me && !(call.doubted && guards.doubtHeeded)
  const knows = believed ? { fence: lane.fence, until } : null
  const row = me === 'A' ? { named: call.named, gone: null } : {}
  const theirs = state.gateways[other(me)].knows
  const early = takes && theirs !== null && theirs.fence === state.lane.fence && theirs.until >= state.clock
  return {
    name: `${me} ${name}`,
    to: withGateway({ ...state, ...row, lane, leases: { ...state.leases, [me]: until } }, me, {
      phase: idle,
      knows,
    }),
    ...(early ? { broken: 'it takes a lane whose owner was told that its lease still runs' } : {}),
  }
}

function settleSteps(state: State, me: Name, guards: Guards): Step[] {
  const gateway = state.gateways[me]
  const { phase } = gateway
  if (phase.at === 'idle' && gateway.knows !== null) {
    const { fence } = gateway.knows
    if (guards.laneLockedWhileSettling && isLaneLocked(state, me, guards)) return []
    if (guards.fenceCompared && (state.lane.owner !== me || state.lane.fence !== fence)) return []
    return [
      {
        name: `${me} begins to settle`,
        to: withGateway(state, me, { ...gateway, phase: { at: 'held', fence } }),
      },
    ]
  }
  if (phase.at === 'held') {
    // Another's uncommitted write of the queue row makes it wait.
    if (state.gateways[other(me)].phase.at === 'written' || state.version >= bounds.version) return []
    const written: Phase = { at: 'written', fence: phase.fence, version: state.version }
    return [
      { name: `${me} writes the queue row`, to: withGateway(state, me, { ...gateway, phase: written }) },
    ]
  }
  if (phase.at !== 'written') return []
  const done = withGateway({ ...state, version: state.version + 1 }, me, { ...gateway, phase: idle })
  const broken =
    state.lane.owner !== me || state.lane.fence !== phase.fence
      ? 'it settles a delivery of a lane that another owns'
      : state.version !== phase.version
        ? 'it settles what is settled'
        : null
  return [{ name: `${me} settles`, to: done, ...(broken === null ? {} : { broken }) }]
}

/** Whether the other's transaction holds the lane's row in a way that this one's cannot share. */
function isLaneLocked(state: State, me: Name, guards: Guards): boolean {
  const { at } = state.gateways[other(me)].phase
  const mine = state.gateways[me].phase.at
  if (at === 'taken') return true
  const settling = guards.laneLockedWhileSettling && (at === 'held' || at === 'written')
  return settling && (mine === 'found' || mine === 'renewed')
}

function withGateway(state: State, name: Name, gateway: Gateway): State {
  return { ...state, gateways: { ...state.gateways, [name]: gateway } }
}
