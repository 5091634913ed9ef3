import { errorText } from './error-codes.ts'
import type { ErrorText } from './error-texts.ts'
import { detailOf, messageOf, type WebhookError } from './webhook-error.ts'

/** What an error says in sentences, whether or not it was made with them. */
export function told(error: WebhookError): ErrorText {
  const text = errorText(error.code)
  if (text === undefined) return error
  return {
    message: messageOf(text, detailOf(error)),
    hint: error.hint === error.code ? text.hint : error.hint,
  }
}
