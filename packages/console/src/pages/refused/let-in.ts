import { call } from '../../api/call.ts'
import type { ReverifiedMany } from '../../api/types.ts'

/** Which refused requests are meant. */
export interface Meant {
  readonly source: string
  readonly code: string
}

/** How many are meant, and their bytes. */
export interface Kept {
  readonly count: number
  readonly bytes: number
}

/** How far a letting in has come. */
export interface LetIn {
  readonly total: number
  readonly done: number
  readonly events: number
  readonly duplicates: number
  readonly refused: number
  /** Why it stopped before its end. */
  readonly trouble: string | null
}

/** Let in a second: their deliveries come at no more than that. */
export const perSecond = 50

/** Counts what is kept of a source for one reason. */
export async function countKept(meant: Meant, signal: AbortSignal): Promise<Kept> {
  let kept: Kept = { count: 0, bytes: 0 }
  let cursor: string | null = null
  do {
    const step: ReverifiedMany = await reverify(
      { ...meant, dryRun: true, ...(cursor !== null && { cursor }) },
      signal,
    )
    kept = { count: kept.count + step.matched, bytes: kept.bytes + step.bytes }
    cursor = step.next
  } while (cursor !== null)
  return kept
}

/** Lets in what matches now, the oldest first: in the order in which they came. Stops when it is told to. */
export async function letInAll(
  meant: Meant,
  total: number,
  tell: (at: LetIn) => void,
  stop: AbortSignal,
): Promise<void> {
  let at: LetIn = { total, done: 0, events: 0, duplicates: 0, refused: 0, trouble: null }
  tell(at)
  let cursor: string | null = null
  try {
    do {
      const began = performance.now()
      const step: ReverifiedMany = await reverify(
        { ...meant, limit: perSecond, ...(cursor !== null && { cursor }) },
        stop,
      )
      cursor = step.next
      at = {
        ...at,
        // What came in between is let in with the rest.
        total: Math.max(at.total, at.done + step.matched),
        done: at.done + step.matched,
        events: at.events + step.letIn,
        duplicates: at.duplicates + step.duplicates,
        refused: at.refused + step.refused,
      }
      tell(at)
      if (cursor !== null) await pause(1000 - (performance.now() - began), stop)
    } while (cursor !== null)
    tell({ ...at, total: at.done })
  } catch (error) {
    const why = error instanceof Error ? error.message : 'something went wrong'
    tell({ ...at, trouble: stop.aborted ? 'you stopped it.' : why })
  }
}

function reverify(body: object, signal: AbortSignal): Promise<ReverifiedMany> {
  return call<ReverifiedMany>('/rejections/reverify', { method: 'POST', body, signal })
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, ms))
    stop.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new Error('stopped'))
    })
  })
}
