import { toBase64Url, utf8 } from '../message/encoding.ts'
import { jwsForms } from '../scheme/jws-algorithms.ts'
import type { JwtOptions } from '../scheme/jwt-options.ts'
import { textOf } from '../scheme/param-text.ts'
import type { Outgoing, Proof, SignedParts } from '../scheme/proof.ts'
import { Draft } from './draft.ts'
import type { JwsKeys } from './jws/jws-keys.ts'

function encoded(value: unknown): string {
  return toBase64Url(utf8(JSON.stringify(value)))
}

/** The claims that the scheme demands, and the times that it looks at. */
function claimsFor(options: JwtOptions, { now, id, params = {} }: Outgoing): Record<string, unknown> {
  const seconds = Math.floor(now / 1000)
  const claims: Record<string, unknown> = { iat: seconds }
  if (options.expires === true) claims.exp = seconds + 300
  if (options.id !== undefined) claims[options.id] = id
  for (const [name, wanted] of Object.entries(options.claims ?? {}))
    claims[name] = typeof wanted === 'boolean' ? wanted : textOf(wanted, { params })
  return claims
}

/**
 * Signs as a sender with a shared secret does; `undefined` for key pairs, for a body that is the token, and where claims
 * must agree with the message in a way of the scheme's own.
 */
export function jwtSign(options: JwtOptions): Proof<JwsKeys>['sign'] {
  const { at, algorithms, bodyHash, prefix = '', agrees } = options
  const [algorithm] = algorithms
  const form = algorithm === undefined ? undefined : jwsForms[algorithm]
  if (at === 'body' || agrees !== undefined || form === undefined || !('hash' in form)) return undefined
  return async (outgoing, [keys], platform): Promise<SignedParts> => {
    const key = algorithm === undefined ? undefined : keys?.[algorithm]
    const claims = claimsFor(options, outgoing)
    if (bodyHash !== undefined)
      claims[bodyHash.claim] = await platform.hash(bodyHash.hash, [outgoing.body], bodyHash.encoding)
    const content = `${encoded({ alg: algorithm, typ: 'JWT' })}.${encoded(claims)}`
    const signature = await platform.hmac(form.hash, key ?? {}, [content], 'base64url')
    const draft = new Draft(outgoing)
    draft.write(at, `${prefix}${content}.${signature}`)
    return draft.parts()
  }
}
