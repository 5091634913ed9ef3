import { clockProblem } from '../model/clock-difference.ts'
import { type Finding, wellFound } from '../model/finding.ts'

/** Above this, in ms, times of this host and of the store are visibly not one. */
const visibleMs = 1000

/** What a difference between this host's clock and the store's means. */
export function lookAtClock(aheadMs: number, shared: boolean): Finding {
  if (!shared) return wellFound('clock', 'The gateway and its store have one clock.')
  const cure = 'Have both hosts take their time from the same servers (NTP).'
  const problem = clockProblem(aheadMs)
  if (problem !== null) return { check: 'clock', state: 'bad', says: problem, cure }
  const says = `This host's clock is ${Math.abs(Math.round(aheadMs))} ms ${aheadMs < 0 ? 'behind' : 'ahead of'} the database's.`
  return Math.abs(aheadMs) > visibleMs
    ? { check: 'clock', state: 'warn', says, cure }
    : wellFound('clock', says)
}
