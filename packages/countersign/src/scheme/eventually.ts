/** A value that is there at once, or later: under Node and on the web. */
export type Eventually<T> = T | Promise<T>

/**
 * Whether a value is there later. By its `then`, not by `instanceof`: where another library has put a `Promise` of its own
 * in the global one's place, as zone.js and Bluebird do, that of an async function is none of those, and what is still to
 * be checked would pass for what was found.
 */
export function isLater<T>(value: Eventually<T>): value is Promise<T> {
  return typeof (value as Partial<Promise<T>> | null | undefined)?.then === 'function'
}
