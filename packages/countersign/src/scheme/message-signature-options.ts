import type { SchemeFacts } from './facts.ts'

/** An algorithm of the registry. */
export type MessageAlgorithm =
  | 'hmac-sha256'
  | 'ed25519'
  | 'ecdsa-p256-sha256'
  | 'ecdsa-p384-sha384'
  | 'rsa-pss-sha512'
  | 'rsa-v1_5-sha256'

/** A scheme with HTTP Message Signatures. */
export interface MessageSignatureOptions extends SchemeFacts {
  /** Those that are taken; which of them a key is for is told by the key. */
  readonly algorithms: readonly MessageAlgorithm[]
  /** Components that a signature must cover, such as `@method`; fewer leave open what the sender has not thought of. */
  readonly must?: readonly string[]
  /** `created`, which must be there then, is judged as a timestamp with this tolerance both ways. */
  readonly createdWithinSeconds?: number
}
