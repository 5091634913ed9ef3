import { refusal } from '../errors/refusal.ts'
import { readPublicKey } from '../keys/public-key.ts'
import { decoded } from '../message/encoding.ts'
import { type SignatureShape, spellings } from '../message/spelling.ts'
import { type SignatureForm, signatureForms } from '../platform/algorithms.ts'
import type { Pieces, PublicKey } from '../platform/platform.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import { type Eventually, isLater } from '../scheme/eventually.ts'
import type { EventMap } from '../scheme/facts.ts'
import type { Finding, Proof } from '../scheme/proof.ts'
import type { PublicKeyForm } from '../scheme/public-key-options.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { withKeyPairs } from '../scheme/with-key-pairs.ts'
import { bodyAlone } from './body-alone.ts'
import { fixedFromDer } from './ecdsa-der.ts'
import { fetchedKey } from './fetched-key.ts'
import { readShape } from './read-shape.ts'
import { readSignatures } from './signatures.ts'
import { signedFacts } from './signed-facts.ts'

/** A signature's bytes as the platform takes them; `undefined` where they are none. */
type Read = (bytes: Uint8Array) => Uint8Array | undefined

function reader({ family, bytes }: SignatureForm, { ecdsa = 'der' }: PublicKeyForm): Read {
  if (family === 'ecdsa' && ecdsa === 'der') return (der) => fixedFromDer(der, bytes ?? 0)
  return (given) => (bytes === undefined || given.length === bytes ? given : undefined)
}

/** As the public `publicKey()`, with options that have been checked: the catalogue's are by its tests. */
export function publicKey<Events extends EventMap = EventMap>(options: PublicKeyForm): Scheme<Events> {
  const { algorithm, encoding, keyFrom } = options
  const form = signatureForms[algorithm]
  const read = reader(form, options)
  const fixed = form.bytes !== undefined && !(form.family === 'ecdsa' && options.ecdsa !== 'fixed')
  const shape = fixed ? spellings[encoding].shape(form.bytes ?? 0) : readShape(encoding, read)
  const proof: Proof<PublicKey> = {
    ...signedFacts(options),
    kind: 'public-key',
    algorithm: `${form.title}, ${encoding}`,
    keys: keyFrom === undefined ? 'public' : 'resolved',
    ...(keyFrom === undefined ? {} : { keySource: keyFrom, synchronous: false }),
    publicKey: { ...options, content: options.content?.parts ?? options.content },
    readKey: (secret, platform) => readPublicKey(secret, algorithm, platform),
    check: publicKeyCheck(options, shape, read),
  }
  return defineScheme<Events>(withKeyPairs(proof), options)
}

/** More than the places that a scheme of data may name, and room for a rotation in each. */
const mostSignatures = 8

function publicKeyCheck(
  options: PublicKeyForm,
  shape: SignatureShape,
  read: Read,
): Proof<PublicKey>['check'] {
  const { algorithm, encoding, prefix = '', timestamp, idWithout, content = bodyAlone } = options
  return (message, given, context) => {
    const { platform } = context
    const signatures = readSignatures(message, options.signature, prefix, shape).flatMap((text) => {
      const bytes = decoded(text, encoding)
      const signature = bytes === undefined ? undefined : read(bytes)
      return signature === undefined ? [] : [signature]
    })
    // Each costs a pass over the body with each key, and a parameter may be repeated as often as a header is long.
    if (signatures.length > mostSignatures) throw refusal('ERR_SIGNATURE_MALFORMED')
    const stamp = timestamp?.take(message)
    const id = options.id?.take(message, idWithout)
    const judge = (valid: readonly boolean[]): Finding => {
      const first = valid.indexOf(true)
      if (first < 0) throw refusal('ERR_SIGNATURE_MISMATCH')
      return { key: Math.floor(first / signatures.length), signedAt: stamp?.ms, id }
    }
    const verified = (parts: Pieces, keys: readonly PublicKey[]): Eventually<Finding> => {
      const answers = keys.flatMap((key) =>
        signatures.map((signature) => platform.verify(algorithm, key, parts, signature)),
      )
      return answers.every((answer) => typeof answer === 'boolean')
        ? judge(answers)
        : Promise.all(answers).then(judge)
    }
    const made = content(message, { timestamp: stamp?.text, id, platform })
    // Keys that are given are used in place of those that a message names.
    if (given.length === 0 && options.keyFrom !== undefined) {
      const fetched = fetchedKey(message, options.keyFrom, algorithm, context)
      return Promise.all([made, fetched]).then(([parts, key]) => verified(parts, [key]))
    }
    return isLater(made) ? made.then((parts) => verified(parts, given)) : verified(made, given)
  }
}
