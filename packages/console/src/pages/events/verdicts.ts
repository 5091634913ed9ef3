/** What a stored event may have been found to be. */
export const verdicts = ['verified', 'authenticated', 'unsigned', 'published', 'backfilled'] as const
