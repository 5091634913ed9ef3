/** One line of the audit, as it is kept. */
export interface AuditRow {
  /** From 1, without a gap. */
  readonly number: number
  /** In ms since 1970, by the clock of the gateway that wrote it. */
  readonly at: number
  /** Kind and id: `token tok_…`, `person per_…`, `admin`, `gateway`. */
  readonly actor: string
  readonly operation: string
  readonly target: string
  /** JSON: see `Outline`. */
  readonly outline: string
  /** Covers the row before it and all of the above. */
  readonly hash: Uint8Array
}

/** A row of which the place and the hash are not known yet. */
export type NewAuditRow = Omit<AuditRow, 'number' | 'hash'>

/** A place in the audit: a row's number and hash. 0 and zeros: before the first. */
export interface AuditPlace {
  readonly number: number
  readonly hash: Uint8Array
}

/** Where the audit begins and ends. It is sealed, so that rows taken off either end are missed. */
export interface AuditEnds {
  /** The last row that retention has removed. */
  readonly anchor: AuditPlace
  /** The last row. */
  readonly head: AuditPlace
  /** Of both; empty where nothing was ever written. */
  readonly seal: Uint8Array
}

/** Where the rows are not as they were written. */
export interface AuditFault {
  /** The first row that is not as it was written, in its place. */
  readonly number: number
  /**
   * `altered`: it is not what was written there (another's contents, where rows were put in or reordered);
   * `missing`: it is not there; `added`: there is one that was never written; `ends`: where the audit begins or ends
   * was changed.
   */
  readonly how: 'altered' | 'missing' | 'added' | 'ends'
}

/** What a proof has found. */
export interface AuditProof {
  /** Rows that were proven. */
  readonly rows: number
  readonly anchor: AuditPlace
  readonly head: AuditPlace
  /** Null: all is as it was written. */
  readonly fault: AuditFault | null
}
