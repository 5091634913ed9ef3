import { errorText } from './errors/error-codes.ts'
import { useTexts } from './errors/error-texts.ts'

// Importing this is what gives errors their sentences: see `sideEffects` in package.json.
useTexts(errorText)

export { type ErrorCode, errorCodes, errorText } from './errors/error-codes.ts'
export { type Cause, causes } from './explain/causes.ts'
