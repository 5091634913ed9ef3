import { refusal } from '../../errors/refusal.ts'
import { decoded, strictText } from '../../message/encoding.ts'
import type { Jws } from '../../scheme/jws.ts'
import { type JwsAlgorithm, jwsForms } from '../../scheme/jws-algorithms.ts'

const maxTokenLength = 1_048_576
const maxHeaderLength = 8192
const maxKidLength = 256

function malformed(detail: string): never {
  throw refusal('ERR_SIGNATURE_MALFORMED', detail)
}

/** A JSON object from base64url of UTF-8; `undefined` where it is none. */
export function jsonPart(text: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decoded(text, 'base64url')
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(strictText(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads a compact JWS whose algorithm is one of those that the scheme names: never by the message's own word (RFC 8725
 * section 3.1). Headers that lead to keys (`jku`, `x5u`, `jwk`, `x5c`) are not looked at, and one with `crit` is refused
 * but for the names that the scheme understands. Throws ERR_SIGNATURE_MALFORMED.
 */
export function readJws(
  text: string,
  algorithms: readonly JwsAlgorithm[],
  understood: readonly string[] = [],
): Jws {
  if (text.length > maxTokenLength) malformed('It is too long.')
  const parts = text.split('.', 4)
  const [encodedHeader = '', encodedPayload = '', encodedSignature = ''] = parts
  if (parts.length !== 3 || encodedHeader.length > maxHeaderLength) malformed('It is no compact JWS.')
  const header = jsonPart(encodedHeader)
  if (header === undefined) malformed('Its header is no JSON object in base64url.')
  const { alg, kid, crit } = header
  const algorithm = algorithms.find((one) => one === alg)
  if (algorithm === undefined) malformed(`Its algorithm is none of ${algorithms.join(', ')}.`)
  if (
    kid !== undefined &&
    (typeof kid !== 'string' || kid.length > maxKidLength || !/^[\x20-\x7e]+$/.test(kid))
  )
    malformed('Its kid is no short text.')
  const critical =
    crit === undefined ||
    // RFC 7515 section 4.1.11: an empty list is none, and what it names stands in the header.
    (Array.isArray(crit) &&
      crit.length > 0 &&
      crit.every((name) => understood.includes(name) && Object.hasOwn(header, name)))
  if (!critical) malformed('It demands extensions.')
  const signature = decoded(encodedSignature, 'base64url')
  if (signature === undefined || signature.length === 0) malformed('Its signature is no base64url.')
  const form = jwsForms[algorithm]
  // RSA's length is its key's; the others have one.
  const bytes = 'hash' in form ? { sha256: 32, sha384: 48, sha512: 64 }[form.hash] : lengths[algorithm]
  if (bytes !== undefined && signature.length !== bytes) malformed('Its signature is of another length.')
  return { algorithm, kid: kid as string | undefined, header, encodedHeader, encodedPayload, signature }
}

const lengths: Readonly<Record<string, number>> = { ES256: 64, ES384: 96, ES512: 132, EdDSA: 64 }
