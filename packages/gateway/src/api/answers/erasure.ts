/** An erasure as the API shows it. */
export interface ErasureJson {
  readonly id: string
  readonly state: 'running' | 'purging' | 'canceling' | 'done' | 'canceled'
  readonly by: string
  readonly reason: string
  readonly source: string | null
  readonly from: string | null
  readonly to: string | null
  readonly filter: string | null
  readonly filterMark: string | null
  readonly named: number | null
  readonly events: number
  readonly rejections: number
  readonly progress: number
  readonly createdAt: string
  readonly endedAt: string | null
  readonly trouble: string | null
}
