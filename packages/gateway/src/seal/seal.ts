import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { SealBroken } from './errors.ts'

/** Seals secrets at rest. The key itself cannot be read back from it. */
export interface Seal {
  /**
   * Encrypts and binds to a name for the row that will hold the result, for example
   * `secret:sec_1:src_1`: copied into another row it does not open.
   */
  seal(plain: Uint8Array, boundTo: string): Uint8Array
  /** Opens what was sealed for the same row. Throws `SealBroken`. */
  open(sealed: Uint8Array, boundTo: string): Uint8Array
  /**
   * Stands for a text, in 64 hexadecimal digits: the same for the same, and nobody without the key can try which it was.
   *
   * @param purpose - what is signed for one is of no use for another
   */
  mark(text: string, purpose: string): string
  /** Sixteen hexadecimal digits that tell keys apart and give nothing of the key away. */
  readonly fingerprint: string
}

/** Bytes of a sealing key. */
export const sealKeyBytes = 32

/** AES-256-GCM with a nonce of 96 random bits and a tag of 128: NIST SP 800-38D, section 8.2.2. */
const algorithm = 'aes-256-gcm'
const version = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + nonceBytes

/**
 * A seal of one key of 32 bytes. What it makes is version, nonce, ciphertext, tag; the version and the name
 * of the row are authenticated with it. Random nonces are safe for 2^32 seals under one key: one is made a
 * secret and a request that carries a credential, not an event.
 *
 * Throws `RangeError` for a key of another length.
 */
export function createSeal(key: Uint8Array): Seal {
  if (key.length !== sealKeyBytes) throw new RangeError(`a sealing key has ${sealKeyBytes} bytes`)
  const secret = createSecretKey(key)
  const fingerprint = createHmac('sha256', secret)
    .update('countersign sealing key fingerprint')
    .digest('hex')
    .slice(0, 16)
  const bound = (boundTo: string) => Buffer.from(`countersign seal ${version}\n${boundTo}`, 'utf8')
  return {
    fingerprint,
    mark: (text, purpose) =>
      createHmac('sha256', secret).update(`countersign mark\n${purpose}\n${text}`, 'utf8').digest('hex'),
    seal: (plain, boundTo) => {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, secret, nonce, { authTagLength: tagBytes })
      cipher.setAAD(bound(boundTo))
      const parts = [Uint8Array.of(version), nonce, cipher.update(plain), cipher.final()]
      return Buffer.concat([...parts, cipher.getAuthTag()])
    },
    open: (sealed, boundTo) => {
      if (sealed.length < headBytes + tagBytes || sealed[0] !== version) throw new SealBroken()
      const nonce = sealed.subarray(1, headBytes)
      const decipher = createDecipheriv(algorithm, secret, nonce, { authTagLength: tagBytes })
      decipher.setAAD(bound(boundTo))
      decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
      try {
        const plain = decipher.update(sealed.subarray(headBytes, sealed.length - tagBytes))
        return Buffer.concat([plain, decipher.final()])
      } catch {
        throw new SealBroken()
      }
    },
  }
}
