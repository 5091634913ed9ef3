import { fromBase64, utf8 } from '../../message/encoding.ts'
import type { Message } from '../../message/message.ts'
import type { Place } from '../../message/place.ts'
import { findOne } from '../../message/place.ts'
import { Received } from '../../message/received.ts'
import type { SecretMaterial } from '../../platform/platform.ts'

/** A handshake is short: nobody has us decipher more for nothing. In characters of base64. */
const mostSealed = 8192
const block = 16

/**
 * The message with its body deciphered; `undefined` where it cannot be, whatever the reason: who tries to find out by
 * changing bytes learns of no difference between bad padding and a body that says something else.
 */
export async function unsealed(
  message: Message,
  place: Place,
  secret: SecretMaterial,
): Promise<Message | undefined> {
  const text = findOne(message, place)
  if (text === undefined || text.length > mostSealed) return undefined
  const bytes = fromBase64(text)
  const key = typeof secret === 'string' ? utf8(secret) : secret
  if (bytes === undefined || !(key instanceof Uint8Array)) return undefined
  try {
    const hashed = await crypto.subtle.digest('SHA-256', new Uint8Array(key))
    const cipher = { name: 'AES-CBC', iv: bytes.subarray(0, block) }
    const imported = await crypto.subtle.importKey('raw', hashed, cipher.name, false, ['decrypt'])
    const body = new Uint8Array(await crypto.subtle.decrypt(cipher, imported, bytes.subarray(block)))
    return new Received({}, body, message.method, message.url)
  } catch {
    return undefined
  }
}
