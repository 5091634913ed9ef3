/** What is kept, where, for how long, and how it grows, as the API shows it. */
export interface StoreJson {
  readonly engine: 'sqlite' | 'postgres'
  readonly engineVersion: string
  readonly bytes: number
  readonly events: number
  readonly growth: { readonly eventsADay: number; readonly bytesADay: number } | null
  readonly keepMs: {
    readonly payloads: number
    readonly events: number
    readonly attempts: number
    readonly ledger: number
    readonly audit: number
  }
}
