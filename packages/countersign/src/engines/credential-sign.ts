import { strictText } from '../message/encoding.ts'
import type { CredentialForm, Proof } from '../scheme/proof.ts'
import { Draft } from './draft.ts'

/** Writes the first credential where it belongs; `undefined` where that cannot be written. */
export function credentialSign({ at, prefix }: CredentialForm): Proof<Uint8Array>['sign'] {
  return (outgoing, [key = new Uint8Array(0)]) => {
    const draft = new Draft(outgoing)
    draft.write(at, prefix + strictText(key))
    return draft.parts()
  }
}
