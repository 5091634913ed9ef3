import { defineScheme } from './define-scheme.ts'
import { utf8 } from './encoding.ts'
import { findAll } from './find.ts'
import { hmacKeyMaterial } from './hmac-key.ts'
import type { Message } from './message.ts'
import type { Place } from './place.ts'
import type { HmacKey } from './platform.ts'
import { refusal } from './refusal.ts'
import type { CheckContext, EventMap, Finding, Proof, Scheme, SchemeFacts } from './scheme.ts'

/** A scheme in which the provider repeats a shared token. */
export interface TokenOptions extends SchemeFacts {
  readonly at: Place
  /** What the token follows, such as `Bearer `. */
  readonly prefix?: string
}

/**
 * A scheme that proves the sender by a plain token and nothing about the body: its events are
 * `authenticated`, never `verified`.
 *
 * @example
 * const gitlab = token({ name: 'gitlab', at: header('X-Gitlab-Token') })
 */
export function token<Events extends EventMap = EventMap>(options: TokenOptions): Scheme<Events> {
  const { at, prefix = '' } = options
  const headers = at.in === 'header' ? [at.name] : at.in === 'parameter' ? [at.header.name] : []
  const proof: Proof<HmacKey> = {
    kind: 'token',
    algorithm: 'shared token',
    covers: 'nothing',
    keys: 'secret',
    synchronous: true,
    headers,
    readKey: (secret, platform) =>
      platform.hmacKey('sha256', hmacKeyMaterial(secret, { encoding: 'utf8' }, 'sha256')),
    check: (message, keys, context) => check(message, keys, context, at, prefix),
  }
  return defineScheme<Events>(proof, {
    ...options,
    credentials: [...headers, ...(options.credentials ?? [])],
  })
}

/** What both tokens key the HMAC of; any text does. */
const label = 'countersign token'

/**
 * Tokens are compared by their HMACs under the expected token: equal length for any input, so that neither the
 * token's length nor its beginning shows in the time taken.
 */
function check(
  message: Message,
  keys: readonly HmacKey[],
  { platform }: CheckContext,
  at: Place,
  prefix: string,
): Finding | Promise<Finding> {
  const values = findAll(message, at)
  const [value] = values ?? []
  if (values?.length === 0 || value === '') throw refusal('ERR_CREDENTIAL_MISSING')
  if (value === undefined || values?.length !== 1 || !value.startsWith(prefix)) {
    throw refusal('ERR_CREDENTIAL_MISMATCH')
  }
  const given = utf8(value.slice(prefix.length))
  if (given.length === 0) throw refusal('ERR_CREDENTIAL_MISSING')
  const own = platform.hmacKey('sha256', given)
  // HMAC(expected, "token") equals HMAC(given, "token") only where the keys are equal.
  const pairs = keys.map((key) => [
    platform.hmac('sha256', key, [label], 'hex'),
    platform.hmac('sha256', own, [label], 'hex'),
  ])
  return settle(pairs, (digests) => {
    const key = digests.findIndex(([expected = '', actual = '-']) => platform.equal(expected, actual))
    if (key < 0) throw refusal('ERR_CREDENTIAL_MISMATCH')
    return { key }
  })
}

function settle(
  pairs: readonly (readonly (string | Promise<string>)[])[],
  judge: (digests: readonly (readonly string[])[]) => Finding,
): Finding | Promise<Finding> {
  const ready = pairs.filter((pair): pair is readonly string[] =>
    pair.every((digest) => typeof digest === 'string'),
  )
  if (ready.length === pairs.length) return judge(ready)
  return Promise.all(pairs.map((pair) => Promise.all(pair))).then(judge)
}
