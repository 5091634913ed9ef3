/** A value that is there at once, or later: under Node and on the web. */
export type Eventually<T> = T | Promise<T>
