import { wholeUrl } from '../content/path.ts'
import { jwt } from '../engines/jwt.ts'
import { refusal } from '../errors/refusal.ts'
import type { Message } from '../message/message.ts'
import { header } from '../message/place.ts'
import type { Platform } from '../platform/platform.ts'
import type { Eventually } from '../scheme/eventually.ts'
import type { Claims } from '../scheme/jwt-options.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * `url_hash` is of the address; `payload_hash` of the body, and may be absent where there is none. Each token has an id, as
 * its own library insists on.
 */
function agrees(claims: Claims, { url, body }: Message, platform: Platform): Eventually<boolean> {
  if (typeof claims.jti !== 'string') throw refusal('ERR_ID_MISSING', 'Its claim jti is no text.')
  if (url === undefined || (body.length > 0 && typeof claims.payload_hash !== 'string')) return false
  const hashes = [platform.hash('sha256', [url], 'hex'), platform.hash('sha256', [body], 'hex')]
  const same = ([ofUrl = '', ofBody = '']: readonly string[]): boolean =>
    platform.equal(ofUrl, String(claims.url_hash)) &&
    (claims.payload_hash === undefined || platform.equal(ofBody, String(claims.payload_hash)))
  return hashes.every((hash) => typeof hash === 'string') ? same(hashes) : Promise.all(hashes).then(same)
}

async function agreeing(message: Message, platform: Platform): Promise<Claims> {
  return {
    url_hash: await platform.hash('sha256', [wholeUrl(message)], 'hex'),
    payload_hash: await platform.hash('sha256', [message.body], 'hex'),
  }
}

/**
 * MessageBird. A JWT by HS256, HS384 or HS512 with the hex SHA-256 of the address and of the body. A body without its
 * hash in the token is refused. The older MessageBird-Signature is not looked at.
 *
 * Source: www.npmjs.com/package/messagebird.
 */
export const messagebird: Scheme = jwt({
  name: 'messagebird',
  title: 'MessageBird',
  documentation: ['https://www.npmjs.com/package/messagebird'],
  confidence: 'high',
  at: header('MessageBird-Signature-JWT'),
  algorithms: ['HS256', 'HS384', 'HS512'],
  id: 'jti',
  claims: { iss: 'MessageBird' },
  expires: true,
  notBefore: true,
  leewaySeconds: 5,
  covers: 'body',
  agrees,
  agreeing,
})
