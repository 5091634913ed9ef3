import { readFileSync, writeFileSync } from 'node:fs'

/** By how much a gateway is offered before its keeper, of the 1,000 that Linux's `oom_score_adj` knows. */
const offer = 500

/**
 * Where memory ends, Linux kills somebody. A gateway is started again and nobody outside notices; without the
 * keeper callers are refused. So the gateway is offered first. Elsewhere, or where `/proc` is sealed, this
 * does nothing.
 */
export function offerToOomKiller(pid: number): void {
  try {
    const own = Number(readFileSync('/proc/self/oom_score_adj', 'latin1'))
    writeFileSync(`/proc/${pid}/oom_score_adj`, String(Math.min(1000, own + offer)))
  } catch {
    // Then the kernel chooses by size, and the gateway is the larger one.
  }
}
