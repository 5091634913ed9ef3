import { fault } from '../errors/fault.ts'
import type { Bytes } from '../message/bytes.ts'
import type { Message } from '../message/message.ts'
import type { HashPlatform } from '../platform/platform.ts'
import type { DedupeFields, Description } from './facts.ts'

/** How the body takes part in a dedup key. A value, so that a scheme whose keys leave it out brings no hashing. */
export interface DedupeBytes {
  /** Its hash where hashing is asynchronous and the key wants it, made before the event is handed out. */
  ahead(
    message: Message,
    platform: HashPlatform,
    describe: ((message: Message) => Description) | undefined,
  ): Promise<string | undefined>
  /** What it adds to a key that wants it; `made` is the hash that was made ahead. */
  of(body: Bytes, platform: HashPlatform, made: string | undefined): string
}

/** Whether the body's hash belongs to the key. */
function wanted(fields: DedupeFields): boolean {
  return fields.bytes === true || fields.basis === 'unsigned-id+bytes'
}

/** The SHA-256 of the body in hex, of keys that want it. */
export const hashedBody: DedupeBytes = {
  async ahead(message, platform, describe) {
    if (platform.synchronous) return undefined
    try {
      const { dedupe } = describe?.(message) ?? {}
      return dedupe && wanted(dedupe) ? await platform.hash('sha256', [message.body], 'hex') : undefined
    } catch {
      // A scheme that cannot describe a message says so when the event is asked, here as on other platforms.
      return undefined
    }
  },
  of(body, platform, made) {
    const hash = made ?? platform.hash('sha256', [body], 'hex')
    if (typeof hash !== 'string') throw fault('ERR_SYNC_UNSUPPORTED')
    return hash
  },
}
