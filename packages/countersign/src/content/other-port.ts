import { WebhookError } from '../errors/webhook-error.ts'
import type { MadePart } from '../scheme/content.ts'

/**
 * The URL with the standard port written out where it has none, and without the port where it has one: Twilio signs
 * either, whatever was registered.
 */
export const otherPort: MadePart = {
  part: 'made',
  covers: 'url',
  make({ url }) {
    const found = /^(https?):\/\/([^/?#]+)(.*)$/is.exec(url ?? '')
    if (found === null) throw new WebhookError('ERR_URL_MISSING')
    const [, scheme = '', authority = '', rest = ''] = found
    const bare = authority.replace(/:\d+$/, '')
    const port = scheme.toLowerCase() === 'https' ? '443' : '80'
    return [`${scheme}://${bare === authority ? `${bare}:${port}` : bare}${rest}`]
  },
}
