import type { Diagnosis } from '../../model/rejection.ts'
import type { HeadersJson } from './event.ts'

/** A request that was refused, as the API shows it. */
export interface RejectionJson {
  readonly id: string
  readonly source: string
  readonly code: string
  readonly explanation: string
  readonly receivedAt: string
  readonly size: number
  readonly network: string
  readonly held: boolean
  readonly causeCodes: string[] | null
  readonly method?: string | undefined
  readonly headers?: HeadersJson | undefined
  readonly diagnosis?: Diagnosis | null | undefined
}

/** What was found of a group for one cause, as the API shows it. */
export interface RefusalCauseJson {
  readonly codes: string[]
  readonly cause: string
  readonly count: number
  readonly firstAt: string
  readonly lastAt: string
  readonly sample: string | null
}

/** What was refused of one source with one code, as the API shows it. */
export interface RefusalGroupJson {
  readonly source: string | null
  readonly code: string
  readonly cause: string | null
  readonly count: number
  readonly kept: number
  readonly firstAt: string
  readonly lastAt: string
  readonly sample: string | null
  readonly causes: RefusalCauseJson[]
}

/** What came of one step of letting in many. */
export interface ReverifiedManyJson {
  readonly matched: number
  readonly bytes: number
  readonly letIn: number
  readonly duplicates: number
  readonly refused: number
  readonly next: string | null
}
