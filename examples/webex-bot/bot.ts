import type { WebhookEvent } from 'countersign'
import type { webex } from 'countersign/schemes/webex'
import { replyTo } from './reply.ts'
import type { Me, WebexApi } from './webex-api.ts'

/** Answered messages that are remembered: what a retry delivers twice is answered once. */
const remembered = 1000

/**
 * What the bot does with a verified event, whichever way it came: from Webex itself, or from the gateway.
 * Rejects where Webex does not answer, so that the gateway tries again.
 */
export function createBot(
  api: WebexApi,
  me: Me,
  log: (line: string) => void,
): (event: WebhookEvent<typeof webex>) => Promise<void> {
  const answered = new Set<string>()
  return async (event) => {
    if (!event.is('messages.created')) return
    const { id, roomId, personId } = event.json().data
    // Its own messages come back to it; answering them would never end.
    if (personId === me.id || answered.has(id)) return
    const reply = replyTo(await api.textOf(id), me.displayName)
    if (reply === null) return
    await api.post(roomId, reply)
    answered.add(id)
    for (const oldest of answered) {
      if (answered.size <= remembered) break
      answered.delete(oldest)
    }
    log(`answered: ${reply.text}`)
  }
}
