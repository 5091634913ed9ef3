import { randomUUID } from 'node:crypto'
import { createChain } from '../audit/chain.ts'
import type { ChooseKey, ChosenKey } from '../choose-key.ts'
import type { Journal } from '../journal.ts'
import { refuseMissingGrants } from './check-grants.ts'
import { checkServer, refusalOf } from './check-server.ts'
import { createClock } from './clock.ts'
import { createPostgresJournal } from './journal.ts'
import { agreeOnKey } from './key-fingerprint.ts'
import { migrate } from './migrate.ts'
import { refuseUnfinishedTransfer } from './unfinished-transfer.ts'
import { createWake } from './wake.ts'
import { createWatch } from './watch.ts'
import { createDatabase } from './wire/database.ts'
import { createHosts } from './wire/hosts.ts'
import { createPurge } from './write/purge.ts'
import { applicationName, keptKey } from './write/seals.ts'
import { createSegments } from './write/segments.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host/database`, with `?sslmode=verify-full&sslrootcert=FILE` for TLS. */
  readonly url: string
  /** A URL past PgBouncer, for LISTEN alone. Default: `url`. */
  readonly directUrl?: string
  /** The sealing key's, as `seal` tells it; all gateways must have the same. Default: not compared. */
  readonly keyFingerprint?: string
  /** What the audit is chained under, 32 bytes; derived from the sealing key. Default: zeros, which prove nothing. */
  readonly auditKey?: Uint8Array
  /** Answers both by what the database keeps of its key, where there are several keys. Default: as given. */
  readonly chooseKey?: ChooseKey
  /** The fingerprints of all keys of this gateway. Default: none is told. */
  readonly keyFingerprints?: readonly string[]
  /** The keeper's identity: a gateway with it knows that the earlier ones with it have ended. Default: none. */
  readonly keeper?: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Sentences for the log. Default: nowhere. */
  readonly log?: { info(message: string): void; warn(message: string): void }
  /** A statement that takes longer counts as failed, in ms. Default 8,000. */
  readonly timeoutMs?: number
  /** In ms. Default 3,000. */
  readonly connectTimeoutMs?: number
  /** Sequence numbers a partition. Default 1,000,000. */
  readonly segmentSize?: number
  /**
   * Bytes of the newest partition above which an erasure begins a new one, and rewrites the old one with nobody
   * waiting for it. Default 64 MiB: below it, appends wait for half a second or so.
   */
  readonly closeSegmentFrom?: number
}

/** Connections of one gateway in all: ten (two of them for appends), and one for LISTEN. */
const writers = 2 + 3
const readers = 3

/**
 * Opens the journal on a PostgreSQL database that any number of gateways share. Throws `JournalRefused`
 * with a sentence where the server or the schema will not do.
 */
export async function openPostgresJournal(options: PostgresOptions): Promise<Journal> {
  const gateway = randomUUID()
  const connectTimeoutMs = options.connectTimeoutMs ?? 3000
  const log = options.log ?? { info: () => {}, warn: () => {} }
  const name = applicationName(options.keyFingerprints ?? [])
  const database = createDatabase({
    url: options.url,
    writers,
    readers,
    timeoutMs: options.timeoutMs ?? 8000,
    connectTimeoutMs,
    now: options.now,
    applicationName: name,
  })
  const segments = createSegments(database, options.segmentSize ?? 1_000_000, options.now)
  let key: Partial<ChosenKey> = options
  try {
    const { notices, warnings } = await checkServer(database, options.now)
    for (const notice of notices) log.info(notice)
    for (const warning of warnings) log.warn(warning)
    await migrate(database, (step) => log.info(`Database schema ${step.version}: ${step.locks}`))
    await refuseMissingGrants(database.read)
    await refuseUnfinishedTransfer(database.read)
    if (options.chooseKey !== undefined) key = options.chooseKey(await keptKey(database.read))
    if (key.keyFingerprint !== undefined) await agreeOnKey(database, key.keyFingerprint)
    await segments.ensure()
  } catch (error) {
    await database.close()
    throw refusalOf(error)
  }
  const direct =
    options.directUrl === undefined ? database.hosts : createHosts(options.directUrl, connectTimeoutMs)
  const watch = createWatch(database, {
    hosts: direct,
    connectTimeoutMs,
    gateway,
    applicationName: name,
    warn: (message) => log.warn(message),
  })
  return createPostgresJournal({
    database,
    gateway,
    segments,
    watch,
    wake: createWake(database, gateway),
    purge: createPurge(database, {
      hosts: direct,
      connectTimeoutMs,
      closeFrom: options.closeSegmentFrom ?? 64 * 2 ** 20,
    }),
    keeper: options.keeper ?? null,
    chain: createChain(key.auditKey ?? new Uint8Array(32)),
    clock: createClock(database, { now: options.now, log }),
  })
}
