/** The keys that a gateway seals secrets with, by what tells them apart. */
export interface SealingKeyJson {
  readonly state: 'single' | 'waiting' | 'resealing' | 'done'
  /** Of the key that seals. */
  readonly fingerprint: string
  /** Of those that only open. */
  readonly others: readonly string[]
  /** What this gateway has sealed anew since it started. */
  readonly resealed: number
}
