import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAuthenticate } from './api/authenticate.ts'
import { createChange } from './api/change.ts'
import { type HostRules, hostRules } from './api/host-guard.ts'
import { createReadiness } from './api/readiness.ts'
import { type Api, registerApi } from './api/register-api.ts'
import { registerFront } from './api/register-front.ts'
import { registerHealth } from './api/register-health.ts'
import { warningsOf } from './api/secret-warnings.ts'
import { signInLink } from './api/session.ts'
import { createSignIn } from './api/sign-in.ts'
import { createLiveConfiguration } from './configuration/live.ts'
import { lookAtEpoch } from './configuration/look-at-epoch.ts'
import { secretBinding } from './configuration/open-secrets.ts'
import { createAdmit } from './connect/admit.ts'
import { createConnections } from './connect/connections.ts'
import { createDelivery } from './deliver/delivery.ts'
import type { Happening } from './deliver/happening.ts'
import { testAttempt } from './deliver/test-attempt.ts'
import { createDispatcher } from './egress/dispatcher.ts'
import { createEgress } from './egress/egress.ts'
import { createResolver } from './egress/resolver.ts'
import { readTrust } from './egress/trust.ts'
import { CandidateView } from './ingest/event-view.ts'
import { completeServer, type Ingest, registerIngest, serverSettings } from './ingest/ingest.ts'
import { JournalRefused } from './journal/errors.ts'
import type { Journal } from './journal/journal.ts'
import { journalFile } from './journal/sqlite/connection.ts'
import { refuseLostStore } from './journal/sqlite/lost-store.ts'
import { Eraser } from './keep/eraser.ts'
import { startRetention } from './keep/retention.ts'
import { attachToKeeper } from './keeper/attached.ts'
import { clockProblem } from './model/clock-difference.ts'
import type { SealedSecret } from './model/secret.ts'
import { operationalSource } from './model/source.ts'
import { createClockNews } from './news/clock-news.ts'
import { createDeliveryNews } from './news/delivery-news.ts'
import { createRaise } from './news/raise.ts'
import { SourceNews } from './news/source-news.ts'
import { createLog, type Log } from './observe/log.ts'
import { createMetrics } from './observe/metrics.ts'
import { applyLines } from './one-line.ts'
import { loadAdminToken, tokenFile } from './process/admin-token.ts'
import { type Announcement, announceSources } from './process/announcement.ts'
import { ClockWatch } from './process/clock-watch.ts'
import {
  configurationExitCode,
  isLoopback,
  type ListenerPlan,
  planListeners,
  resolveSettings,
  SettingsRefused,
} from './process/config.ts'
import { addressOf, type Listening, listen } from './process/listen.ts'
import { makeFolder } from './process/make-folder.ts'
import { PatientTime } from './process/patient-time.ts'
import { proofKeyFor, removeRunning, writeRunning } from './process/running-file.ts'
import type { Settings } from './process/settings.ts'
import { takeStartMessage } from './process/start-message.ts'
import { startRefusal } from './process/start-refusal.ts'
import { StoreWatch } from './process/store-watch.ts'
import { version } from './process/version.ts'
import { watchDamage } from './process/watch-damage.ts'
import { gatewayProof } from './seal/gateway-proof.ts'
import { loadKey } from './seal/key.ts'
import { createSeal, type Seal } from './seal/seal.ts'

// The gateway process: builds every part, connects them, and takes them down again. `serve` starts it behind
// its keeper; by itself it listens on its own.

async function openJournal(
  settings: Settings,
  keyFingerprint: string,
  keeper: string | null,
  log: Log,
): Promise<Journal> {
  const { data, databaseUrl, databaseDirectUrl } = settings
  if (databaseUrl === null) {
    const { openSqliteJournal } = await import('./journal/sqlite/open.ts')
    return await openSqliteJournal({ folder: data, keyFingerprint })
  }
  const { openPostgresJournal } = await import('./journal/postgres/open.ts')
  return await openPostgresJournal({
    url: databaseUrl,
    ...(databaseDirectUrl !== null && { directUrl: databaseDirectUrl }),
    keyFingerprint,
    ...(keeper !== null && { keeper }),
    now: Date.now,
    log: { info: (text) => log.info(text), warn: (text) => log.warn(text) },
  })
}

/** The token and the key, made where there are none yet; a sentence where the system does not allow it. */
function readDataFolder({ data, adminToken, databaseUrl }: Settings): {
  admin: ReturnType<typeof loadAdminToken>
  key: Uint8Array
} {
  try {
    makeFolder(data)
    const admin = loadAdminToken(adminToken, data, databaseUrl === null)
    const mayCreate = databaseUrl === null && !existsSync(journalFile(data))
    return { admin, key: loadKey({ env: process.env, dataFolder: data, mayCreate }) }
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    const sentence = `The data folder ${data} cannot be used: ${cause.message}`
    throw new JournalRefused('ERR_DATA_FOLDER_UNUSABLE', sentence, { cause })
  }
}

async function run(): Promise<void> {
  const message = takeStartMessage(process.env)
  const settings = resolveSettings({ ...message, env: process.env })
  const log = createLog({ level: settings.logLevel, format: settings.logFormat })
  const elapsed = (): number => performance.now()
  const clock = new ClockWatch(Date.now, elapsed)
  const { now } = clock
  const patient = new PatientTime(Date.now, elapsed)
  const attached = attachToKeeper(() => process.exit(1))
  const plans = planListeners(settings)

  if (settings.databaseUrl === null) refuseLostStore(settings.data, attached?.wasUp ?? false)
  const { admin, key } = readDataFolder(settings)
  const seal = createSeal(key)
  // Loaded while the store's threads start.
  const fastifyLoading = import('fastify')
  const opened = await openJournal(settings, seal.fingerprint, attached?.keeperId ?? null, log)
  const storeWatch = new StoreWatch({ journal: opened, log, now: () => performance.now() })
  const journal: Journal = {
    ...opened,
    append: storeWatch.append,
    payloads: watchDamage(opened, log),
  }

  const known = (role: 'public' | 'admin'): string => {
    const at = plans.findIndex((plan) => plan.role === role || plan.role === 'all')
    return addressOf(
      attached?.listeners[at] ?? plans[at] ?? plans[0] ?? { host: settings.host, port: settings.port },
    )
  }
  const publicUrl = settings.publicUrl ?? known('public')
  const live = await createLiveConfiguration({ journal, seal, log, now, publicUrl })
  refuseForeignKey(live.current().configuration.secrets, seal)
  const change = createChange(live)
  const resolve = createResolver({ by: settings.resolver })
  const { trusted } = trustOf(settings)
  const egress = createEgress({ allow: settings.egressAllow, deny: settings.egressDeny }, resolve, trusted)
  const dispatcher = createDispatcher(resolve, trusted)
  const made = await applyLines(message.lines, change, {
    seal,
    egress,
    maxBodyBytes: settings.maxBodyBytes,
    now,
  })
  for (const { name, scheme, secrets } of message.lines) {
    for (const warning of warningsOf(scheme, secrets).warnings ?? []) log.warn({ source: name }, warning)
  }

  const proofKey = proofKeyFor(settings.data)
  let provedUrl: string | null = null
  let ingest: Ingest | null = null
  let api: Api | null = null
  let stopping = false
  const signIn = createSignIn(admin.token, journal, now)
  const metrics = createMetrics({
    stats: () => journal.stats(),
    clockAheadMs: () => journal.clockAheadMs(),
    intakeBytes: () => ingest?.saturation().heldBytes ?? 0,
    filterErrors: () => live.filterErrors(),
  })
  let tell: ((happening: Happening) => void) | null = null
  const owner = randomUUID()
  const delivery = createDelivery({
    journal,
    live,
    change,
    owner,
    egress,
    view: (source, { event, payload }) =>
      new CandidateView(source, event.type ?? '', event.verdict, payload.headers, payload.body, null),
    log,
    metrics: metrics.deliver,
    now,
    onHappening: (happening) => tell?.(happening),
    mayDie: () => !patient.waits,
  })
  const readiness = createReadiness(
    [
      { name: 'store', look: storeWatch.look },
      { name: 'configuration', look: () => lookAtEpoch(journal, live) },
      { name: 'clock', look: async () => clockProblem(journal.clockAheadMs()) },
      {
        name: 'disk',
        look: async () =>
          ingest?.saturation().diskLow ? 'The disk has less free than min-free-bytes.' : null,
      },
      { name: 'gateway', look: async () => (stopping ? 'The gateway is stopping.' : null) },
    ],
    elapsed,
  )

  const rulesOf = ({ role, host }: ListenerPlan): HostRules | null =>
    role === 'public' || !isLoopback(host) ? null : hostRules(role, settings.publicUrl)
  const { default: fastify } = await fastifyLoading
  const apps = plans.map((plan) => {
    const app = fastify(serverSettings())
    completeServer(app.server)
    registerHealth(app, readiness)
    registerFront(app, plan.role === 'public' ? null : { hostRules: rulesOf(plan) })
    if (plan.role !== 'admin') {
      ingest = registerIngest(app, {
        journal,
        live,
        seal,
        limits: { ...settings, dataFolder: settings.databaseUrl === null ? settings.data : null },
        onAccepted: (events) => delivery.offer(events),
        counts: metrics.ingest,
        log,
        now,
      })
    }
    return { app, plan }
  })
  const taken = ingest as Ingest | null
  if (taken === null) throw new Error('No listener takes anything in.')
  const raise = await createRaise({
    live,
    change,
    seal,
    ingest: taken,
    log,
    maxBodyBytes: settings.maxBodyBytes,
    now,
  })
  tell = createDeliveryNews({
    raise,
    now,
    isOwn: (source) => live.current().source(operationalSource)?.source.number === source,
  })
  const sourceNews = new SourceNews({ journal, live, raise, log, now })
  const connections = createConnections({
    ...{ live, change, seal, journal, publicUrl, raise, log, now, sleep, dispatcher },
    admit: createAdmit({ ingest: taken, now }),
    intervalMs: settings.watchSeconds * 1000,
  })
  const concerned = [delivery, sourceNews, connections]
  clock.onSet(createClockNews({ raise, log, now: Date.now, elapsed, concerned }))
  clock.start()
  const eraser = new Eraser({
    ...{ journal, live, seal, owner, log, now },
    onDiscarded: (deliveries) => delivery.discarded(deliveries),
  })
  for (const { app, plan } of apps) {
    if (plan.role === 'public') continue
    api = registerApi(app, {
      context: {
        journal,
        live,
        change,
        seal,
        ingest: taken,
        egress,
        dispatcher,
        connections,
        testAttempt: (destination, message) => testAttempt(destination, message, { egress, now }),
        pulls: delivery.pulls,
        wake: (lanes) => delivery.wake(lanes),
        discarded: (deliveries) => delivery.discarded(deliveries),
        replaysChanged: () => delivery.replaysChanged(),
        erasuresChanged: () => eraser.look(),
        erasureTrouble: (number) => eraser.trouble(number),
        publicUrl,
        maxBodyBytes: settings.maxBodyBytes,
        now,
      },
      signIn,
      adminUrl: () => known('admin'),
      prove: (nonce) => gatewayProof(proofKey, provedUrl ?? known('admin'), nonce),
      authenticate: createAuthenticate({
        adminToken: admin.token,
        sessions: signIn,
        tokens: () => live.current().configuration.tokens,
        now,
      }),
      registry: metrics.registry,
      log,
      version,
      hostRules: rulesOf(plan),
    })
  }

  await delivery.start()
  sourceNews.start()
  const listenings: Listening[] = []
  for (const [at, { app, plan }] of apps.entries())
    listenings.push(await listen(app, plan, attached?.listeners[at]))
  connections.start()
  eraser.look()
  const retention = startRetention({
    ...{ journal, settings, log, now: () => patient.now() },
    onExpired: (deliveries) => {
      delivery.discarded(deliveries)
      for (const { lane } of deliveries) {
        const destination = live.current().destinationOfLane(lane)?.destination
        if (destination !== undefined)
          tell?.({ what: 'dead', destination, event: null, code: 'ERR_PAYLOAD_EXPIRED' })
      }
    },
  })
  const url = listenings[0] ? addressOf(listenings[0]) : known('public')
  const adminUrl = addressOf(listenings.at(-1) ?? { host: settings.host, port: settings.port })
  provedUrl = adminUrl
  writeRunning(settings.data, { url: adminUrl, ingestUrl: url, pid: process.pid, proofKey })
  const announcement: Announcement = {
    url,
    adminUrl,
    signIn: admin.made ? signInLink(adminUrl, (await signIn.createCode()).code) : null,
    tokenFile: settings.adminToken === null ? tokenFile(settings.data) : null,
    sources: announceSources(live.current().configuration, settings.publicUrl ?? url),
    made,
  }
  attached?.ready({ announcement })
  log.info(
    { url, adminUrl, store: settings.databaseUrl === null ? 'sqlite' : 'postgres' },
    'The gateway is up.',
  )

  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'The gateway stops; it finishes what is under way.')
    api?.close()
    // Pulls that wait would keep their connections open.
    void delivery.pulls.stop()
    sourceNews.stop()
    clock.stop()
    await connections.stop()
    await taken.drain()
    await Promise.all(listenings.map((listening) => listening.close()))
    await delivery.drain(settings.drainSeconds * 1000)
    await Promise.all([retention.stop(), eraser.stop()])
    taken.close()
    storeWatch.close()
    await journal.close()
    removeRunning(settings.data)
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        log.error(
          { err: error },
          'The gateway could not stop in good order; nothing that was answered is lost.',
        )
        process.exit(1)
      })
    })
  }
}

function trustOf({ ca }: Settings): Exclude<ReturnType<typeof readTrust>, string> {
  const trust = readTrust(ca)
  if (typeof trust === 'string') throw new SettingsRefused([`--ca: ${ca?.split('\n', 1)[0]} ${trust}.`])
  return trust
}

/** A key that opens none of the secrets is another one: going on would only lock the old ones in. */
function refuseForeignKey(secrets: readonly SealedSecret[], seal: Seal): void {
  const opens = (secret: SealedSecret): boolean => {
    try {
      seal.open(secret.sealed, secretBinding(secret))
      return true
    } catch {
      return false
    }
  }
  if (secrets.length === 0 || secrets.some(opens)) return
  throw new JournalRefused(
    'ERR_SEALING_KEY_DIFFERS',
    'The sealing key is not the one that the stored secrets were sealed with. Put the old one back (COUNTERSIGN_KEY, or the file `key` in the data folder).',
  )
}

function complain(error: unknown): never {
  const refusal = startRefusal(error)
  if (refusal === null) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(1)
  }
  process.stderr.write(`${refusal.sentence}\n`)
  // A keeper whose gateway has been up tries again what may pass; at the first start it is for whoever supervises it.
  process.exit(refusal.mayPass ? 1 : configurationExitCode)
}

await run().catch(complain)
