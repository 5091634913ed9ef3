/** Stands for the secret in the content of `keyedHash()`; known by being this very object. */
export const secret: Uint8Array = new Uint8Array(0)
