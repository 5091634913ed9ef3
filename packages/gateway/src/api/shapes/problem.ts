import { WebhookError } from 'countersign'
import { errorCodes } from 'countersign/messages'
import { type Code, codes } from '../../model/codes.ts'
import { type Fault, Refusal } from '../../model/refusal.ts'

/** The body of an answer of type application/problem+json, RFC 9457. Holds nothing secret. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly hint: string
  readonly errors?: readonly Fault[]
}

/** Turns what an operation threw into an answer; null for what nobody foresaw, which is logged and answered 500. */
export function toProblem(error: unknown): ProblemBody | null {
  if (error instanceof Refusal) {
    return { ...fromCode(error.code, error.told), ...(error.faults && { errors: error.faults }) }
  }
  if (!WebhookError.is(error)) return null
  const { code, message, hint } = error
  // The library's status is for a webhook's sender; here the same fault lies in what the operator has sent.
  return {
    type: `urn:countersign:error:${code}`,
    title: errorCodes[code].message,
    status: 400,
    code,
    detail: message,
    hint,
  }
}

/** The body for a code of the gateway's list. */
export function fromCode(code: Code, detail?: string): ProblemBody {
  const { status, title, hint } = codes[code]
  return { type: `urn:countersign:error:${code}`, title, status, code, detail: detail ?? title, hint }
}
