import type { ErrorText } from './error-texts.ts'
import { toldText } from './facts.ts'
import type { WebhookError } from './webhook-error.ts'

/** What an error says in sentences, whether or not it was made with them. */
export function told(error: WebhookError): ErrorText {
  const { code, detail, message, hint } = error
  const text = toldText(code, detail)
  // Another copy of the library may have made it, with codes that this one does not have.
  if (text === undefined) return error
  return {
    message: message.startsWith(code) ? text.message : message,
    hint: hint === code ? text.hint : hint,
  }
}
