import { refusal } from '../../errors/refusal.ts'
import { WebhookError } from '../../errors/webhook-error.ts'
import { KeptKeys } from '../../keys/kept-keys.ts'
import { readPublicKey } from '../../keys/public-key.ts'
import { hmacKeyOf } from '../../keys/shared-secret.ts'
import { toBase64 } from '../../message/encoding.ts'
import type { HmacKey, Pieces, Platform, PublicKey, SecretMaterial } from '../../platform/platform.ts'
import type { Eventually } from '../../scheme/eventually.ts'
import type { ReadableKeyForm } from '../../scheme/hmac-options.ts'
import type { Jws } from '../../scheme/jws.ts'
import { type JwsAlgorithm, jwsForms } from '../../scheme/jws-algorithms.ts'
import type { CheckContext } from '../../scheme/proof.ts'

/** A key by the algorithms that it can be used with. */
export type JwsKeys = Readonly<Partial<Record<JwsAlgorithm, HmacKey | PublicKey>>>

/** Whether the algorithms are keyed hashes; throws ERR_OPTIONS_INVALID where they are of both kinds: a public key must never pass for a secret. */
export function areHashes(algorithms: readonly JwsAlgorithm[]): boolean {
  const hashes = algorithms.filter((one) => 'hash' in jwsForms[one])
  if (algorithms.length === 0 || (hashes.length > 0 && hashes.length < algorithms.length)) {
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: 'The algorithms of a JWT are all keyed hashes, or all of key pairs.',
    })
  }
  return hashes.length > 0
}

/** Reads a secret for every algorithm that it fits; throws ERR_SECRET_MALFORMED where it fits none. */
export function readJwsKeys(
  secret: SecretMaterial,
  algorithms: readonly JwsAlgorithm[],
  platform: Platform,
  form: ReadableKeyForm = { encoding: 'utf8' },
): JwsKeys {
  const keys: Partial<Record<JwsAlgorithm, HmacKey | PublicKey>> = {}
  let why: unknown
  for (const one of algorithms) {
    const known = jwsForms[one]
    try {
      keys[one] =
        'hash' in known
          ? hmacKeyOf(secret, form, known.hash, platform)
          : readPublicKey(secret, known.algorithm, platform)
    } catch (error) {
      why ??= error
    }
  }
  if (Object.keys(keys).length === 0) throw why
  return keys
}

const fetched = new KeptKeys<JwsKeys>()

/** The keys to verify with: those given, else the one that the message names. */
export async function resolvedKeys(
  wanted: { readonly id?: string; readonly url?: string },
  algorithms: readonly JwsAlgorithm[],
  { platform, resolveKey }: CheckContext,
): Promise<readonly JwsKeys[]> {
  if (resolveKey === undefined) throw refusal('ERR_KEY_UNAVAILABLE')
  const material = await resolveKey(wanted)
  if (typeof material !== 'string') return [readJwsKeys(material, algorithms, platform)]
  const name = `${algorithms.join()} ${material}`
  return [fetched.get(platform, name, () => readJwsKeys(material, algorithms, platform))]
}

/** The position of the key that signed these pieces; throws ERR_SIGNATURE_MISMATCH. */
export function signedBy(
  { algorithm, signature }: Jws,
  keys: readonly JwsKeys[],
  parts: Pieces,
  platform: Platform,
): Eventually<number> {
  const form = jwsForms[algorithm]
  const answers = keys.map(({ [algorithm]: key }): Eventually<boolean> => {
    if (key === undefined) return false
    if (!('hash' in form)) return platform.verify(form.algorithm, key, parts, signature)
    const digest = platform.hmac(form.hash, key, parts, 'base64')
    const expected = toBase64(signature)
    return typeof digest === 'string'
      ? platform.equal(digest, expected)
      : digest.then((text) => platform.equal(text, expected))
  })
  const judge = (valid: readonly boolean[]): number => {
    const first = valid.indexOf(true)
    if (first < 0) throw refusal('ERR_SIGNATURE_MISMATCH')
    return first
  }
  return answers.every((answer) => typeof answer === 'boolean')
    ? judge(answers)
    : Promise.all(answers).then(judge)
}
