/** What a look at one part of the gateway found. */
export interface FindingJson {
  readonly check: string
  readonly state: 'ok' | 'warn' | 'bad'
  readonly says: string
  readonly cure: string | null
}

/** What a gateway found when it looked at itself. */
export interface ExaminationJson {
  readonly version: string
  readonly now: string
  /** The address that providers reach, where it is set. */
  readonly publicUrl: string | null
  readonly findings: readonly FindingJson[]
}

/** An address that answers once the hash of what it is sent. */
export interface EchoJson {
  /** Behind the gateway's public address. */
  readonly path: string
}
