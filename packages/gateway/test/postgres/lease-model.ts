/**
 * A small model of lease, takeover, settlement, crash and clock, as `own_1` and `settle_1` do them: two
 * gateways, one lane, one delivery. A step is what happens between two waits of a transaction. `explore`
 * walks every order of steps and answers the first history that breaks a promise.
 */

/** What the stored functions guard with; each can be left out, to see that the model then finds the hole. */
export interface Guards {
  /** A settlement locks the lane's row for share until its commit. */
  readonly laneLockedWhileSettling: boolean
  /** A settlement compares the fence. */
  readonly fenceCompared: boolean
  /** A takeover locks the dead gateway's row, and looks at its lease again under the lock. */
  readonly leaseLocked: boolean
}

type Name = 'A' | 'B'
const names: readonly Name[] = ['A', 'B']
const other = (name: Name): Name => (name === 'A' ? 'B' : 'A')

/** Where a gateway's transaction stands; `idle` is between two. */
type Phase =
  | { readonly at: 'idle' }
  /** `own_1`: has read the clock and locked its own lease. */
  | { readonly at: 'renewed'; readonly clock: number }
  /** `own_1`: holds the other's ended lease as well (or has seen it ended, without the lock). */
  | { readonly at: 'found'; readonly clock: number }
  /** `own_1`: has written the lane's row, not committed. */
  | { readonly at: 'taken'; readonly clock: number }
  /** `settle_1`: has the lane's row, under this fence. */
  | { readonly at: 'held'; readonly fence: number }
  /** `settle_1`: has deleted or moved the queue row, not committed. */
  | { readonly at: 'written'; readonly fence: number; readonly version: number }

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
}

const leaseLength = 2
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
  if (state.clock < bounds.clock) steps.push({ name: 'tick', to: { ...state, clock: state.clock + 1 } })
  for (const me of names) {
    const gateway = state.gateways[me]
    // A crash rolls its transaction back; a restart knows nothing. Its name may even be the same.
    if (gateway.phase !== idle || gateway.knows !== null)
      steps.push({ name: `${me} crashes`, to: withGateway(state, me, { phase: idle, knows: null }) })
    steps.push(...ownSteps(state, me, guards), ...settleSteps(state, me, guards))
  }
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
    return locked ? [] : [enter({ at: 'renewed', clock: state.clock }, 'renews')]
  }
  if (phase.at === 'renewed') {
    const steps = [commitOwn(state, me, phase.clock, false, 'answers what it owns')]
    const theirs = state.gateways[other(me)].phase
    const renewing = theirs.at === 'renewed' || theirs.at === 'found' || theirs.at === 'taken'
    const ended = state.leases[other(me)] < phase.clock
    if (ended && !(guards.leaseLocked && renewing))
      steps.push(enter({ at: 'found', clock: phase.clock }, 'finds a lease ended'))
    return steps
  }
  if (phase.at === 'found') {
    const free =
      state.lane.owner !== me && !isLaneLocked(state, me, guards) && state.lane.fence < bounds.fence
    return [
      commitOwn(state, me, phase.clock, false, 'leaves the lane'),
      ...(free ? [enter({ at: 'taken', clock: phase.clock }, 'writes the lane')] : []),
    ]
  }
  return phase.at === 'taken' ? [commitOwn(state, me, phase.clock, true, 'takes the lane')] : []
}

/** The commit of `own_1`, and its answer: what it owns by then. */
function commitOwn(state: State, me: Name, clock: number, takes: boolean, name: string): Step {
  const until = clock + leaseLength
  const lane = takes ? { owner: me, fence: state.lane.fence + 1 } : state.lane
  const knows = lane.owner === me ? { fence: lane.fence, until } : null
  const theirs = state.gateways[other(me)].knows
  const early = takes && theirs !== null && theirs.fence === state.lane.fence && theirs.until >= state.clock
  return {
    name: `${me} ${name}`,
    to: withGateway({ ...state, lane, leases: { ...state.leases, [me]: until } }, me, { phase: idle, knows }),
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
