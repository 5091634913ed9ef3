import { WebhookError } from '../errors/webhook-error.ts'
import { toBase64Url, utf8 } from '../message/encoding.ts'
import type { Platform } from '../platform/platform.ts'
import { jwsForms } from '../scheme/jws-algorithms.ts'
import type { JwtOptions } from '../scheme/jwt-options.ts'
import { textOf } from '../scheme/param-text.ts'
import type { Outgoing, Proof, SignedParts } from '../scheme/proof.ts'
import { Draft } from './draft.ts'
import type { JwsKeys } from './jws/jws-keys.ts'
import { keyName } from './jws/key-name.ts'
import { jsonPart } from './jws/read-jws.ts'
import { type PrivateKey, signedBytes } from './key-pair-sign.ts'

function encoded(value: unknown): string {
  return toBase64Url(utf8(JSON.stringify(value)))
}

/** The claims that the scheme demands, and the times that it looks at. */
async function claimsFor(
  options: JwtOptions,
  outgoing: Outgoing,
  platform: Platform,
): Promise<Record<string, unknown>> {
  const { now, id, params = {}, body } = outgoing
  const { bodyHash, agreeing } = options
  const seconds = Math.floor(now / 1000)
  const claims: Record<string, unknown> = { iat: seconds }
  if (options.notBefore === true) claims.nbf = seconds
  if (options.expires === true) claims.exp = seconds + 300
  if (options.id !== undefined) claims[options.id] = id
  for (const [name, wanted] of Object.entries(options.claims ?? {}))
    claims[name] = typeof wanted === 'boolean' ? wanted : textOf(wanted, { params })
  if (bodyHash !== undefined)
    claims[bodyHash.claim] = await platform.hash(bodyHash.hash, [body], bodyHash.encoding)
  try {
    return Object.assign(claims, await agreeing?.(new Draft(outgoing).message(), platform))
  } catch (cause) {
    // A body that is no text cannot be a claim.
    throw WebhookError.is(cause) ? cause : new WebhookError('ERR_CONTENT_MALFORMED', { cause })
  }
}

/** The body as the payload of a token that is the body; ERR_CONTENT_MALFORMED where it holds no claims. */
function claimsIn(body: Uint8Array): string {
  const payload = toBase64Url(body)
  if (jsonPart(payload) !== undefined) return payload
  throw new WebhookError('ERR_CONTENT_MALFORMED', { detail: 'The claims are no JSON object.' })
}

/**
 * Signs as a sender does, by the first of the algorithms: with the shared secret, or with a key pair's private key. Where the
 * body is the token, the body that is given holds its claims. `undefined` where claims must agree with the message in a way
 * of the scheme's own, and it does not say how.
 */
export function jwtSign(options: JwtOptions): Proof<JwsKeys, JwsKeys | PrivateKey>['sign'] {
  const { at, algorithms, prefix = '', agrees, agreeing } = options
  const [algorithm] = algorithms
  if (algorithm === undefined || (agrees !== undefined && agreeing === undefined)) return undefined
  const form = jwsForms[algorithm]
  const signatureOf = async (content: string, key: unknown, platform: Platform): Promise<string> =>
    'hash' in form
      ? platform.hmac(form.hash, (key as JwsKeys | undefined)?.[algorithm] ?? {}, [content], 'base64url')
      : toBase64Url(await signedBytes(form.algorithm, key as PrivateKey, [content]))
  return async (outgoing, [key], platform): Promise<SignedParts> => {
    const payload =
      at === 'body' ? claimsIn(outgoing.body) : encoded(await claimsFor(options, outgoing, platform))
    const content = `${encoded({ alg: algorithm, typ: 'JWT', ...keyName(outgoing) })}.${payload}`
    const token = `${content}.${await signatureOf(content, key, platform)}`
    if (at === 'body') return { headers: {}, body: utf8(token) }
    const draft = new Draft(outgoing)
    draft.write(at, prefix + token)
    return draft.parts()
  }
}
