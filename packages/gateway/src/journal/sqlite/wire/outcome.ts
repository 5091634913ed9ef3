/** What became of an append, as a number among its results. */
export const outcome = { accepted: 1, duplicate: 2, stale: 3, gone: 4 } as const
