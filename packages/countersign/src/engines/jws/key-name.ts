import type { Outgoing } from '../../scheme/proof.ts'

/** What a header says of its key: the name that the signer's setting `kid` gives it, where it gives one. */
export function keyName({ params }: Outgoing): { readonly kid?: string } {
  return params?.kid ? { kid: params.kid } : {}
}
