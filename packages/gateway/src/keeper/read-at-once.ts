/** So much of a socket Node reads at once, and once more behind a pause, in bytes. */
export const readAtOnce: number = 64 * 1024
