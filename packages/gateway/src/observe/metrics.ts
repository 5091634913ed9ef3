import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { JournalStats } from '../model/stats.ts'
import { type Counter, type Histogram, type LabeledCounter, secondsBounds } from './instruments.ts'
import { Registry } from './registry.ts'

/** All that this gateway counts, part by part. */
export interface Metrics {
  readonly registry: Registry
  readonly ingest: Readonly<
    Record<'accepted' | 'duplicates' | 'rejectionsOverBudget' | 'handshakes', Counter> & {
      refused: LabeledCounter
      answerSeconds: Histogram
    }
  > & { readonly bySource: Readonly<Record<'accepted' | 'refused' | 'last', LabeledCounter>> }
  readonly deliver: Readonly<Record<'attempts' | 'byDestination', LabeledCounter>> & {
    readonly latency: Histogram
  }
  /** Tokens, sessions and links that were not good, by way. */
  readonly signInsFailed: LabeledCounter
}

/** What is read when metrics are scraped. */
export interface MetricsSources {
  /** Counts of the store. */
  stats(): Promise<JournalStats>
  /** How far this host's clock is ahead of the store's, in ms. */
  clockAheadMs(): number
  /** Bytes of requests in memory. */
  intakeBytes(): number
  /** Evaluations of filters that failed. */
  filterErrors(): number
  /** Ms since 1970. */
  now(): number
  /** The version of this gateway. */
  readonly version: string
}

/**
 * Makes the instruments that are written to. Names begin with `countersign_`; labels come from closed lists or the
 * configuration.
 */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const refused = registry.labeled('countersign_ingest_refused_total', 'Requests refused, by code.', ['code'])
  const signInsFailed = registry.labeled(
    'countersign_sign_ins_failed_total',
    'Tokens, sessions and links that were not good, by way.',
    ['way'],
  )
  const attempts = registry.labeled(
    'countersign_delivery_attempts_total',
    'Attempts, by code; ok delivered.',
    ['code'],
  )
  return {
    registry,
    signInsFailed,
    ingest: {
      accepted: registry.counter('countersign_ingest_accepted_total', 'Events taken in by this gateway.'),
      duplicates: registry.counter(
        'countersign_ingest_duplicates_total',
        'Repeats that were answered and not stored.',
      ),
      refused,
      rejectionsOverBudget: registry.counter(
        'countersign_ingest_rejections_over_budget_total',
        'Refused requests that were not kept because their source’s budget was spent.',
      ),
      handshakes: registry.counter('countersign_ingest_handshakes_total', 'Handshakes answered.'),
      bySource: {
        accepted: registry.labeled('countersign_source_events_total', 'Events taken in, by source.', [
          'source',
        ]),
        refused: registry.labeled('countersign_source_refused_total', 'Requests refused, by source.', [
          'source',
        ]),
        last: registry.labeled(
          'countersign_source_last_event_timestamp_seconds',
          'When the last event came, by source; since the start.',
          ['source'],
          'gauge',
        ),
      },
      answerSeconds: registry.histogram(
        'countersign_ingest_answer_seconds',
        'From the last byte of a request to its answer, of events taken in.',
        secondsBounds,
      ),
    },
    deliver: {
      attempts,
      byDestination: registry.labeled(
        'countersign_destination_attempts_total',
        'Attempts, by destination and outcome: delivered or failed.',
        ['destination', 'outcome'],
      ),
      latency: registry.histogram(
        'countersign_delivery_latency_seconds',
        'From receipt to the answer of the attempt that delivered.',
        secondsBounds,
      ),
    },
  }
}

/** Adds what is read when metrics are scraped: of the store, of what comes in and of the process. */
export function addGauges(registry: Registry, sources: MetricsSources): void {
  addStoreGauges(registry, sources)
  addProcessGauges(registry)
  const build = registry.labeled('countersign_build_info', '1, with what runs.', ['version', 'node'], 'gauge')
  build.of(sources.version, process.versions.node).add()
}

function addStoreGauges(registry: Registry, sources: MetricsSources): void {
  const { clockAheadMs, intakeBytes, filterErrors } = sources
  const stats = shared(() => sources.stats())
  registry.gauges(
    'countersign_store_events',
    'Events stored since the store was made, by verdict.',
    'verdict',
    async () => {
      const { verified, authenticated, unsigned, published, backfilled } = await stats()
      return { verified, authenticated, unsigned, published, backfilled }
    },
  )
  registry.gauges('countersign_store_deliveries', 'Deliveries in the store, by state.', 'state', async () => {
    const { deliveries } = await stats()
    return { ...deliveries }
  })
  registry.gauges(
    'countersign_store_kept',
    'What the store keeps now; undecided deliveries are counted up to 10,000.',
    'what',
    async () => {
      const { rejections, undecided } = await stats()
      return { rejections, undecided }
    },
  )
  registry.gauge(
    'countersign_clock_ahead_seconds',
    'How far this host’s clock is ahead of the store’s.',
    () => clockAheadMs() / 1000,
  )
  registry.gauge('countersign_intake_bytes', 'Bytes of requests in memory.', intakeBytes)
  registry.counted('countersign_filter_errors_total', 'Evaluations of filters that failed.', filterErrors)
  registry.gauges(
    'countersign_oldest_due_seconds',
    'For how long the delivery has been due that was due first; 0 where none is.',
    null,
    async () => {
      const { oldestDue } = await stats()
      return { '': oldestDue === null ? 0 : Math.max(0, sources.now() - oldestDue) / 1000 }
    },
  )
}

/** Two who scrape would take each other's delays if each reset them, in ms. */
const delayWindowMs = 10_000

function addProcessGauges(registry: Registry): void {
  const started = (Date.now() - process.uptime() * 1000) / 1000
  const delay = monitorEventLoopDelay({ resolution: 20 })
  delay.enable()
  registry.gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss())
  registry.counted('process_cpu_seconds_total', 'CPU time, user and system.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  registry.gauge('process_start_time_seconds', 'When it started, since 1970.', () => started)
  registry.gauge('process_uptime_seconds', 'Time since the start.', () => process.uptime())
  let p99 = 0
  let lookedAt = performance.now()
  registry.gauge(
    'nodejs_eventloop_delay_p99_seconds',
    'Delay of the event loop in some ten seconds, the same to all who ask in them.',
    () => {
      if (performance.now() - lookedAt < delayWindowMs && p99 > 0) return p99
      p99 = delay.percentile(99) / 1e9
      delay.reset()
      lookedAt = performance.now()
      return p99
    },
  )
}

/** One answer for all who ask while it is under way: however many scrape, the store is asked by one at a time. */
function shared<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null
  return () => {
    underWay ??= ask().finally(() => {
      underWay = null
    })
    return underWay
  }
}
