// Keys that messages are signed with, and how libraries of several shapes are called.
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'

export const base64Secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
export const plain = 'a-secret-of-24-letters-x'

/**
 * One key, by a seed after RFC 8410's header, so that the signature is always the same: of keys at random, one in sixteen makes a
 * signature that ends in a zero byte, and what reads hex by pairs does not miss its last letter.
 */
const seeded = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${'2a'.repeat(32)}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
})
export const ed25519 = { privateKey: seeded, publicKey: createPublicKey(seeded) }
export const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
export const p521 = generateKeyPairSync('ec', { namedCurve: 'secp521r1' })
export const pem = (key) => key.export({ type: 'pkcs8', format: 'pem' })
export const spki = (key) => key.export({ type: 'spki', format: 'der' })

/** What a module exports, by `import` or by `require`. */
export const exported = (module, name) => module[name] ?? module.default?.[name]
/** The class that a module of CommonJS or of ECMAScript is about. */
export const main = (module) => module.default?.default ?? module.default

/** Of libraries whose client has a verifier that takes the body's text, and throws. */
export const client = (name, apart, make, verify, more = {}) => ({
  name,
  scheme: name,
  secret: base64Secret,
  apart,
  async verifier(load) {
    const made = make(main(await load(name)))
    return async ({ headers, body, secret }) =>
      (await verify(made, body.toString(), headers, secret)) !== false
  },
  ...more,
})
