import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'

// Loaded into a gateway by `bench/setup-at-scale.ts`: on SIGUSR2 it writes how long the main thread was held since the
// last time, and of that by the garbage collector, into the file that BENCH_LOOP names, and begins anew.

/** What held the main thread, in ms. */
export interface LoopReport {
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
  }, 2).unref()
  process.on('SIGUSR2', () => {
    const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - resolutionMs)
    const report: LoopReport = { p99: ms(delay.percentile(99)), longest: ms(delay.max), collecting, above }
    writeFileSync(process.env.BENCH_LOOP ?? '', JSON.stringify(report))
    delay.reset()
    collecting = { longest: 0, all: 0, major: 0 }
    above = 0
  })
}
