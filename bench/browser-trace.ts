import type { Browser, Page } from 'playwright-core'

/** What a browser did for a while. Processor time in ms, of tasks by where they ran. */
export interface Traced {
  readonly wallMs: number
  /** Frames that were drawn. */
  readonly frames: number
  /** The page's main thread, and of it what ran as script, and what worked out styles, places and what is painted. */
  readonly main: { readonly all: number; readonly script: number; readonly look: number }
  /** All else that painting takes: threads that raster, put together and draw, in software. */
  readonly drawing: number
  /** The longest task of the main thread, by the clock and by the processor. */
  readonly longest: { readonly wallMs: number; readonly cpuMs: number }
  /** Tasks of the main thread of more than 50 ms, by the clock and by the processor. */
  readonly long: { readonly wall: number; readonly cpu: number }
}

/** As the trace format has it; times in µs, `tdur` of the thread's processor time. */
interface TraceEvent {
  readonly name: string
  readonly cat: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

const categories = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline']
const scripts = new Set([
  'FunctionCall',
  'EvaluateScript',
  'RunMicrotasks',
  'FireAnimationFrame',
  'EventDispatch',
])
const looks = new Set(['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit'])
const longMs = 50

/** Traces what a page does while something goes on. */
export async function traced(browser: Browser, page: Page, act: () => Promise<unknown>): Promise<Traced> {
  await browser.startTracing(page, { categories })
  const begun = performance.now()
  await act()
  const wallMs = performance.now() - begun
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[]
  }
  const names = new Map<string, string>()
  for (const { ph, name, pid, tid, args } of traceEvents)
    if (ph === 'M' && name === 'thread_name') names.set(`${pid} ${tid}`, args.name ?? '')
  const tasks = traceEvents.filter(({ ph, name }) => ph === 'X' && name === 'ThreadControllerImpl::RunTask')
  const mains = new Map<string, number>()
  for (const task of tasks)
    if (names.get(threadOf(task)) === 'CrRendererMain')
      mains.set(threadOf(task), (mains.get(threadOf(task)) ?? 0) + cpuOf(task))
  // The busiest one is the page's.
  const main = [...mains].toSorted(([, one], [, other]) => other - one)[0]?.[0]
  const ofMain = traceEvents.filter((event) => event.ph === 'X' && threadOf(event) === main)
  const own = tasks.filter((task) => threadOf(task) === main)
  return {
    wallMs,
    frames: traceEvents.filter(({ name }) => name === 'DrawFrame').length,
    main: { all: sumOf(own), script: outermost(ofMain, scripts), look: outermost(ofMain, looks) },
    drawing: sumOf(tasks.filter((task) => drawsIn(names.get(threadOf(task)) ?? ''))),
    longest: {
      wallMs: Math.max(0, ...own.map(({ dur = 0 }) => dur / 1000)),
      cpuMs: Math.max(0, ...own.map(cpuOf)),
    },
    long: {
      wall: own.filter(({ dur = 0 }) => dur / 1000 > longMs).length,
      cpu: own.filter((task) => cpuOf(task) > longMs).length,
    },
  }
}

function drawsIn(thread: string): boolean {
  return /^(Compositor|VizCompositorThread|CrGpuMain|ThreadPoolForegroundWorker|ThreadPoolSingleThread)/.test(
    thread,
  )
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid} ${tid}`
}

function cpuOf({ tdur, dur }: TraceEvent): number {
  return (tdur ?? dur ?? 0) / 1000
}

function sumOf(events: readonly TraceEvent[]): number {
  return events.reduce((sum, event) => sum + cpuOf(event), 0)
}

/** The sum of those with such names that lie within no other of them. */
function outermost(events: readonly TraceEvent[], wanted: ReadonlySet<string>): number {
  let end = 0
  let sum = 0
  for (const event of events.filter(({ name }) => wanted.has(name)).toSorted((a, b) => a.ts - b.ts)) {
    if (event.ts < end) continue
    end = event.ts + (event.dur ?? 0)
    sum += cpuOf(event)
  }
  return sum
}
