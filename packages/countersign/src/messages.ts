export { type ErrorCode, errorCodes, errorText } from './errors/error-codes.ts'
