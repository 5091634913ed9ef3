import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { createAuthenticate } from './api/http/authenticate.ts'
import { readConsoleFiles } from './api/http/console-files.ts'
import { FailedSignIns } from './api/http/failed-sign-ins.ts'
import { type HostRules, hostRules } from './api/http/host-guard.ts'
import { createReadiness } from './api/http/readiness.ts'
import { type Api, registerApi } from './api/http/register-api.ts'
import { registerConsole } from './api/http/register-console.ts'
import { registerFront } from './api/http/register-front.ts'
import { registerHealth } from './api/http/register-health.ts'
import { signInLink } from './api/http/session.ts'
import { createSignIn } from './api/http/sign-in.ts'
import { slowed } from './api/http/slowed.ts'
import { TokenUses } from './api/http/token-uses.ts'
import { traceRequests } from './api/http/trace-requests.ts'
import { formedOf } from './api/shapes/formed.ts'
import { planItemSchemas } from './api/shapes/plan-input.ts'
import { CandidateView } from './configuration/event-view.ts'
import { createKeyResolver } from './configuration/key-resolver.ts'
import { createLiveConfiguration } from './configuration/live.ts'
import { lookAtEpoch } from './configuration/look-at-epoch.ts'
import { createAdmit } from './connect/admit.ts'
import { connectAsPlanned } from './connect/connect-as-planned.ts'
import { createConnections } from './connect/connections.ts'
import { createDelivery } from './deliver/delivery.ts'
import type { Happening } from './deliver/happening.ts'
import { testAttempt } from './deliver/test-attempt.ts'
import { examine } from './doctor/examine.ts'
import { oneAtATime } from './doctor/one-at-a-time.ts'
import { createCall, createGuardedCall } from './egress/call.ts'
import { createEgress } from './egress/egress.ts'
import { createResolver } from './egress/resolver.ts'
import { createVisit } from './egress/visit.ts'
import { createClientNetwork } from './ingest/client-network.ts'
import { completeServer, createIngest, serverSettings } from './ingest/ingest.ts'
import type { ChooseKey } from './journal/choose-key.ts'
import type { Journal } from './journal/journal.ts'
import { journalFile } from './journal/sqlite/connection.ts'
import { refuseLostStore } from './journal/sqlite/lost-store.ts'
import { Eraser } from './keep/eraser.ts'
import { KeyRotation } from './keep/key-rotation.ts'
import { startRetention } from './keep/retention.ts'
import { attachToKeeper } from './keeper/attached.ts'
import { Listenings } from './listening/listenings.ts'
import { ownAct } from './model/act.ts'
import { clockProblem } from './model/clock-difference.ts'
import { Listeners } from './model/listeners.ts'
import { isLoopback } from './model/loopback.ts'
import { operationalSource } from './model/source.ts'
import { createClockNews } from './news/clock-news.ts'
import { createDeathLines } from './news/death-lines.ts'
import { createDeliveryNews } from './news/delivery-news.ts'
import { createRaise } from './news/raise.ts'
import { SourceNews } from './news/source-news.ts'
import { createLog, type Log, traceOf } from './observe/log.ts'
import { addGauges, createMetrics } from './observe/metrics.ts'
import { tokenFile } from './process/admin-token.ts'
import { type Announcement, announceSources } from './process/announcement.ts'
import { ClockWatch } from './process/clock-watch.ts'
import { complain } from './process/complain.ts'
import { type ListenerPlan, planListeners, resolveSettings } from './process/config.ts'
import { readDataFolder } from './process/data-folder.ts'
import { addressOf, createDoor, type Door } from './process/door.ts'
import { PatientTime } from './process/patient-time.ts'
import { refuseForeignKey } from './process/refuse-foreign-key.ts'
import { proofKeyFor, removeRunning, runningFile, writeRunning } from './process/running-file.ts'
import { setUpAtStart } from './process/set-up-at-start.ts'
import type { Settings } from './process/settings.ts'
import { takeStartMessage } from './process/start-message.ts'
import { stopOnSignal } from './process/stop-on-signal.ts'
import { StoreWatch } from './process/store-watch.ts'
import { trustedBy } from './process/trusted.ts'
import { version } from './process/version.ts'
import { watchDamage } from './process/watch-damage.ts'
import { gatewayProof } from './seal/gateway-proof.ts'
import { createPooledRandom } from './seal/pooled-random.ts'
import { createRing, type SealRing } from './seal/ring.ts'
import { pauseFailed } from './setup/destination.ts'
import { createEnroll } from './setup/enroll.ts'
import type { Formed } from './setup/formed.ts'
import { createOwnIngest } from './setup/own-ingest.ts'
import { resealAll } from './setup/reseal-all.ts'
import { createSetup } from './setup/setup.ts'
import { http } from './transports/http.ts'
import { createTransports } from './transports/transports.ts'

// The gateway process: builds every part out of those above it, opens the doors, and takes all down again. `serve`
// starts it behind its keeper; by itself it listens on its own.

const consoleFolder = fileURLToPath(new URL('../console', import.meta.url))

type Start = ReturnType<typeof readStart>
type Store = Awaited<ReturnType<typeof openStore>>
type Configured = Awaited<ReturnType<typeof openConfiguration>>
type Flow = ReturnType<typeof buildFlow>
type House = Start & Store & Configured & Flow & Awaited<ReturnType<typeof buildWatchers>>

async function run(): Promise<void> {
  const start = readStart()
  const [store, { default: fastify }] = await Promise.all([openStore(start), import('fastify')])
  const configured = await openConfiguration({ ...start, ...store })
  const flow = buildFlow({ ...start, ...store, ...configured })
  const watchers = await buildWatchers({ ...start, ...store, ...configured, ...flow })
  const house = { ...start, ...store, ...configured, ...flow, ...watchers }
  const readiness = readinessOf(house)
  const doors = start.plans.map((plan, at) =>
    createDoor(
      buildApp(fastify(serverSettings()), plan, house, readiness),
      plan,
      start.attached?.listeners[at],
    ),
  )
  const apis = doors.flatMap((door) =>
    door.plan.role === 'public' ? [] : [serveApi(door, house, readiness)],
  )
  await open(doors, house)
  const retention = keep(house)
  // Before anybody is told that it is up, for whoever is may ask it to leave in the same moment.
  stopOnSignal(start.stopping, start.log, start.settings.unreadySeconds * 1000, () =>
    takeDown({ doors, apis, retention }, house),
  )
  await announce(doors, house)
  const { connections, live, toConnect: make, log, stopping } = house
  void connectAsPlanned(make, { connections, live, log, signal: stopping.signal })
}

/** What is there before anything is opened: settings, log, clocks, the keeper. */
function readStart() {
  const { lines, ...message } = takeStartMessage(process.env)
  const settings = resolveSettings({ ...message, env: process.env })
  const log = createLog({ level: settings.logLevel, format: settings.logFormat })
  const elapsed = (): number => performance.now()
  const clock = new ClockWatch(Date.now, elapsed)
  const patient = new PatientTime(Date.now, elapsed)
  const attached = attachToKeeper(() => process.exit(1))
  const plans = planListeners(settings)
  const planned = addressOf(attached?.listeners[0] ?? plans[0] ?? settings)
  return {
    ...{ lines, settings, log, elapsed, clock, now: clock.now, patient, attached, plans },
    planned,
    publicUrl: settings.publicUrl ?? planned,
    /** Names this process among those that share a store; another at each start. */
    owner: randomUUID(),
    stopping: new AbortController(),
  }
}

/** What lies in the data folder, and the store, watched. */
async function openStore({ settings, log, now, elapsed, attached }: Start) {
  const running = runningFile(settings.data)
  if (settings.databaseUrl === null) refuseLostStore(settings.data, running, attached?.wasUp ?? false)
  const { admin, sealing } = readDataFolder(settings, () => !existsSync(journalFile(settings.data)))
  const seal = createRing(sealing.keys)
  const keys = { given: seal.fingerprint, folder: sealing.folder }
  const opened = await openJournal(settings, seal, attached?.keeperId ?? null, log)
  const storeWatch = new StoreWatch({ journal: opened, log, now: elapsed })
  const journal: Journal = {
    ...opened,
    append: storeWatch.append,
    payloads: watchDamage(opened, log),
  }
  const signIn = createSignIn(admin.token, journal, now)
  return { admin, signIn, proofKey: proofKeyFor(settings.data), seal, keys, storeWatch, journal }
}

async function openJournal(
  settings: Settings,
  seal: SealRing,
  keeper: string | null,
  log: Log,
): Promise<Journal> {
  const { data, databaseUrl, databaseDirectUrl } = settings
  const chooseKey: ChooseKey = (kept) => {
    // One that it does not have is refused by the store, which says so.
    if (kept !== null) seal.use(kept)
    return { keyFingerprint: seal.fingerprint, auditKey: Buffer.from(seal.mark('key', 'audit'), 'hex') }
  }
  if (databaseUrl === null) {
    const { openSqliteJournal } = await import('./journal/sqlite/open.ts')
    return await openSqliteJournal({ folder: data, chooseKey })
  }
  const { openPostgresJournal } = await import('./journal/postgres/open.ts')
  return await openPostgresJournal({
    url: databaseUrl,
    ...(databaseDirectUrl !== null && { directUrl: databaseDirectUrl }),
    chooseKey,
    keyFingerprints: seal.fingerprints,
    ...(keeper !== null && { keeper }),
    now: Date.now,
    log: { info: (text) => log.info(text), warn: (text) => log.warn(text) },
  })
}

/** The configuration, the way out that its destinations are held to, and what the command line adds. */
async function openConfiguration(house: Start & Store) {
  const { settings, lines, log, now, elapsed, publicUrl, planned, journal, seal } = house
  const resolve = createResolver({ by: settings.resolver })
  const trusted = trustedBy(settings)
  const egress = createEgress({ allow: settings.egressAllow, deny: settings.egressDeny }, resolve, trusted)
  const guarded = createGuardedCall(egress)
  const keys = createKeyResolver({ call: guarded, log, elapsed })
  const live = await createLiveConfiguration({ journal, seal, log, now, publicUrl, keys })
  refuseForeignKey(live.current().configuration.secrets, seal)
  const call = createCall(resolve, trusted)
  const transports = createTransports(http, [], { egress })
  const { maxBodyBytes } = settings
  const ownIngest = createOwnIngest([publicUrl, planned])
  const idBytes = createPooledRandom()
  const setup = createSetup({
    live,
    seal,
    transports,
    ownIngest,
    maxBodyBytes,
    random: randomBytes,
    idBytes,
    now,
  })
  const parse = async (wanted: unknown): Promise<Formed> =>
    await formedOf(planItemSchemas(transports), wanted)
  const { apply } = settings
  const { made, planned: atProviders } = await setUpAtStart({
    ...{ lines, apply, parse, setup, live, log },
    env: process.env,
  })
  return {
    live,
    setup,
    transports,
    call,
    visit: createVisit(guarded),
    made,
    toConnect: atProviders?.make ?? [],
  }
}

/** What comes in and what goes out. */
function buildFlow(house: Start & Store & Configured) {
  const { settings, log, now, elapsed, owner, patient, journal, seal, live, setup, transports, visit } = house
  const metrics = createMetrics()
  const happenings = new Listeners<Happening>()
  const delivery = createDelivery({
    ...{ journal, live, owner, transports, log, now, metrics: metrics.deliver },
    pause: (failed) => setup.by(ownAct('pauseFailed', '/destinations')).run(pauseFailed, failed),
    view: (source, { event, payload }) =>
      new CandidateView(source, event.type ?? '', event.verdict, payload.headers, payload.body, null),
    onHappening: happenings.tell,
    mayDie: () => !patient.waits,
    trace: traceOf(log),
  })
  happenings.listen(createDeathLines(log))
  const ingest = createIngest({
    ...{ journal, live, seal, log, now, counts: metrics.ingest },
    handshakes: { enroll: createEnroll(setup), visit },
    limits: { ...settings, dataFolder: settings.databaseUrl === null ? settings.data : null },
    onAccepted: (events) => delivery.offer(events),
    trace: traceOf(log),
  })
  addGauges(metrics.registry, {
    stats: () => journal.stats(),
    clockAheadMs: () => journal.clockAheadMs(),
    intakeBytes: () => ingest.saturation().heldBytes,
    filterErrors: () => live.filterErrors(),
    ...{ now, version },
  })
  const failures = new FailedSignIns({
    ...{ elapsed, sleep, log },
    count: (way) => metrics.signInsFailed.of(way).add(),
  })
  const tokenUses = new TokenUses(journal, log)
  return { registry: metrics.registry, happenings, delivery, ingest, failures, tokenUses }
}

/** What looks after connections, erasures and the clock, and tells the operator. */
async function buildWatchers(house: Start & Store & Configured & Flow) {
  const { settings, log, now, elapsed, owner, clock, journal, seal, live, setup } = house
  const { call, publicUrl, happenings, delivery, ingest } = house
  const raise = await createRaise({ live, setup, ingest, log, now })
  happenings.listen(
    createDeliveryNews({
      ...{ raise, now },
      isOwn: (source) => live.current().source(operationalSource)?.source.number === source,
    }),
  )
  const sourceNews = new SourceNews({ journal, live, raise, log, now })
  const connections = createConnections({
    ...{ live, setup, seal, journal, publicUrl, raise, log, now, sleep, call },
    admit: createAdmit({ ingest, now }),
    intervalMs: settings.watchSeconds * 1000,
  })
  const concerned = [delivery, sourceNews, connections]
  clock.onSet(createClockNews({ raise, log, now: Date.now, elapsed, concerned }))
  const eraser = new Eraser({
    ...{ journal, live, seal, owner, log, now },
    onDiscarded: (deliveries) => delivery.discarded(deliveries),
  })
  const rotation = new KeyRotation({
    ...{ journal, ring: seal, log, elapsed, ...house.keys },
    resealSetup: () => resealAll({ live, setup, isCurrent: seal.isCurrent }),
    // A gateway that shares the store hears of it within two seconds; what was on its way there was sealed before.
    settleMs: 10_000,
  })
  const listenings = new Listenings({
    ...{ journal, live, setup, log, now },
    wake: (lanes) => delivery.wake(lanes),
  })
  return { sourceNews, connections, eraser, rotation, listenings }
}

function readinessOf({ journal, live, ingest, storeWatch, stopping, elapsed }: House) {
  const low = 'The disk has less free than min-free-bytes.'
  return createReadiness(
    [
      { name: 'store', look: storeWatch.look },
      { name: 'configuration', look: () => lookAtEpoch(journal, live) },
      { name: 'clock', look: async () => clockProblem(journal.clockAheadMs()) },
      { name: 'disk', look: async () => (ingest.saturation().diskLow ? low : null) },
      { name: 'gateway', look: async () => (stopping.signal.aborted ? 'The gateway is stopping.' : null) },
    ],
    elapsed,
  )
}

/** What a listener serves beside the API. */
function buildApp(
  app: FastifyInstance,
  plan: ListenerPlan,
  house: House,
  readiness: ReturnType<typeof createReadiness>,
): FastifyInstance {
  completeServer(app.server)
  traceRequests(app, traceOf(house.log))
  registerFront(app)
  registerHealth(app, readiness)
  if (plan.role !== 'public') registerConsole(app, readConsoleFiles(consoleFolder), rulesOf(plan, house))
  if (plan.role !== 'admin') house.ingest.serve(app)
  return app
}

function rulesOf({ role, host }: ListenerPlan, { settings }: House): HostRules | null {
  return role === 'public' || !isLoopback(host) ? null : hostRules(role, settings.publicUrl)
}

function serveApi(door: Door, house: House, readiness: ReturnType<typeof createReadiness>): Api {
  const { settings, log, now, admin, journal, live, setup, seal, transports, call } = house
  const { publicUrl, signIn, proofKey, delivery, ingest, connections, eraser, registry } = house
  const { failures, tokenUses, listenings, rotation } = house
  const networkOf = createClientNetwork(settings.trustedProxies)
  const authenticate = createAuthenticate({
    ...{ adminToken: admin.token, sessions: signIn, now },
    tokens: () => live.current().configuration.tokens,
    used: (id, at) => tokenUses.used(id, at),
  })
  return registerApi(door.app, {
    context: {
      ...{ journal, live, setup, seal, ingest, transports, call, connections, publicUrl, now },
      testAttempt: (destination, message) => testAttempt(destination, message, { transports, now }),
      ...{ pulls: delivery.pulls, listenings },
      keys: rotation,
      tokenUses: () => tokenUses.last(),
      wake: (lanes) => delivery.wake(lanes),
      discarded: (deliveries) => delivery.discarded(deliveries),
      replaysChanged: () => delivery.replaysChanged(),
      erasuresChanged: () => eraser.look(),
      erasureTrouble: (number) => eraser.trouble(number),
      examine: examinerOf(house, readiness),
      ...{ version, setPublicUrl: settings.publicUrl },
      maxBodyBytes: settings.maxBodyBytes,
      keepMs: {
        payloads: settings.keepPayloads,
        events: settings.keepEvents,
        attempts: settings.keepAttempts,
        ledger: settings.keepLedger,
        audit: settings.keepAudit,
      },
    },
    signIn,
    adminUrl: door.url,
    prove: (nonce) => gatewayProof(proofKey, door.url(), nonce),
    authenticate: slowed(authenticate, failures, networkOf),
    linkFailed: (request) => failures.failed(networkOf(request), 'link'),
    ...{ registry, log, version, hostRules: rulesOf(door.plan, house) },
  })
}

function examinerOf(house: House, readiness: ReturnType<typeof createReadiness>) {
  const { settings, journal, live, seal, connections, plans, attached, now, elapsed } = house
  // A port that the system has chosen is known to the keeper, who listens there.
  const doors = plans.map((plan, at) => ({ ...plan, port: attached?.listeners[at]?.port ?? plan.port }))
  const { data: dataFolder, publicUrl, minFreeBytes } = settings
  return oneAtATime(() =>
    examine({
      ...{ journal, live, seal, connections, readiness, doors, now, elapsed },
      ...{ dataFolder, publicUrl, minFreeBytes },
    }),
  )
}

/** Begins the work, downstream first, and lets callers in. */
async function open(doors: readonly Door[], house: House): Promise<void> {
  house.clock.start()
  await house.delivery.start()
  house.sourceNews.start()
  for (const door of doors) await door.open()
  house.connections.start()
  house.listenings.start()
  house.eraser.look()
  house.rotation.start()
}

function keep({ journal, settings, log, patient, live, delivery, happenings }: House) {
  return startRetention({
    ...{ journal, settings, log, now: () => patient.now() },
    onExpired: (deliveries) => {
      delivery.discarded(deliveries)
      for (const { lane } of deliveries) {
        const destination = live.current().destinationOfLane(lane)?.destination
        if (destination !== undefined)
          happenings.tell({ what: 'dead', destination, event: null, code: 'ERR_PAYLOAD_EXPIRED' })
      }
    },
  })
}

/** Says where the gateway is: to commands by a file, to its keeper, which prints it, and in the log. */
async function announce(doors: readonly Door[], house: House): Promise<void> {
  const { settings, log, admin, signIn, proofKey, live, made, attached } = house
  const [url = '', adminUrl = url] = [doors[0]?.url(), doors.at(-1)?.url()]
  writeRunning(settings.data, { url: adminUrl, ingestUrl: url, pid: process.pid, proofKey })
  const announcement: Announcement = {
    ...{ url, adminUrl, made },
    signIn: admin.made
      ? signInLink(adminUrl, (await signIn.createCode(null, ownAct('createSignIn', '/sign-ins'))).code)
      : null,
    tokenFile: settings.adminToken === null ? tokenFile(settings.data) : null,
    sources: announceSources(live.current().configuration, settings.publicUrl ?? url),
  }
  attached?.ready({ announcement })
  const store = settings.databaseUrl === null ? 'sqlite' : 'postgres'
  log.info({ url, adminUrl, store }, 'The gateway is up.')
}

/** Ends what waits, then what comes in, then what goes out, then the store. */
async function takeDown(
  {
    doors,
    apis,
    retention,
  }: { doors: readonly Door[]; apis: readonly Api[]; retention: ReturnType<typeof keep> },
  house: House,
): Promise<void> {
  const { settings, clock, journal, storeWatch, delivery, ingest, sourceNews, connections, eraser } = house
  const { tokenUses, listenings, rotation } = house
  for (const api of apis) api.close()
  // Pulls that wait would keep their connections open.
  void delivery.pulls.stop()
  sourceNews.stop()
  clock.stop()
  await Promise.all([connections.stop(), listenings.stop()])
  await ingest.drain()
  await Promise.all(doors.map((door) => door.close()))
  await delivery.drain(settings.drainSeconds * 1000)
  await Promise.all([retention.stop(), eraser.stop(), rotation.stop()])
  await ingest.close()
  storeWatch.close()
  await tokenUses.write()
  await journal.close()
  removeRunning(settings.data)
}

await run().catch(complain)
