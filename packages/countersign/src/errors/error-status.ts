import type { ErrorCode } from './error-codes.ts'

/** What is not 401. Apart from the list with its sentences: what verifies needs the number, and seldom the sentence. */
const others: Partial<Record<ErrorCode, 400 | 413 | 500>> = {
  ERR_SECRET_EMPTY: 500,
  ERR_SECRET_MALFORMED: 500,
  ERR_BODY_CONSUMED: 500,
  ERR_BODY_TOO_LARGE: 413,
  ERR_BODY_UNREADABLE: 400,
  ERR_BODY_MALFORMED: 400,
  ERR_URL_MISSING: 500,
  ERR_INPUT_INVALID: 400,
  ERR_OPTIONS_INVALID: 500,
  ERR_SIGN_UNSUPPORTED: 500,
  ERR_SYNC_UNSUPPORTED: 500,
}

/** The HTTP status to answer a code with; as `errorCodes` has it. */
export function statusOf(code: ErrorCode): 400 | 401 | 413 | 500 {
  return others[code] ?? 401
}
