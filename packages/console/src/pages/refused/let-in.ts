import { call } from '../../api/call.ts'
import { Problem } from '../../api/problem.ts'
import type { Rejection } from '../../api/types.ts'

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

/** Between two, in ms: their deliveries come at no more than 50 a second. */
export const pause = 20

/** Lets in what matches now, one after the other, the oldest first: in the order in which they came. */
export async function letInAll(rejections: readonly Rejection[], tell: (at: LetIn) => void): Promise<void> {
  let at: LetIn = { total: rejections.length, done: 0, events: 0, duplicates: 0, refused: 0, trouble: null }
  tell(at)
  for (const { id } of rejections.toReversed()) {
    try {
      const { duplicate } = await call<{ duplicate: boolean }>(`/rejections/${id}/reverify`, {
        method: 'POST',
      })
      at = { ...at, ...(duplicate ? { duplicates: at.duplicates + 1 } : { events: at.events + 1 }) }
    } catch (error) {
      const stays =
        error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429
      if (!stays) {
        tell({ ...at, trouble: error instanceof Error ? error.message : 'something went wrong' })
        return
      }
      at = { ...at, refused: at.refused + 1 }
    }
    at = { ...at, done: at.done + 1 }
    tell(at)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
