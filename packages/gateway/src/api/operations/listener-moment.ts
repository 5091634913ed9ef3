import { parseDuration } from '../../model/duration.ts'
import { Refusal } from '../../model/refusal.ts'
import type { ApiContext } from './context.ts'
import { findEvent } from './find-event.ts'

/** When that was which somebody names, in ms since 1970. Throws ERR_INPUT, ERR_NOT_FOUND. */
export async function momentOf({ journal, now }: ApiContext, since: string): Promise<number> {
  if (since.startsWith('evt_')) return (await findEvent(journal, since)).receivedAt
  const agoMs = parseDuration(since)
  if (agoMs !== null) return now() - agoMs
  const at = Date.parse(since)
  if (Number.isNaN(at))
    throw new Refusal('ERR_INPUT', 'since: must be an event, a time, or a number and d, h, m or s.')
  return at
}
