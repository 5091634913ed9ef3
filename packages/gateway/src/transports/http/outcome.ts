import type { Answer, DeliveryCode } from '../../model/answer.ts'
import type { Outcome } from '../../model/judge.ts'
import { parseRetryAfter } from '../../model/retry-after.ts'

/**
 * What an answer by HTTP means: any 2xx delivers, whatever became of the answer after its head, since the application
 * has taken the event then; everything else failed. A redirect is a failure, since nothing is followed. `Retry-After`
 * counts with a 429 or 503.
 */
export function outcomeOf({ status, failure, retryAfter }: Answer, now: number): Outcome {
  if (status === null) return { taken: false, code: failure ?? 'ERR_DELIVERY_PROTOCOL', waitMs: null }
  const code = codeOfStatus(status)
  if (code === null) return { taken: true, code: failure }
  const waitMs = status === 429 || status === 503 ? parseRetryAfter(retryAfter, now) : null
  return { taken: false, code, waitMs }
}

function codeOfStatus(status: number): DeliveryCode | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return 'ERR_DELIVERY_REDIRECT'
  if (status === 410) return 'ERR_DELIVERY_GONE'
  if (status === 429) return 'ERR_DELIVERY_BUSY'
  if (status >= 400 && status < 500) return 'ERR_DELIVERY_REFUSED'
  return 'ERR_DELIVERY_FAILED'
}
