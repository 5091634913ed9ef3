/** A replay as the API shows it. */
export interface ReplayJson {
  readonly id: string
  readonly state: 'running' | 'paused' | 'canceled' | 'done'
  readonly destination: string | null
  readonly source: string | null
  readonly type: string | null
  readonly verdict: string | null
  readonly from: string | null
  readonly to: string | null
  readonly filter: string | null
  readonly named: number | null
  readonly ratePerSecond: number
  readonly events: number
  readonly progress: number
  readonly createdAt: string
  readonly endedAt: string | null
}

/** A replay that was just made. */
export interface CreatedReplayJson extends ReplayJson {
  readonly warnings?: readonly string[] | undefined
}
