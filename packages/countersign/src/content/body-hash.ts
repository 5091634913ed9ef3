import type { Encoding } from '../message/encoding.ts'
import type { HashName } from '../platform/platform.ts'
import type { MadePart } from '../scheme/content.ts'

/** The hash of the raw body as text, which protects the body as the body itself would. */
export function bodyHash(hash: HashName, encoding: Encoding): MadePart {
  return {
    part: 'made',
    covers: 'body',
    make(message, { platform }) {
      const made = platform.hash(hash, [message.body], encoding)
      return typeof made === 'string' ? [made] : made.then((text) => [text])
    },
  }
}
