import { createHmac, timingSafeEqual } from 'node:crypto'

/** A nonce: 32 random bytes in base64url. Nothing else is ever signed with the key. */
export const nonceShape: RegExp = /^[A-Za-z0-9_-]{43}$/

/**
 * What a gateway answers to a nonce, to prove that it is the one that wrote a running file: whoever took its port
 * after its death does not have the key in that file, and is given no token.
 *
 * @param key - of the running file; random, and used for nothing else
 * @param url - where the gateway is asked, as the file says: the answer of one that listens elsewhere proves nothing
 */
export function gatewayProof(key: string, url: string, nonce: string): string {
  return createHmac('sha256', key).update(`countersign gateway proof\n${url}\n${nonce}`).digest('base64url')
}

/** Whether an answer is that proof. */
export function isProof(answer: string, key: string, url: string, nonce: string): boolean {
  const wanted = Buffer.from(gatewayProof(key, url, nonce))
  const given = Buffer.from(answer)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
