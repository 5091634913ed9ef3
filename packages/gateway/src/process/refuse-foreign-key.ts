import { JournalRefused } from '../journal/errors.ts'
import type { Configuration } from '../model/configuration.ts'
import { secretBinding } from '../model/seal-bindings.ts'
import type { SealedSecret } from '../model/secret.ts'
import type { Seal } from '../seal/seal.ts'

/**
 * A key that opens none of the secrets is another one: going on would only lock the old ones in. Throws
 * JournalRefused, ERR_SEALING_KEY_DIFFERS.
 */
export function refuseForeignKey(stored: Configuration['secrets'], seal: Pick<Seal, 'open'>): void {
  const opens = (secret: SealedSecret): boolean => {
    try {
      seal.open(secret.sealed, secretBinding(secret))
      return true
    } catch {
      return false
    }
  }
  for (const secret of stored) if (opens(secret)) return
  if (stored.size === 0) return
  throw new JournalRefused(
    'ERR_SEALING_KEY_DIFFERS',
    'The sealing key is not the one that the stored secrets were sealed with. Put the old one back (COUNTERSIGN_KEY, or the file `key` in the data folder).',
  )
}
