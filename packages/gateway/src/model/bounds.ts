/** What a whole number may be that somebody gives; `usual` is what it is where nobody does. */
export interface Bounds {
  readonly least: number
  readonly most: number
  readonly usual?: number
}

/** The bounds that the API's schemas, the options of commands and their help share: each stands here alone. */
export const bounds = {
  /** A port to listen on; 0 for a free one. */
  port: { least: 0, most: 65_535 },
  /** Items on a page of a list. */
  page: { least: 1, most: 200, usual: 50 },
  /** Things that one request makes. */
  madeAtOnce: { least: 1, most: 1000 },
  /** Routes that are made with a destination. */
  routesOfOne: { least: 0, most: 100 },
  /** Routes that one request makes with destinations, in all. */
  routesAtOnce: { least: 0, most: 2000 },
  /** Bytes of a source's largest body: 64 MiB. */
  bodyBytes: { least: 0, most: 67_108_864 },
  /** How far a signed time may lie from now, in s: a day. */
  toleranceSeconds: { least: 1, most: 86_400 },
  /** The status that an event is answered with. */
  answerStatus: { least: 200, most: 299, usual: 200 },
  /** How long one attempt may take, in ms: two minutes. */
  attemptMs: { least: 100, most: 120_000 },
  /** Attempts at a destination at once. */
  concurrency: { least: 1, most: 1000 },
  /** Parts of a destination that gateways share. */
  shards: { least: 1, most: 64 },
  /** Attempts that are listed of a destination. */
  lastAttempts: { least: 1, most: 100, usual: 20 },
  /** How long the others stay good beside a secret that is added, in s: 366 days. */
  overlapSeconds: { least: 0, most: 31_622_400 },
  /** How long a webhook's old secret stays good, in s: up to a week. */
  rotationSeconds: { least: 0, most: 604_800, usual: 3600 },
  /** How long secrets stay good that a plan replaces, in s: up to 90 days. */
  planOverlapSeconds: { least: 0, most: 7_776_000, usual: 0 },
  /** Rejections that are verified again in one call, of which there is one a second. */
  reverified: { least: 1, most: 200, usual: 50 },
  /** Past events that a filter is tried on. */
  triedEvents: { least: 1, most: 500, usual: 100 },
  /** Events that a search finds. */
  found: { least: 1, most: 1000, usual: 100 },
  /** Deliveries that are pulled at a time. */
  pulled: { least: 1, most: 100, usual: 10 },
  /** How long a delivery is lent, in s: up to an hour; usually more than the 30 s that forwarding one may take. */
  leaseSeconds: { least: 5, most: 3600, usual: 60 },
  /** How long a pull waits where nothing is due, in s. */
  pullWaitSeconds: { least: 0, most: 25, usual: 0 },
} as const

/** How often a second at most: above 0 or from `least` on, and in fractions too. */
export const rates = {
  /** Requests that a source takes. */
  source: { most: 1_000_000 },
  /** Attempts at a destination. */
  delivery: { most: 100_000 },
  /** Events that a replay sends. */
  replay: { least: 0.01, most: 100_000, usual: 100 },
} as const

/** The longest reason that is kept of a failed delivery that was pulled, in characters. */
export const longestReason = 1000

/** The longest secret, in characters. */
export const longestSecret = 8192
