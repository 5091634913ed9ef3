import { Worker } from 'node:worker_threads'
import type { ExplainData, Explained } from './explain-thread.ts'

/** An explanation takes a second or two of CPU time at 1 MiB; a machine that is busy gets this long for it, in ms. */
const patienceMs = 15_000
/** Explanations that wait for their turn; more get none. */
const mostWaiting = 8

/**
 * Runs the library's `explain` beside the gateway's own thread, one at a time for whoever has such an explainer. Rewriting a body of 1 MiB in every
 * way took 0.5 s of CPU time, 250 KiB 0.15 s: in the thread that takes events in, all would have waited for it.
 * A thread is made for each and ends with it, so that the secrets it was given are gone with it too.
 */
export class Explainer {
  readonly #log: { warn(about: object, message: string): void }
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  constructor(log: { warn(about: object, message: string): void }) {
    this.#log = log
  }

  /** Null where it has not come about: too many wait, or it took too long. Never rejects. */
  explain(data: ExplainData): Promise<Explained | null> {
    if (this.#waiting >= mostWaiting) return Promise.resolve(null)
    this.#waiting += 1
    const mine = this.#last.then(() => this.#run(data))
    this.#last = mine.finally(() => {
      this.#waiting -= 1
    })
    return mine
  }

  async #run(data: ExplainData): Promise<Explained | null> {
    const file = import.meta.url.endsWith('.ts') ? './explain-thread.ts' : './explain-thread.js'
    let end: NodeJS.Timeout | undefined
    let worker: Worker | undefined
    try {
      const thread = new Worker(new URL(file, import.meta.url), {
        workerData: data,
        resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 },
      })
      worker = thread
      thread.unref()
      return await new Promise((resolve, reject) => {
        thread.once('message', resolve)
        thread.once('error', reject)
        thread.once('exit', () => reject(new Error('the thread ended without an explanation')))
        end = setTimeout(() => reject(new Error('it took too long')), patienceMs).unref()
      })
    } catch (error) {
      this.#log.warn({ err: error }, 'a message could not be explained')
      return null
    } finally {
      clearTimeout(end)
      await worker?.terminate()
    }
  }
}
