import type { Event, Rejection, Stats } from '../api/types.ts'

/** What is told of as it happens. */
export type News =
  | { readonly kind: 'event'; readonly event: Event }
  | { readonly kind: 'rejection'; readonly rejection: Rejection }
  | { readonly kind: 'stats'; readonly stats: Stats }
  | { readonly kind: 'skipped'; readonly count: number }
  | { readonly kind: 'link'; readonly link: Link }

/** How the stream is: followed, or away since when. */
export interface Link {
  readonly up: boolean
  /** When it last changed, by this browser's clock. */
  readonly since: number
}
