import { refusal } from '../errors/refusal.ts'
import type { MadePart } from '../scheme/content.ts'

/**
 * The body, behind a timestamp without a border between, where no clock judges it: a body that begins with a digit could
 * have it from the timestamp. No JSON object or list does.
 */
export const bodyBehindDigits: MadePart = {
  part: 'made',
  covers: 'body',
  make({ body }) {
    const [first = 0] = body
    if (first >= 0x30 && first <= 0x39)
      throw refusal('ERR_CONTENT_MALFORMED', 'Where the timestamp ends and the body begins cannot be told.')
    return [body]
  },
}
