import { WebhookError } from 'countersign'
import { ownAct } from '../model/act.ts'
import { Refusal } from '../model/refusal.ts'
import { enrollSource } from './enrollment.ts'
import type { Setup } from './setup.ts'

/** Takes the secret of a handshake for a source, by id; answers false where it may not. Rejects as the journal does. */
export function createEnroll({ by }: Setup): (source: string, secret: string) => Promise<boolean> {
  return async (source, secret) => {
    try {
      await by(ownAct('enrollSource', `/sources/${source}`)).run(enrollSource, { source, secret })
      return true
    } catch (error) {
      if (error instanceof Refusal || WebhookError.is(error)) return false
      throw error
    }
  }
}
