import type { Journal } from '../../src/journal/journal.ts'
import type { LoanSettlement } from '../../src/journal/port/loans.ts'
import type { Settlement } from '../../src/journal/port/queue.ts'

/** Where a process is killed: at the `n`th call (1 for the first) of this name. */
export interface CrashPoint {
  readonly call: string
  /** Before it reaches the engine, while the engine works, or after its commit and before anybody knows. */
  readonly when: 'before' | 'during' | 'after'
  readonly n: number
  /** For `during`: how long the engine works undisturbed, in ms. */
  readonly workedMs: number
}

/** Every method of the port, by what a crash can do to it. */
const kinds: Readonly<Record<string, 'reads' | 'writes'>> = {
  since: 'reads',
  configure: 'writes',
  configureTogether: 'writes',
  onConfigurationChanged: 'reads',
  append: 'writes',
  reject: 'writes',
  removeRejection: 'writes',
  own: 'writes',
  release: 'writes',
  due: 'reads',
  heedsOtherLanes: 'reads',
  settleApartMs: 'reads',
  nextDue: 'reads',
  waiting: 'reads',
  payloads: 'reads',
  settle: 'writes',
  enqueue: 'writes',
  discard: 'writes',
  sendNow: 'writes',
  countRefused: 'writes',
  countCause: 'writes',
  decide: 'writes',
  onQueued: 'reads',
  keepHealth: 'writes',
  healths: 'reads',
  lend: 'writes',
  loans: 'reads',
  endedLoans: 'reads',
  lentIn: 'reads',
  settleLoans: 'writes',
  createReplay: 'writes',
  replay: 'reads',
  replays: 'reads',
  changeReplay: 'writes',
  feedReplay: 'writes',
  createErasure: 'writes',
  erasure: 'reads',
  erasures: 'reads',
  cancelErasure: 'writes',
  takeErasure: 'writes',
  erase: 'writes',
  keepFilterHash: 'writes',
  purge: 'writes',
  takeWatch: 'writes',
  keepWatch: 'writes',
  watches: 'reads',
  keptKey: 'reads',
  keepKey: 'writes',
  keysOfGateways: 'reads',
  sealedHeaders: 'reads',
  resealHeaders: 'writes',
  sealedAnswers: 'reads',
  resealAnswers: 'writes',
  beginOnce: 'writes',
  endOnce: 'writes',
  forgetOnce: 'writes',
  keepSignIn: 'writes',
  signIns: 'reads',
  endSignIn: 'writes',
  people: 'reads',
  addPerson: 'writes',
  removePerson: 'writes',
  keepTokenUses: 'writes',
  tokenUses: 'reads',
  by: 'reads',
  note: 'writes',
  auditRows: 'reads',
  proveAudit: 'reads',
  event: 'reads',
  events: 'reads',
  countEvents: 'reads',
  deliveries: 'reads',
  delivery: 'reads',
  attempts: 'reads',
  rejection: 'reads',
  rejections: 'reads',
  refusalGroups: 'reads',
  stats: 'reads',
  blocks: 'reads',
  about: 'reads',
  eventsByValue: 'reads',
  searchBodies: 'reads',
  lookAtDeliveries: 'reads',
  lookAtRejections: 'reads',
  series: 'reads',
  prune: 'writes',
  probe: 'reads',
  facts: 'reads',
  epoch: 'reads',
  clockAheadMs: 'reads',
  onOwnershipChanged: 'reads',
  close: 'reads',
}

/** The methods that a crash can cut in two. */
export const writes: readonly string[] = Object.keys(kinds).filter((name) => kinds[name] === 'writes')

/** Methods of an engine that nobody has said a word about here: a crash in them would go untested. */
export function unknownMethods(engine: Journal): readonly string[] {
  return Object.keys(engine).filter((name) => kinds[name] === undefined)
}

/** What a call is, by what it changes: a settlement that retries is another change than one that delivers. */
function namesOf(method: string, args: readonly unknown[]): readonly string[] {
  if (method === 'settle') {
    const settlements = args[1] as readonly Settlement[]
    const next = settlements.map((one) => ('state' in one.next ? one.next.state : 'retry'))
    return [...new Set(next)].map((state) => `settle ${state}`)
  }
  if (method === 'settleLoans') {
    const settlements = args[0] as readonly LoanSettlement[]
    return [...new Set(settlements.map(({ next }) => `settleLoans ${Object.keys(next).at(-1)}`))]
  }
  if (method === 'append') {
    const [event] = args[0] as Parameters<Journal['append']>[0]
    return [event?.rejection == null ? 'append' : 'append let-in']
  }
  if (method === 'changeReplay') return [`changeReplay ${String(args[1])}`]
  return [method]
}

/** Kills this very process, without a word. */
function kill(): void {
  process.kill(process.pid, 'SIGKILL')
}

/**
 * An engine in front of which the process dies at a point. Counts all calls that write, by name, in `calls`.
 * Without a point nothing is killed.
 */
export function killing<Calls extends Partial<Journal>>(
  engine: Calls,
  point: CrashPoint | null,
  calls: Map<string, number>,
): Calls {
  const wrapped = Object.entries(engine).map(([method, call]) => {
    const work = call as (...args: unknown[]) => Promise<unknown>
    if (method === 'by')
      return [
        method,
        (...of: Parameters<Journal['by']>) => killing((call as Journal['by'])(...of), point, calls),
      ]
    if (!writes.includes(method)) return [method, work]
    const deadly = async (...args: unknown[]): Promise<unknown> => {
      let dies = false
      for (const name of namesOf(method, args)) {
        const n = (calls.get(name) ?? 0) + 1
        calls.set(name, n)
        dies ||= name === point?.call && n === point.n
      }
      if (!dies || point === null) return work(...args)
      if (point.when === 'before') kill()
      const working = work(...args)
      if (point.when === 'during') setImmediate(() => killAfter(point.workedMs))
      else await working.finally(kill)
      return new Promise(() => undefined)
    }
    return [method, deadly]
  })
  // The port again, method by method.
  return Object.fromEntries(wrapped) as unknown as Calls
}

/** Timers are too coarse for the middle of a commit. The engine works on in its threads, or elsewhere. */
function killAfter(ms: number): void {
  const at = performance.now() + ms
  while (performance.now() < at);
  kill()
}
