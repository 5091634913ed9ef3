import type { ErrorCode } from './error-codes.ts'

/**
 * The HTTP status to answer a code with; as `errorCodes` has it, told by the words in the code: what verifies needs the
 * number, and no second list of all codes.
 */
export function statusOf(code: ErrorCode): 400 | 401 | 413 | 500 {
  if (/SECRET_[EM]|CONSUMED|URL|OPTIONS|UNSUPPORTED/.test(code)) return 500
  if (/LARGE/.test(code)) return 413
  return /BODY|INPUT/.test(code) ? 400 : 401
}
