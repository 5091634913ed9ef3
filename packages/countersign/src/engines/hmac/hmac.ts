import { WebhookError } from '../../errors/webhook-error.ts'
import { hmacKeyMaterial } from '../../keys/shared-secret.ts'
import { headersOf, type Place } from '../../message/place.ts'
import { webHashNames } from '../../platform/platform.ts'
import { body } from '../../scheme/content.ts'
import { defineScheme } from '../../scheme/define-scheme.ts'
import type { EventMap } from '../../scheme/facts.ts'
import type { HmacOptions } from '../../scheme/hmac-options.ts'
import type { Proof } from '../../scheme/proof.ts'
import type { Scheme } from '../../scheme/scheme.ts'
import { checkContent, coversBody } from '../content-check.ts'
import { hmacCheck } from './check.ts'
import { digestShape } from './digest-shape.ts'
import { hmacSign } from './sign.ts'

const digestBytes = { sha1: 20, sha256: 32, sha512: 64 }

function coverage(options: HmacOptions): 'body' | 'fields' {
  const { content, covers } = options
  if (typeof content === 'function') {
    if (covers === undefined)
      throw new WebhookError('ERR_OPTIONS_INVALID', {
        detail: 'hmac() with content as a function needs covers.',
      })
    return covers
  }
  const found = content === undefined || coversBody(content) ? 'body' : 'fields'
  if (covers === 'body' && found !== 'body') {
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: 'hmac() covers no body that its content does not hold.',
    })
  }
  return covers ?? found
}

/**
 * A scheme signed with a keyed hash: how most providers sign, and how one of your own may.
 *
 * @example
 * const acme = hmac({
 *   name: 'acme',
 *   hash: 'sha256',
 *   encoding: 'hex',
 *   signature: header('X-Acme-Signature'),
 *   content: [timestamp, '.', body],
 *   timestamp: { at: header('X-Acme-Timestamp'), unit: 'seconds' },
 * })
 *
 * Throws ERR_OPTIONS_INVALID where the options contradict each other.
 */
export function hmac<Events extends EventMap = EventMap>(options: HmacOptions): Scheme<Events> {
  const places: readonly Place[] =
    'in' in options.signature
      ? [options.signature.in === 'list' ? options.signature.at : options.signature]
      : options.signature
  if (typeof options.content !== 'function') checkContent('hmac()', options, options.content ?? [body])
  const others = [options.timestamp?.at, options.id].filter((place) => place !== undefined)
  const shape = digestShape(digestBytes[options.hash], options.encoding)
  const key = options.key ?? { encoding: 'utf8' }
  const sign = hmacSign(options)
  const proof: Proof<object> = {
    kind: 'hmac',
    algorithm: `HMAC-${webHashNames[options.hash]}, ${options.encoding}`,
    covers: coverage(options),
    keys: 'secret',
    synchronous: true,
    hmac: options,
    headers: [...new Set([...places, ...others].flatMap(headersOf))],
    ...(options.timestamp === undefined
      ? {}
      : { toleranceSeconds: options.timestamp.toleranceSeconds ?? 300 }),
    readKey: (secret, platform) => platform.hmacKey(options.hash, hmacKeyMaterial(secret, key, options.hash)),
    check: hmacCheck(options, shape),
    ...(sign === undefined ? {} : { sign }),
  }
  return defineScheme<Events>(proof, options)
}
