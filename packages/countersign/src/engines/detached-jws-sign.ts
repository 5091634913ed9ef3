import { toBase64Url, utf8 } from '../message/encoding.ts'
import { joinedPieces } from '../message/joined-pieces.ts'
import type { DetachedForm } from '../scheme/detached-form.ts'
import type { Jws } from '../scheme/jws.ts'
import { jwsForms } from '../scheme/jws-algorithms.ts'
import type { Proof, SignedParts } from '../scheme/proof.ts'
import { Draft } from './draft.ts'
import { keyName } from './jws/key-name.ts'
import { type PrivateKey, signedBytes } from './key-pair-sign.ts'

/** Signs as a sender does, with a key pair's private key; `undefined` where the algorithm is a keyed hash. */
export function detachedJwsSign(options: DetachedForm): Proof<unknown, PrivateKey>['sign'] {
  const { at, algorithm, timestamp, header, payloads } = options
  const form = jwsForms[algorithm]
  if (!('algorithm' in form)) return undefined
  return async (outgoing, [key]): Promise<SignedParts> => {
    const draft = new Draft(outgoing)
    if (timestamp !== undefined)
      draft.write(timestamp, new Date(outgoing.now).toISOString().replace(/\.\d+/, ''))
    const said: Jws['header'] = { alg: algorithm, ...header, ...keyName(outgoing) }
    const encodedHeader = toBase64Url(utf8(JSON.stringify(said)))
    const { kid } = said
    const named = typeof kid === 'string' ? kid : undefined
    const unsigned = { algorithm, kid: named, header: said, encodedHeader, encodedPayload: '' }
    const [payload] = payloads(draft.message(), { ...unsigned, signature: new Uint8Array() })
    const content = [`${encodedHeader}.`, toBase64Url(joinedPieces(payload))]
    const signature = await signedBytes(form.algorithm, key as PrivateKey, content)
    draft.write(at, `${encodedHeader}..${toBase64Url(signature)}`)
    return draft.parts()
  }
}
