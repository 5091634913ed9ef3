/** A CryptoKey as TypeScript's libraries have it. */
export type WebCryptoKey = Parameters<typeof crypto.subtle.sign>[1]

/** Wrapped, so that a promise of a key can be stored where the platform of Node stores a key. */
export interface WebKey {
  readonly promise: Promise<WebCryptoKey>
}

/** The promise of a key, wrapped. */
export function webKey(promise: Promise<WebCryptoKey>): WebKey {
  // A key that nobody has used yet may fail to import: whoever uses it hears of it then.
  promise.catch(() => undefined)
  return { promise }
}
