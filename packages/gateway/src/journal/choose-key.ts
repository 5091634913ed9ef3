import type { KeptKey } from '../model/kept-key.ts'

/** The key that seals in a store, as the store must know it. */
export interface ChosenKey {
  /** As `seal` tells it. */
  readonly keyFingerprint: string
  /** What the audit is chained under, 32 bytes. */
  readonly auditKey: Uint8Array
}

/** Chooses among the keys of a gateway by what the store keeps; null where it keeps nothing yet. */
export type ChooseKey = (kept: KeptKey | null) => ChosenKey
