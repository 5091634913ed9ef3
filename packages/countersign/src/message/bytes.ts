/**
 * Bytes as `fetch` and `Response` take them: `Uint8Array<ArrayBuffer>`, spelled so that TypeScript before 5.7, where
 * Uint8Array has no parameter, can read it too.
 */
export type Bytes = ReturnType<typeof Uint8Array.from>
