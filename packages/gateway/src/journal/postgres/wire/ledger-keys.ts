import type { NewEvent } from '../../port/intake.ts'

/** The key of which a repeat is a duplicate, always or for a while. */
export function onceKeyOf({ ledger }: NewEvent): Uint8Array | null {
  return ledger === null || ledger.repeat === 'mark' ? null : ledger.key
}

/** The key of which a repeat is marked. */
export function bytesKeyOf({ ledger }: NewEvent): Uint8Array | null {
  return (ledger?.repeat === 'mark' ? ledger.key : ledger?.bytesKey) ?? null
}
