/**
 * Started by `ingest.ts`: ingest with its journal, and no delivery, as a process of its own. Behind a keeper
 * it listens on the keeper's socket, else on a port, which it prints. Its argument is a data folder or a
 * `postgres://` URL.
 */
import { tmpdir } from 'node:os'
import { fastify } from 'fastify'
import { createLiveConfiguration } from '../packages/gateway/src/configuration/live.ts'
import { completeServer, createIngest, serverSettings } from '../packages/gateway/src/ingest/ingest.ts'
import { readProxyLine } from '../packages/gateway/src/ingest/proxy-line.ts'
import { openPostgresJournal } from '../packages/gateway/src/journal/postgres/open.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { attachToKeeper } from '../packages/gateway/src/keeper/attached.ts'
import { secretBinding } from '../packages/gateway/src/model/seal-bindings.ts'
import { defaultSourcePolicy } from '../packages/gateway/src/model/source-policy.ts'
import { createSeal } from '../packages/gateway/src/seal/seal.ts'
import { destinationOf, secret } from './ingest-load.ts'

const folder = process.argv[2] ?? ''
const keeper = attachToKeeper(() => process.exit(0))
const journal = folder.startsWith('postgres://')
  ? await openPostgresJournal({ url: folder, now: Date.now })
  : await openSqliteJournal({ folder })
// The same at each start: a folder may be used again.
const seal = createSeal(Buffer.alloc(32, 7))
const log = { warn: console.error, error: console.error }
const now = Date.now
const live = await createLiveConfiguration({ journal, seal, log, now })
const source = {
  id: 'src_bench',
  name: 'bench',
  path: 'bench',
  scheme: 'webex',
  params: {},
  unsigned: false,
  state: 'live' as const,
  policy: defaultSourcePolicy('webex'),
  createdAt: now(),
  deletedAt: null,
}
const sealedSecret = { id: 'sec_bench', owner: source.id, notBefore: null, expiresAt: null, createdAt: now() }
await live.change({
  sources: [source],
  destinations: [{ ...destinationOf('dst_bench', now()), unsigned: true }],
  routes: [{ id: 'rte_bench', source: source.id, destination: 'dst_bench', filter: null, createdAt: now() }],
  secrets: [{ ...sealedSecret, sealed: seal.seal(Buffer.from(secret), secretBinding(sealedSecret)) }],
})
const counted = { accepted: 0, refused: 0 }
const nothing = { add: () => undefined }
const app = fastify(serverSettings())
completeServer(app.server)
createIngest({
  journal,
  live,
  seal,
  log,
  now,
  limits: {
    intakeBytes: 64 << 20,
    minUploadRate: 4096,
    maxBodyBytes: 1024 * 1024,
    minFreeBytes: 0,
    dataFolder: folder.startsWith('postgres://') ? tmpdir() : folder,
    trustedProxies: [],
  },
  handshakes: { enroll: async () => false, visit: async () => false },
  onAccepted: (events) => {
    counted.accepted += events.length
  },
  counts: {
    accepted: nothing,
    duplicates: nothing,
    rejectionsOverBudget: nothing,
    handshakes: nothing,
    refused: { of: () => nothing },
    bySource: {
      accepted: { of: () => ({ add: () => undefined }) },
      refused: { of: () => ({ add: () => undefined }) },
      last: { of: () => ({ value: 0 }) },
    },
    answerSeconds: { observe: () => undefined },
  },
}).serve(app)
await app.ready()
if (keeper === null) {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const address = app.server.address()
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 })
} else {
  for (const listener of keeper.listeners) readProxyLine(app.server).listen(listener.socketPath)
  keeper.ready({})
}
process.on('SIGTERM', () => process.exit(0))
process.on('disconnect', () => process.exit(0))
