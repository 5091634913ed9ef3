/** A stretch of time in which notifications may have been lost, and what came of it. */
export interface GapJson {
  readonly from: string
  readonly to: string
  readonly found: number
  readonly added: number
  readonly beyondReach: readonly string[]
}

/** A connection as the API shows it; its token never. */
export interface ConnectionJson {
  readonly id: string
  readonly name: string
  readonly provider: string
  readonly api: string
  readonly settings: Readonly<Record<string, string>>
  readonly url: string
  readonly address: string | null
  readonly webhook: string | null
  readonly state: string
  readonly status: string
  readonly problem: string | null
  readonly checkedAt: string | null
  readonly goodAt: string | null
  readonly lastGap: GapJson | null
  readonly createdAt: string
}
