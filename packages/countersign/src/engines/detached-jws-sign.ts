import { toBase64Url, utf8 } from '../message/encoding.ts'
import { joinedPieces } from '../message/joined-pieces.ts'
import type { DetachedForm } from '../scheme/detached-form.ts'
import { jwsForms } from '../scheme/jws-algorithms.ts'
import type { Proof, SignedParts } from '../scheme/proof.ts'
import { Draft } from './draft.ts'
import { type PrivateKey, signedBytes } from './key-pair-sign.ts'

/** Signs as a sender does, with a key pair's private key; `undefined` where the algorithm is a keyed hash. */
export function detachedJwsSign(options: DetachedForm): Proof<unknown, PrivateKey>['sign'] {
  const { at, algorithm, timestamp, header, payloads } = options
  const form = jwsForms[algorithm]
  if (!('algorithm' in form)) return undefined
  return async (outgoing, [key]): Promise<SignedParts> => {
    const draft = new Draft(outgoing)
    draft.write(timestamp, new Date(outgoing.now).toISOString().replace(/\.\d+/, ''))
    const said = { alg: algorithm, ...header }
    const encoded = toBase64Url(utf8(JSON.stringify(said)))
    const [payload] = payloads(draft.message(), said)
    const content = [`${encoded}.`, toBase64Url(joinedPieces(payload))]
    const signature = await signedBytes(form.algorithm, key as PrivateKey, content)
    draft.write(at, `${encoded}..${toBase64Url(signature)}`)
    return draft.parts()
  }
}
