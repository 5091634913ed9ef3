import { WebhookError } from 'countersign'
import { errorCodes } from 'countersign/messages'
import { ConnectionUnfinished } from '../connect/connections.ts'
import { ProviderError } from '../connect/provider-error.ts'
import { PullRefused } from '../deliver/pull-refused.ts'
import { DestinationBusy, JournalConflict, JournalUnavailable } from '../journal/errors.ts'
import { type Code, codes } from '../model/codes.ts'

/** One place in a request that is not as it must be. */
export interface InputError {
  /** A JSON pointer into the body, or the name of a parameter. */
  readonly at: string
  readonly message: string
  /** Where in the text of an expression, from 1. */
  readonly column?: number
}

/** What an operation throws to be answered as RFC 9457 problem+json. Holds nothing secret. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: Code
  readonly errors: readonly InputError[] | undefined
  /** @param detail - what is wrong in this case, beside the code's own sentence */
  constructor(code: Code, detail?: string, errors?: readonly InputError[]) {
    super(detail ?? codes[code].title)
    this.code = code
    this.errors = errors
  }
}

/** The body of an answer of type application/problem+json. */
export interface ProblemBody {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly hint: string
  readonly errors?: readonly InputError[]
}

/** Turns what an operation threw into an answer; null for what nobody foresaw, which is logged and answered 500. */
export function toProblem(error: unknown): ProblemBody | null {
  if (error instanceof Problem) {
    return { ...fromCode(error.code, error.message), ...(error.errors && { errors: error.errors }) }
  }
  if (WebhookError.is(error)) {
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
  if (error instanceof PullRefused) return fromCode(error.code)
  if (error instanceof ProviderError) return fromCode(error.code, error.message)
  if (error instanceof ConnectionUnfinished) return fromCode('ERR_CONNECTION_UNFINISHED')
  if (error instanceof JournalConflict) return fromCode(error.code, `${error.message}.`)
  if (error instanceof DestinationBusy) return fromCode(error.code, `${error.message}.`)
  if (error instanceof JournalUnavailable) return fromCode(error.code, codes[error.code].title)
  return null
}

/** The body for a code of the gateway's list. */
export function fromCode(code: Code, detail?: string): ProblemBody {
  const { status, title, hint } = codes[code]
  return { type: `urn:countersign:error:${code}`, title, status, code, detail: detail ?? title, hint }
}
