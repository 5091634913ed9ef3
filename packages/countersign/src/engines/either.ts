import { WebhookError } from '../errors/webhook-error.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import type { EventMap, SchemeFacts } from '../scheme/facts.ts'
import type { Finding, Proof } from '../scheme/proof.ts'
import { proven } from '../scheme/proven.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** A key as each of the schemes reads it; `undefined` where one cannot. */
type Keys = readonly unknown[]

/**
 * How near a refusal came: one that says less about the message gives way to one that says more. Last what was not decided at
 * all: a key that could not be had may be had soon, and without the URL nothing was compared.
 */
const nearer = [
  'ERR_SIGNATURE_MALFORMED',
  'ERR_TIMESTAMP_MISSING',
  'ERR_TIMESTAMP_MALFORMED',
  'ERR_CREDENTIAL_MISMATCH',
  'ERR_SIGNATURE_MISMATCH',
  'ERR_URL_MISSING',
  'ERR_KEY_UNAVAILABLE',
]

function nearness(error: unknown): number {
  return nearer.findIndex((code) => WebhookError.is(error) && error.code === code)
}

/**
 * A scheme of a provider that signs in one of several ways, as the message or a setting there says: WebSub's four
 * hashes, Hook0's two versions, Polar's two readings of one secret. The first that fits is taken, and the list is the
 * whole of what is accepted. Signs as the first does.
 *
 * @param facts - of the whole; what the parts say of themselves is not looked at
 * @throws {WebhookError} ERR_OPTIONS_INVALID where there is no part, and where some take a shared secret and others a
 * public key: every part reads every secret, and whoever knows the public key would sign with it
 *
 * @example
 * const websub = either({ name: 'websub' }, (['sha256', 'sha1'] as const).map((hash) =>
 *   hmac({ hash, encoding: 'hex', signature: header('X-Hub-Signature'), prefix: `${hash}=` })))
 */
export function either<Events extends EventMap = EventMap>(
  facts: SchemeFacts,
  schemes: readonly Scheme[],
): Scheme<Events> {
  const proofs = schemes.map(({ proof }) => proof)
  const [first] = proofs
  if (first === undefined) throw new WebhookError('ERR_OPTIONS_INVALID', { detail: 'either() of nothing.' })
  if (new Set(proofs.map(({ keys }) => keys === 'secret')).size > 1)
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: 'either() of a shared secret or a public key, which would pass for the secret.',
    })
  const clocks = proofs.map(({ toleranceSeconds }) => toleranceSeconds).filter((one) => one !== undefined)
  const proof: Proof<Keys> = {
    kind: first.kind,
    algorithm: [...new Set(proofs.map(({ algorithm }) => algorithm))].join(' or '),
    covers: proofs.every(({ covers }) => covers === 'body') ? 'body' : 'fields',
    keys: first.keys,
    headers: [...new Set(proofs.flatMap(({ headers }) => headers))],
    params: Object.assign({}, ...proofs.map(({ params }) => params)),
    synchronous: proofs.every(({ synchronous }) => synchronous === true),
    ...(first.keySource === undefined ? {} : { keySource: first.keySource }),
    ...(clocks.length === 0 ? {} : { toleranceSeconds: Math.min(...clocks) }),
    checkParams: proofs.find((one) => one.checkParams !== undefined)?.checkParams,
    judgeClock: proofs.find((one) => one.judgeClock !== undefined)?.judgeClock,
    parts: proofs,
    readKey(secret, platform) {
      let why: unknown
      const keys = proofs.map((one) => {
        try {
          return one.readKey(secret, platform)
        } catch (error) {
          why ??= error
          return undefined
        }
      })
      if (keys.every((key) => key === undefined)) throw why
      return keys
    },
    check(message, keys, context) {
      const from = (at: number, best: unknown): Eventually<Finding> => {
        const one = proofs[at]
        if (one === undefined) throw best
        const failed = (error: unknown): Eventually<Finding> =>
          from(at + 1, best === undefined || nearness(error) > nearness(best) ? error : best)
        // Keys that this one cannot read stand in for nothing: what is left is counted in the whole list again. Without any it
        // still says whether its signature is there at all.
        const readable = keys.flatMap((key, index) =>
          key[at] === undefined ? [] : [{ key: key[at], index }],
        )
        const told = (found: Finding | null): Finding => {
          const finding = proven(found)
          return {
            ...finding,
            key: readable[finding.key]?.index ?? finding.key,
            verdict: finding.verdict ?? (one.covers === 'body' ? 'verified' : 'authenticated'),
          }
        }
        try {
          const found = one.check(
            message,
            readable.map(({ key }) => key),
            context,
          )
          return isLater(found) ? found.then(told).catch(failed) : told(found)
        } catch (error) {
          return failed(error)
        }
      }
      return from(0, undefined)
    },
  }
  const credentialParams = [...new Set(schemes.flatMap((one) => one.credentialParams ?? []))]
  const queries = schemes.flatMap(({ credentialQuery }) => credentialQuery ?? [])
  return defineScheme<Events>(proof, {
    ...facts,
    dedupeBytes: hashedBody,
    ...(credentialParams.length === 0 ? {} : { credentialParams }),
    ...(queries.length > 0 && {
      credentialQuery: {
        names: queries.flatMap(({ names }) => names),
        params: queries.flatMap(({ params }) => params),
      },
    }),
    credentials: [
      ...new Set([...schemes.flatMap(({ credentials }) => credentials), ...(facts.credentials ?? [])]),
    ],
  })
}
