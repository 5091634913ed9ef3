import { refusal } from '../errors/refusal.ts'
import type { MadePart } from '../scheme/content.ts'

/**
 * The body, or of a form the decoded field that is all it holds: Gitea signs the JSON before it puts it into a form. A
 * form with more in it is refused, for nothing would protect the rest.
 */
export function formPayload(name: string): MadePart {
  return {
    part: 'made',
    covers: 'body',
    make(message) {
      const type = message.header('content-type')?.toLowerCase()
      if (type?.startsWith('application/x-www-form-urlencoded') !== true) return [message.body]
      const [field, ...others] = message.form()
      if (field?.[0] !== name || others.length > 0)
        throw refusal('ERR_CONTENT_MALFORMED', `Looked for a form of ${name} alone.`)
      return [field[1]]
    },
  }
}
