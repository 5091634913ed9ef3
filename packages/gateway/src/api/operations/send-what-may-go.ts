import type { Done } from '../../setup/setup.ts'
import type { ApiContext } from './context.ts'
import { sendAllNow } from './send-now.ts'

/**
 * After a change: what waits for a destination that was resumed, is reached in another way or has got another secret,
 * waits no longer.
 */
export async function sendWhatMayGo(context: ApiContext, { before, change, after }: Done): Promise<void> {
  const signed = new Set((change.secrets ?? []).map(({ owner }) => owner))
  const changed = new Set((change.destinations ?? []).map(({ id }) => id))
  for (const id of new Set([...changed, ...signed])) {
    const had = before.destination(id)?.destination
    const now = after.destination(id)?.destination
    if (had === undefined || now === undefined) continue
    const resumed = (now.resumedAt ?? 0) !== (had.resumedAt ?? 0) && now.paused === null
    if (resumed || signed.has(id)) await sendAllNow(context, now)
  }
}
