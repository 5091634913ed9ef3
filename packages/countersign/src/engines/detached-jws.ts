import { refusal } from '../errors/refusal.ts'
import { toBase64Url } from '../message/encoding.ts'
import { joinedPieces } from '../message/joined-pieces.ts'
import type { Message } from '../message/message.ts'
import { looked } from '../message/place.ts'
import type { Pieces } from '../platform/platform.ts'
import { hashedBody } from '../scheme/dedupe-bytes.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import type { DetachedForm } from '../scheme/detached-form.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import type { EventMap, SchemeFacts } from '../scheme/facts.ts'
import type { Jws } from '../scheme/jws.ts'
import type { JwsAlgorithm } from '../scheme/jws-algorithms.ts'
import type { Finding, Proof } from '../scheme/proof.ts'
import type { KeyFrom } from '../scheme/public-key-options.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { withKeyPairs } from '../scheme/with-key-pairs.ts'
import { areHashes, type JwsKeys, readJwsKeys, resolvedKeys, signedBy } from './jws/jws-keys.ts'
import { readJws } from './jws/read-jws.ts'

/** A scheme with a JWS whose payload is the message (RFC 7515 appendix F). */
export type DetachedJwsOptions = DetachedJwsFacts & (OnePayload | SeveralPayloads)

interface DetachedJwsFacts extends SchemeFacts, Omit<DetachedForm, 'algorithm' | 'payloads'> {
  readonly algorithms: readonly JwsAlgorithm[]
  readonly covers: 'body' | 'fields'
  /** Where keys are that a signature names; `of` is asked with its header. Absent where they are given as secrets. */
  readonly keyFrom?: Omit<KeyFrom, 'of'> & { of(jws: Jws): ReturnType<KeyFrom['of']> }
  /** Headers that it reads beside those of the signature and the time, in lower case. */
  readonly headers?: readonly string[]
}

interface OnePayload {
  /** What is signed, by the header of the signature. Pure; throws a refusal where the message does not fit it. */
  readonly payload: (message: Message, jws: Jws) => Pieces
  readonly payloads?: undefined
}

interface SeveralPayloads {
  /** As `payload`, where the provider's own library tries several: the first is what is signed here. */
  readonly payloads: DetachedForm['payloads']
  readonly payload?: undefined
}

/** A scheme with a detached JWS, such as TrueLayer's. */
export function detachedJws<Events extends EventMap = EventMap>(options: DetachedJwsOptions): Scheme<Events> {
  const { at, algorithms, payload, covers, keyFrom, timestamp, header, headers = [] } = options
  const payloads: DetachedForm['payloads'] =
    payload === undefined ? options.payloads : (message, jws) => [payload(message, jws)]
  const secret = areHashes(algorithms)
  const [algorithm] = algorithms
  const proof: Proof<JwsKeys> = {
    kind: 'public-key',
    algorithm: `detached JWS, ${algorithms.join(' or ')}`,
    covers,
    keys: secret ? 'secret' : keyFrom === undefined ? 'public' : 'resolved',
    ...(keyFrom === undefined ? {} : { keySource: keyFrom as unknown as KeyFrom }),
    headers: [...at.headers, ...(timestamp?.headers ?? []), ...headers],
    synchronous: keyFrom === undefined,
    ...(algorithm === undefined ? {} : { detached: { at, algorithm, timestamp, header, payloads } }),
    readKey: (given, platform) => readJwsKeys(given, algorithms, platform),
    check(message, given, context) {
      const values = at.find(message)
      const [text] = values ?? []
      if (values?.length === 0) throw refusal('ERR_SIGNATURE_MISSING', looked(at))
      if (text === undefined || values?.length !== 1) throw refusal('ERR_SIGNATURE_MALFORMED')
      const jws = readJws(text, algorithms)
      if (jws.encodedPayload !== '') throw refusal('ERR_SIGNATURE_MALFORMED', 'Its payload is not detached.')
      const signed = payloads(message, jws).map((pieces) => [
        `${jws.encodedHeader}.`,
        toBase64Url(joinedPieces(pieces)),
      ])
      const verified = (keys: readonly JwsKeys[], [parts, ...others] = signed): Eventually<Finding> => {
        if (parts === undefined) throw refusal('ERR_SIGNATURE_MISMATCH')
        const failed = (error: unknown): Eventually<Finding> => {
          if (others.length === 0) throw error
          return verified(keys, others)
        }
        try {
          const key = signedBy(jws, keys, parts, context.platform)
          return isLater(key) ? key.then((index) => ({ key: index }), failed) : { key }
        } catch (error) {
          return failed(error)
        }
      }
      if (given.length > 0 || keyFrom === undefined) return verified(given)
      const wanted = keyFrom.of(jws)
      if (wanted === undefined)
        throw refusal('ERR_SIGNATURE_MALFORMED', 'It names no key that may be fetched.')
      return resolvedKeys(wanted, algorithms, context).then((keys) => verified(keys))
    },
  }
  return defineScheme<Events>(withKeyPairs(proof), { ...options, dedupeBytes: hashedBody })
}
