import { fault } from '../errors/fault.ts'
import { type CryptoKeyLike, type HashName, webHashName } from '../platform/platform.ts'
import { importHmac, platform } from '../platform/web.ts'
import { type WebCryptoKey, type WebKey, webKey } from '../platform/web-key.ts'

/** A CryptoKey shows no bytes: whether they are the empty key's, which zeros fill up, is told by what it signs. */
async function notEmpty(hash: HashName, key: WebCryptoKey): Promise<WebCryptoKey> {
  const [one, empty] = await Promise.all(
    [{ promise: key }, importHmac(hash, Uint8Array.of(0))].map((by) => platform.hmac(hash, by, [], 'hex')),
  )
  if (one === empty) throw fault('ERR_SECRET_EMPTY', 'zero-bytes')
  return key
}

/** A CryptoKey as a shared secret: one for HMAC with this hash and the usage `sign`. */
export function cryptoKey(hash: HashName, key: CryptoKeyLike): WebKey {
  const algorithm = key.algorithm as { name: string; hash?: { name: string }; length?: number } | undefined
  if (algorithm?.length === 0) throw fault('ERR_SECRET_EMPTY', 'zero-bytes')
  const wanted = webHashName(hash)
  if (algorithm?.name === 'HMAC' && algorithm.hash?.name === wanted && key.usages.includes('sign'))
    return webKey(notEmpty(hash, key as WebCryptoKey))
  throw fault('ERR_SECRET_MALFORMED', `crypto-key ${wanted}`)
}
