import { useTexts } from './errors/error-texts.ts'
import { texts } from './message/texts.ts'

// Importing this is what gives errors their sentences: see `sideEffects` in package.json.
useTexts(texts)

export { type ErrorCode, errorCodes, errorText } from './errors/error-codes.ts'
export { type Cause, causes } from './explain/causes.ts'
