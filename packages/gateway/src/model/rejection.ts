import type { Payload } from './event.ts'

/** A refused request, kept so that it can be explained, verified again and let in. */
export interface Rejection {
  readonly seq: number
  readonly tag: number
  /** The number of its source. */
  readonly source: number
  /** A closed error code. */
  readonly code: string
  /** One sentence for the operator; never a secret or a signature. */
  readonly explanation: string
  readonly receivedAt: number
  /** Bytes of the body. */
  readonly size: number
  /** The client's network (IPv4 /24, IPv6 /48), by which the budget is shared out. */
  readonly network: string
  /** `hold`: it was answered 200 and held. */
  readonly held: boolean
  /** As `RefusalCause` has it; null where it was not looked at. */
  readonly cause: string | null
}

/** A rejection with its bytes. */
export interface KeptRejection extends Rejection {
  readonly payload: Payload
  /** A byte of it has changed since it was stored; then its headers are left out. Default: no. */
  readonly damaged?: boolean
}

/** Refusals of what no change of the set-up lets in: its signature was used up, or its body is not there. */
const settled: ReadonlySet<string> = new Set(['ERR_REPLAYED', 'ERR_BODY_TOO_LARGE'])

/** Whether a rejection of this code stays one, whatever is changed. */
export function isSettled(code: string): boolean {
  return settled.has(code)
}

/** What finding a cause has cost. */
export interface DiagnosisWork {
  /** Changes that were tried. */
  readonly trials: number
  /** Bytes that went through a check. */
  readonly bytes: number
  /** Whether all that is known was tried; false where the bound was reached first. */
  readonly complete: boolean
}

/** What came of looking for the cause, in the shape of the library's `Explanation`; no secret or signature is in it. */
export interface Diagnosis {
  /** Whether the request verifies, as of its receipt, with what its source is set up with now. */
  readonly matched: boolean
  /** Of the library’s closed list of causes, or the code of the refusal; empty where it verifies. */
  readonly codes: readonly string[]
  readonly cause: string
  /** `proven`: with the named thing undone the signature matches. */
  readonly confidence: 'proven' | 'likely' | 'unknown'
  readonly evidence: readonly string[]
  /** What to do. */
  readonly fix: string
  /** What finding out has cost; null where nothing had to be tried. */
  readonly work: DiagnosisWork | null
}

/** A group that was quiet for so long, in ms, begins anew with what comes. */
export const groupQuietMs = 86_400_000
/** One that was quiet for as long as this is forgotten. */
export const groupKeptMs: number = 62 * 86_400_000

/** How many of a group were found to have one cause: not all of it are looked at. */
export interface RefusalCause {
  /** Codes of the library’s closed list of causes, `+` between several; the code of the refusal where none was found. */
  readonly cause: string
  readonly count: number
  readonly firstAt: number
  readonly lastAt: number
}

/** What was refused of one source with one code since it began, whether it is kept or not. */
export interface RefusalGroup {
  /** The number of the source; 0 for all that are not named. */
  readonly source: number
  readonly code: string
  readonly count: number
  readonly firstAt: number
  readonly lastAt: number
  /** How many are kept now. */
  readonly kept: number
  /** The newest that is kept. */
  readonly sample: { readonly seq: number; readonly tag: number } | null
  /** Of those that were looked at since it began, the commonest first. */
  readonly causes: readonly RefusalCause[]
}
