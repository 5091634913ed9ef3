import type { Platform, SecretMaterial } from '../platform/platform.ts'
import { isLater } from '../scheme/eventually.ts'
import { jwsForms } from '../scheme/jws-algorithms.ts'
import type { Proof, SignedHeaders, SignedParts } from '../scheme/proof.ts'
import type { SignedOptions } from '../scheme/signed-options.ts'
import { credentialSign } from './credential-sign.ts'
import { detachedJwsSign } from './detached-jws-sign.ts'
import { hmacSign } from './hmac/sign.ts'
import { jwtSign } from './jwt-sign.ts'
import { keyPairSign, type PrivateKey, readPrivateKey } from './key-pair-sign.ts'
import { messageSignatureSign, readMessageKey } from './message-signature/sign.ts'

type Sign = NonNullable<Proof['sign']>

/** Made once for each proof: a signer for a single message would make it for each. */
const made = new WeakMap<Proof, Sign | null>()

/**
 * How messages are signed that a proof takes: its own way, else that of the engine of its kind. A scheme's value holds
 * what verifying needs; who signs nothing brings none of this along. `undefined` where nothing can be written.
 */
export function signingOf(proof: Proof): Sign | undefined {
  if (proof.sign !== undefined) return proof.sign.bind(proof)
  const known = made.get(proof)
  if (known !== undefined) return known ?? undefined
  const sign = saying(proof, signingBy(proof))
  made.set(proof, sign ?? null)
  return sign
}

/** Writes beside a signature what the message says of it. */
function saying({ says = [] }: Proof, sign: Sign | undefined): Sign | undefined {
  if (sign === undefined || says.length === 0) return sign
  return (outgoing, keys, platform) => {
    const said: SignedHeaders = {}
    for (const { header, said: wanted } of says) {
      const text = wanted(outgoing.params ?? {})
      if (text !== undefined) said[header] = text
    }
    const beside = (parts: SignedParts): SignedParts => ({ ...parts, headers: { ...said, ...parts.headers } })
    const parts = sign(outgoing, keys, platform)
    return isLater(parts) ? parts.then(beside) : beside(parts)
  }
}

function signingBy({
  parts,
  hmac,
  kind,
  credential,
  jwt,
  detached,
  publicKey,
  messageSignature,
}: Proof): Sign | undefined {
  if (parts !== undefined) {
    const signs = parts.map(signingOf)
    if (parts.every((one) => one.publicKey !== undefined))
      return signs.every((one) => one !== undefined) ? byFirstPair(signs) : undefined
    const [sign] = signs
    // A key is a list of what each of the parts has read.
    return sign && ((outgoing, keys, platform) => sign(outgoing, keys.map(firstOf), platform))
  }
  if (jwt !== undefined) return jwtSign(jwt) as Sign | undefined
  if (detached !== undefined) return detachedJwsSign(detached) as Sign | undefined
  if (messageSignature !== undefined) return messageSignatureSign(messageSignature) as Sign
  if (publicKey !== undefined)
    return isWritable(publicKey.signature) ? (keyPairSign(publicKey) as Sign) : undefined
  if (credential !== undefined)
    return isWritable(credential.at) ? (credentialSign(credential) as Sign) : undefined
  return hmac !== undefined && isWritable(hmac.signature)
    ? (hmacSign(hmac, kind) as Sign | undefined)
    : undefined
}

/** Signs in the first of several ways that the private key is for: only once it is imported is that seen. */
function byFirstPair(signs: readonly Sign[]): Sign {
  return async (outgoing, keys, platform) => {
    const read = keys[0] as readonly PrivateKey[]
    const outcomes = await Promise.allSettled(read.map(({ promise }) => promise))
    const at = Math.max(
      0,
      outcomes.findIndex(({ status }) => status === 'fulfilled'),
    )
    const sign = signs[at] as Sign
    return sign(outgoing, [read[at]], platform)
  }
}

/** Whether a signature or credential can be written where it stands: a place with a way of its own to look may have none to write. */
function isWritable(where: SignedOptions['signature']): boolean {
  if (!('in' in where)) return where.every(isWritable)
  return where.in !== 'found' || where.write !== undefined
}

function firstOf(key: unknown): unknown {
  return (key as readonly unknown[])[0]
}

/** How the key that is signed with is read. A public key signs nothing: a key pair's private half stands in its place. */
export function signingKeyOf(proof: Proof, secret: SecretMaterial, platform: Platform): unknown {
  if (proof.readSigningKey !== undefined) return proof.readSigningKey(secret, platform)
  const { parts, publicKey, jwt, detached, messageSignature } = proof
  const [first] = parts ?? []
  if (parts?.every((one) => one.publicKey !== undefined))
    return parts.map((one) => signingKeyOf(one, secret, platform))
  // Signing is by the first of the parts.
  if (first !== undefined) return [signingKeyOf(first, secret, platform)]
  if (publicKey !== undefined) return readPrivateKey(secret, publicKey.algorithm)
  if (messageSignature !== undefined) return readMessageKey(secret, messageSignature, platform)
  const algorithm = detached?.algorithm ?? jwt?.algorithms[0]
  const form = algorithm === undefined ? undefined : jwsForms[algorithm]
  return form !== undefined && 'algorithm' in form
    ? readPrivateKey(secret, form.algorithm)
    : proof.readKey(secret, platform)
}
