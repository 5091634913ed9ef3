import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'

// Loaded into a gateway by `bench/setup-at-scale.ts`: on SIGUSR2 it writes how long the main thread was held since the
// last time, and of that by the garbage collector, into the file that BENCH_LOOP names, and begins anew. By the clock, and
// by the processor time that the thread itself took, which other programs on its cores do not lengthen.

/** What held the main thread, in ms. */
export interface LoopReport {
  /** Of processor time between two turns of the loop: the most, and how often it was above 10 ms. */
  readonly worked: { readonly longest: number; readonly above: number }
  readonly p99: number
  readonly longest: number
  /** The longest pause for garbage, and all of them together. */
  readonly collecting: { readonly longest: number; readonly all: number; readonly major: number }
  /** Each hold above 10 ms. */
  readonly above: number
}

const resolutionMs = 1
const delay = monitorEventLoopDelay({ resolution: resolutionMs })
let collecting = { longest: 0, all: 0, major: 0 }
let above = 0
let last = performance.now()
let worked = { longest: 0, above: 0 }
let usedBefore = 0

/** Processor time of this thread, in ms. */
function used(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

if (process.argv[1]?.endsWith('main.js')) {
  delay.enable()
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { duration } = entry
      const major = (entry as { readonly detail?: { readonly kind?: number } }).detail?.kind === 4
      collecting = {
        longest: Math.max(collecting.longest, duration),
        all: collecting.all + duration,
        major: Math.max(collecting.major, major ? duration : 0),
      }
    }
  }).observe({ entryTypes: ['gc'] })
  setInterval(() => {
    const now = performance.now()
    if (now - last > 10 + 2) above += 1
    last = now
    const all = used()
    const ms = all - usedBefore
    worked = { longest: Math.max(worked.longest, ms), above: worked.above + (ms > 10 ? 1 : 0) }
    usedBefore = all
  }, 2).unref()
  process.on('SIGUSR2', () => {
    const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs)
    const [p99, longest] = [ms(delay.percentile(99)), ms(delay.max)]
    const report: LoopReport = { p99, longest, collecting, above, worked }
    writeFileSync(process.env.BENCH_LOOP ?? '', JSON.stringify(report))
    delay.reset()
    collecting = { longest: 0, all: 0, major: 0 }
    above = 0
    worked = { longest: 0, above: 0 }
  })
}
