import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { fastify } from 'fastify'
import type { Catalog } from '../../src/configuration/catalog.ts'
import type { KeyResolver } from '../../src/configuration/key-resolver.ts'
import { createLiveConfiguration, type Live } from '../../src/configuration/live.ts'
import {
  completeServer,
  createIngest,
  type Ingest,
  type IngestLimits,
  serverSettings,
} from '../../src/ingest/ingest.ts'
import type { SlowClientLimits } from '../../src/ingest/server-settings.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import type { AcceptedEvent } from '../../src/model/accepted.ts'
import type { Destination } from '../../src/model/destination.ts'
import { secretBinding } from '../../src/model/seal-bindings.ts'
import type { Source, SourcePolicy } from '../../src/model/source.ts'
import { defaultSourcePolicy } from '../../src/model/source-policy.ts'
import { createSeal, type Seal } from '../../src/seal/seal.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'

/** What ingest counted, as plain numbers. */
export interface Counted {
  accepted: number
  duplicates: number
  overBudget: number
  handshakes: number
  refused: Record<string, number>
}

/** Ingest with a real journal behind a real socket. */
export interface Started {
  readonly port: number
  readonly journal: Journal
  readonly live: Live
  readonly seal: Seal
  readonly ingest: Ingest
  readonly accepted: AcceptedEvent[]
  readonly counted: Counted
  readonly logged: string[]
  /** What ingest takes for now; null for the real clock. */
  clock: number | null
  addSource(
    name: string,
    scheme: string,
    secrets: readonly string[],
    more?: Partial<SourceChoices>,
  ): Promise<Source>
  addSecret(
    source: Source,
    value: string,
    validity?: { notBefore?: number; expiresAt?: number },
  ): Promise<string>
  addDestination(name: string): Promise<{ destination: Destination; lane: number }>
  addRoute(source: Source, destination: Destination, filter?: string): Promise<void>
  stop(): Promise<void>
}

interface SourceChoices {
  readonly unsigned: boolean
  readonly path: string
  readonly policy: Partial<SourcePolicy>
  readonly params: Record<string, unknown>
}

export interface StartOptions {
  readonly limits?: Partial<IngestLimits>
  readonly slow?: SlowClientLimits
  readonly catalog?: Catalog
  readonly keys?: KeyResolver
  readonly enroll?: (source: string, secret: string) => Promise<boolean>
  readonly visit?: (url: string) => Promise<boolean>
  /** Stands between ingest and the engine, to make it fail or race. */
  readonly between?: (journal: Journal) => Journal
}

const id = (kind: string): string => `${kind}_${randomBytes(10).toString('hex')}`

export async function startIngest(options: StartOptions = {}): Promise<Started> {
  const folder = scratchFolder('countersign-ingest-')
  const engine = await openSqliteJournal({ folder })
  const journal = options.between?.(engine) ?? engine
  const seal = createSeal(randomBytes(32))
  const logged: string[] = []
  const write = (about: object, message: string): void => {
    logged.push(`${message} ${'err' in about ? String(about.err) : ''}`)
  }
  const log = { info: write, warn: write, error: write }
  const clock = { at: null as number | null }
  const now = (): number => clock.at ?? Date.now()
  const live = await createLiveConfiguration({
    journal,
    seal,
    log,
    now,
    publicUrl: 'https://hooks.example.com',
    ...(options.catalog !== undefined && { catalog: options.catalog }),
    ...(options.keys !== undefined && { keys: options.keys }),
  })
  const app = fastify(serverSettings(options.slow))
  completeServer(app.server)
  const accepted: AcceptedEvent[] = []
  const counted: Counted = { accepted: 0, duplicates: 0, overBudget: 0, handshakes: 0, refused: {} }
  const count = (name: 'accepted' | 'duplicates' | 'overBudget' | 'handshakes') => ({
    add(n = 1) {
      counted[name] += n
    },
  })
  const ingest = createIngest({
    journal,
    live,
    seal,
    log,
    now,
    limits: {
      intakeBytes: 64 << 20,
      minUploadRate: 0,
      maxBodyBytes: 1024 * 1024,
      minFreeBytes: 0,
      dataFolder: folder,
      trustedProxies: [],
      ...options.limits,
    },
    handshakes: {
      enroll: options.enroll ?? (async () => false),
      visit: options.visit ?? (async () => false),
    },
    onAccepted: (events) => void accepted.push(...events),
    counts: {
      accepted: count('accepted'),
      duplicates: count('duplicates'),
      rejectionsOverBudget: count('overBudget'),
      handshakes: count('handshakes'),
      refused: {
        of: (code) => ({
          add() {
            counted.refused[code] = (counted.refused[code] ?? 0) + 1
          },
        }),
      },
      bySource: {
        accepted: { of: () => ({ add: () => undefined }) },
        refused: { of: () => ({ add: () => undefined }) },
        last: { of: () => ({ value: 0 }) },
      },
      answerSeconds: { observe: () => undefined },
    },
  })
  ingest.serve(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const started: Started = {
    port: (app.server.address() as AddressInfo).port,
    journal,
    live,
    seal,
    ingest,
    accepted,
    counted,
    logged,
    get clock() {
      return clock.at
    },
    set clock(at) {
      clock.at = at
    },
    async addSource(name, scheme, secrets, more = {}) {
      const source = {
        id: id('src'),
        name,
        path: more.path ?? name,
        scheme,
        params: more.params ?? {},
        unsigned: more.unsigned ?? false,
        state: 'live' as const,
        policy: { ...defaultSourcePolicy(scheme), ...more.policy },
        createdAt: now(),
        deletedAt: null,
      }
      await live.change({
        sources: [source],
        secrets: secrets.map((value) => sealed(seal, source.id, value, now())),
      })
      const made = live.current().source(name)
      if (made === undefined) throw new Error('the source was not made')
      return made.source
    },
    async addSecret(source, value, validity = {}) {
      const secret = { ...sealed(seal, source.id, value, now()), ...validity }
      await live.change({ secrets: [secret] })
      return secret.id
    },
    async addDestination(name) {
      const destination = {
        id: id('dst'),
        name,
        to: { url: 'https://app.example.com/', allowPrivate: false },
        scheme: 'standard-webhooks',
        headers: {},
        policy: { retryScheduleMs: [], timeoutMs: 1000, concurrency: 1, ratePerSecond: null },
        paused: null,
        createdAt: now(),
        deletedAt: null,
      }
      await live.change({ destinations: [destination] })
      const made = live.current().destination(name)
      const lane = made?.lanes[0]
      if (made === undefined || lane === undefined) throw new Error('the destination was not made')
      return { destination: made.destination, lane: lane.number }
    },
    async addRoute(source, destination, filter) {
      const route = { id: id('rte'), source: source.id, destination: destination.id, filter: filter ?? null }
      await live.change({ routes: [{ ...route, createdAt: now() }] })
    },
    async stop() {
      await ingest.drain()
      await ingest.close()
      await app.close()
      await engine.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return started
}

function sealed(seal: Seal, owner: string, value: string, createdAt: number) {
  const made = { id: id('sec'), owner, notBefore: null, expiresAt: null, createdAt }
  return { ...made, sealed: seal.seal(Buffer.from(value), secretBinding(made)) }
}
