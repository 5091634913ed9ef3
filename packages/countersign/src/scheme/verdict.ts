/** All verdicts there are, see `Verdict`. */
export const verdicts = ['verified', 'authenticated', 'unsigned', 'published', 'backfilled'] as const

/**
 * What is known of where an event comes from. `verified`: a signature over the body. `authenticated`: a credential,
 * or a signature that leaves the body out. The others are said by a gateway alone, of what it delivers: `unsigned`
 * came from a source that demands no proof, `published` from an application of its operator, and `backfilled` was
 * fetched from the provider after an outage.
 */
export type Verdict = (typeof verdicts)[number]
