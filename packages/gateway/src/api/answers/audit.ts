import type { AuditFault } from '../../model/audit.ts'

/** A row of the audit as the API shows it. */
export interface AuditJson {
  readonly number: number
  readonly at: string
  readonly by: string
  readonly name: string | null
  readonly operation: string
  readonly target: string
  readonly outline: Readonly<Record<string, unknown>>
  readonly hash: string
}

/** What a proof of the audit has found, as the API shows it. */
export interface AuditProofJson {
  readonly ok: boolean
  readonly rows: number
  readonly removed: PlaceJson
  readonly last: PlaceJson
  readonly fault: { readonly row: number; readonly how: AuditFault['how']; readonly sentence: string } | null
}

/** A row, by its number. */
export interface PlaceJson {
  readonly number: number
  readonly hash: string
}
