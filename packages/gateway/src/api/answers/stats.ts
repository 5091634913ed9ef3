import type { JournalStats } from '../../model/stats.ts'

/** Totals as the API shows them. */
export type StatsJson = Omit<JournalStats, 'oldestDue'> & { readonly oldestDue: string | null }
