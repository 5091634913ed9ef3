import { fault } from '../errors/fault.ts'
import { type CryptoKeyLike, type MadeKey, webHashName } from '../platform/platform.ts'
import { platform } from '../platform/web.ts'
import { type WebCryptoKey, webKey } from '../platform/web-key.ts'

/** A CryptoKey shows no bytes: whether they are the empty key's, which zeros fill up, is told by what it signs. */
async function notEmpty(hash: Parameters<MadeKey['hmacKey']>[0], key: WebCryptoKey): Promise<WebCryptoKey> {
  const algorithm = { name: 'HMAC', hash: webHashName(hash) }
  const zeros = crypto.subtle.importKey('raw', new Uint8Array(1), algorithm, false, ['sign'])
  const [signed, empty] = await Promise.all(
    [Promise.resolve(key), zeros].map((promise) => platform.hmac(hash, { promise }, [], 'hex')),
  )
  if (signed === empty) throw fault('ERR_SECRET_EMPTY', 'zero-bytes')
  return key
}

/**
 * A CryptoKey as a shared secret, for schemes with HMAC: one for the scheme's hash, with the usage `sign`. It comes this
 * way, so that nobody else's bundle has what reads it; a public key's CryptoKey is given as it is.
 *
 * @throws {WebhookError} ERR_SECRET_MALFORMED, ERR_SECRET_EMPTY where a verifier or signer is made with it
 *
 * @example
 * const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-1' }, false, ['sign'])
 * const event = await verify(request, { scheme: webex, secrets: cryptoKey(key) })
 */
export function cryptoKey(key: CryptoKeyLike): MadeKey {
  return {
    hmacKey(hash) {
      const algorithm = key.algorithm as { name: string; hash?: { name: string }; length?: number }
      if (algorithm.length === 0) throw fault('ERR_SECRET_EMPTY', 'zero-bytes')
      const wanted = webHashName(hash)
      if (algorithm.name === 'HMAC' && algorithm.hash?.name === wanted && key.usages.includes('sign'))
        return webKey(notEmpty(hash, key as WebCryptoKey))
      throw fault('ERR_SECRET_MALFORMED', `crypto-key ${wanted}`)
    },
  }
}
