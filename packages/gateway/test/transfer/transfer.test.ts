import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { journalFile } from '../../src/journal/sqlite/connection.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { tables } from '../../src/journal/transfer/table.ts'
import { transfer } from '../../src/journal/transfer/transfer.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { runCommand } from '../harness/start-gateway.ts'
import {
  accepted,
  fenceOf,
  ledger,
  ledgerKey,
  noon,
  sampleAttempt,
  sampleEvent,
  samplePayload,
  sampleRejection,
  sampleSource,
  setUp,
} from '../journal/samples.ts'
import { withServer } from '../postgres/with-server.ts'

const world = withServer()
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

/** A store with something in every table; answers its folder and what was appended. */
async function filledStore(
  events = 300,
): Promise<{ folder: string; seqs: number[]; lane: number; epoch: number }> {
  const folder = scratchFolder('countersign-transfer-')
  folders.push(folder)
  const journal = await openSqliteJournal({ folder, keyFingerprint: '0123456789abcdef' })
  const { lanes } = await setUp(journal, 'app', 'other')
  const fingerprint = '0123456789abcdef'
  await journal.keepKey(fingerprint, { fingerprint, root: new Uint8Array([7, 0, 255]) })
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  const { epoch } = await journal.configure(
    {
      secrets: [
        { id: 'sec_1', owner: 'src_webex', sealed: bytes, notBefore: null, expiresAt: noon, createdAt: noon },
      ],
      tokens: [
        {
          id: 'tok_1',
          name: 'ci',
          hash: bytes.slice(0, 32),
          scope: 'read',
          createdAt: noon,
          expiresAt: null,
        },
      ],
      routes: [
        { id: 'rte_1', source: 'src_webex', destination: 'dst_app', filter: 'type == "ü"', createdAt: noon },
      ],
    },
    noon,
  )
  const lane = lanes[0] ?? -1
  const answers = await journal.append(
    Array.from({ length: events }, (_, i) =>
      sampleEvent({
        epoch,
        receivedAt: noon + i,
        type: i % 3 === 0 ? null : `täg ${i}`,
        ledger: i % 2 === 0 ? { ...ledger(`key ${i}`), bytesKey: ledgerKey(`bytes ${i}`) } : null,
        payload: samplePayload({
          body: i % 50 === 0 ? new Uint8Array(300_000).fill(i) : bytes.slice(0, i % 256),
          sealedHeaders: i % 5 === 0 ? bytes : null,
        }),
        queue: [{ lane, due: noon + i, orderKey: i % 4 === 0 ? `order "${i}"` : null }],
      }),
    ),
  )
  const seqs = answers.map((answer) => accepted(answer).seq)
  const fence = await fenceOf(journal, 'me', lane)
  const ends = [{ state: 'delivered' }, { state: 'dead' }, { retryAt: noon + 5000 }] as const
  await journal.settle(
    'me',
    seqs.slice(0, 90).map((seq, i) => ({
      lane,
      fence,
      at: { due: noon + i, seq, replay: 0 },
      attempt: sampleAttempt({ status: i % 2 ? 200 : null, answer: i % 2 ? bytes : new Uint8Array(0) }),
      next: ends[i % 3] ?? { state: 'delivered' },
    })),
  )
  await journal.lend({ lane, now: noon + 200, until: noon + 9000, limit: 5, maxBytes: 1_000_000 })
  const selection = { events: null, source: null, from: null, to: noon, filter: 'type == "ü"' }
  const act = { by: { kind: 'admin', id: null }, operation: 'some', target: '/people' } as const
  for (const name of ['ada', 'bob'])
    await journal.by(act, noon).addPerson({ id: `per_${name}`, name, role: 'read', createdAt: noon })
  const made = { selection, reason: 'case 1', by: 'admin', createdAt: noon, filterHash: 'ab' }
  const { number, cursor } = await journal.createErasure(made)
  const to = { event: seqs[95] ?? 0, rejection: 0 }
  await journal.erase({
    number,
    from: cursor,
    to,
    events: [to.event],
    rejections: [],
    done: false,
    now: noon,
  })
  await journal.reject(Array.from({ length: 20 }, (_, i) => sampleRejection({ held: i % 2 === 0 })))
  await journal.close()
  return { folder, seqs, lane, epoch }
}

/** Everything that the port tells of a store. */
async function told(journal: Journal, seqs: readonly number[], lane: number): Promise<unknown> {
  const payloads = await journal.payloads(seqs)
  const plain = (bytes: Uint8Array | null | undefined): string | null =>
    bytes ? Buffer.from(bytes).toString('hex') : null
  const deliveries = await journal.deliveries({ limit: 1000 })
  // What tells one state of a configuration from another is each store's own.
  const { epoch: _, ...configuration } = await journal.since(null)
  return {
    configuration,
    payloads: seqs.map((seq) => {
      const kept = payloads.get(seq)
      return {
        ...kept,
        payload: {
          ...kept?.payload,
          body: plain(kept?.payload.body),
          sealedHeaders: plain(kept?.payload.sealedHeaders),
        },
      }
    }),
    people: await journal.people(),
    audit: await journal.proveAudit(),
    due: await journal.due(lane, noon * 2, null, 1000),
    lent: await journal.endedLoans(noon * 2, 1000),
    deliveries,
    attempts: await Promise.all(
      deliveries
        .slice(-95)
        .map(async (key) =>
          (await journal.attempts(key)).map((attempt) => ({ ...attempt, answer: plain(attempt.answer) })),
        ),
    ),
    rejections: await journal.rejections({ limit: 100 }),
    erasures: await journal.erasures({ limit: 100 }),
    erased: (await journal.events({ limit: 1000 })).filter(({ erasedAt }) => erasedAt !== null),
    stats: await journal.stats(),
  }
}

test('everything is there afterwards, and goes on where it was', async () => {
  const { folder, seqs, lane, epoch } = await filledStore()
  const to = await world.server.database()
  const compared = await transfer({ from: folder, to, now: Date.now, pageRows: 70 })
  expect(compared.find(({ table }) => table === 'event')?.rows).toBe(300)
  expect(compared.find(({ table }) => table === 'seen')?.rows).toBe(300)

  const before = await openSqliteJournal({ folder })
  const after = await world.open({ url: to, keyFingerprint: '0123456789abcdef' })
  // What the audit is proven by outlives a change of keys, and the move.
  expect(await after.keptKey()).toEqual({
    fingerprint: '0123456789abcdef',
    root: new Uint8Array([7, 0, 255]),
  })
  expect(await told(after, seqs, lane)).toEqual(await told(before, seqs, lane))
  await before.close()

  const [repeat] = await after.append([sampleEvent({ epoch, ledger: ledger('key 298') })])
  expect(repeat).toMatchObject({ outcome: 'duplicate', seq: seqs[298] })
  const [alike] = await after.append([sampleEvent({ epoch, ledger: ledger('bytes 298', 'mark') })])
  expect(alike).toMatchObject({ outcome: 'accepted', sameBytesAs: seqs[298] })
  const fresh = accepted((await after.append([sampleEvent({ epoch })]))[0])
  expect(fresh.seq).toBeGreaterThan(seqs.at(-1) ?? 0)
  const [rejection] = await after.reject([sampleRejection()])
  expect(rejection?.seq).toBeGreaterThan(20)
  expect(await fenceOf(after, 'me', lane)).toBeGreaterThan(1)
  await after.configure({ sources: [sampleSource('fresh')] }, noon)
  const again = { selection: { events: null, source: null, from: null, to: null, filter: null } }
  const next = { ...again, reason: 'case 2', by: 'admin', createdAt: noon, filterHash: null }
  expect((await after.createErasure(next)).number).toBe(2)
})

test('broken off at any table, it goes on where it was; until then no gateway starts', async () => {
  const { folder, seqs, lane } = await filledStore()
  const to = await world.server.database()
  for (const table of ['source', 'event', 'payload', 'queue', 'attempt']) {
    let pages = 0
    const breaking = transfer({
      from: folder,
      to,
      now: Date.now,
      pageRows: 20,
      onProgress: (progress) => {
        if (progress.step === 'copy' && progress.table === table && ++pages === 2)
          throw new Error('broken off')
      },
    })
    await expect(breaking).rejects.toThrow('broken off')
    await expect(world.open({ url: to })).rejects.toMatchObject({ code: 'ERR_DATABASE_UNSAFE' })
  }
  await transfer({ from: folder, to, now: Date.now })
  const before = await openSqliteJournal({ folder })
  const after = await world.open({ url: to })
  expect(await told(after, seqs, lane)).toEqual(await told(before, seqs, lane))
  await before.close()
})

test('refuses a store in use, one that ran on in between, and a database in use', async () => {
  const { folder } = await filledStore(10)
  const to = await world.server.database()
  const running = await openSqliteJournal({ folder })
  await expect(transfer({ from: folder, to, now: Date.now })).rejects.toMatchObject({
    code: 'ERR_DATA_FOLDER_IN_USE',
  })
  await running.close()

  const broken = transfer({
    from: folder,
    to,
    now: Date.now,
    onProgress: () => {
      throw new Error('broken off')
    },
  })
  await expect(broken).rejects.toThrow('broken off')
  const again = await openSqliteJournal({ folder })
  await setUp(again, 'third')
  await again.close()
  await expect(transfer({ from: folder, to, now: Date.now })).rejects.toMatchObject({
    code: 'ERR_DATABASE_UNSAFE',
  })

  const used = await world.server.database()
  const journal = await world.open({ url: used })
  await setUp(journal)
  await expect(transfer({ from: folder, to: used, now: Date.now })).rejects.toMatchObject({
    code: 'ERR_DATABASE_UNSAFE',
  })
  await expect(transfer({ from: tmpdir(), to: used, now: Date.now })).rejects.toMatchObject({
    code: 'ERR_DATA_FOLDER_UNUSABLE',
  })
})

test('a row that differs afterwards is found', async () => {
  const { folder } = await filledStore(50)
  const to = await world.server.database()
  const broken = transfer({
    from: folder,
    to,
    now: Date.now,
    onProgress: ({ step }) => {
      if (step === 'verify') throw new Error('broken off')
    },
  })
  await expect(broken).rejects.toThrow('broken off')
  await world.server.query(`update countersign.payload set body = 'x' where seq = 40`, to)
  const differing = transfer({ from: folder, to, now: Date.now })
  await expect(differing).rejects.toMatchObject({
    name: 'TransferDiffers',
    message: expect.stringContaining('payload'),
  })
})

test('the command copies, says what is equal, and refuses what cannot be', async () => {
  const { folder } = await filledStore(40)
  const to = await world.server.database()
  const done = await runCommand(['migrate-store', '--from', folder, '--to', to], { env: { NO_COLOR: '1' } })
  expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/event +40 [\s\S]*equal: \d+ rows/) })
  expect(done.stderr).toContain('copy payload: 40 rows')

  const again = await runCommand(['migrate-store', '--from', folder, '--to', to])
  expect(again).toMatchObject({ code: 78, stderr: expect.stringContaining('ERR_DATABASE_UNSAFE') })
  const nowhere = await runCommand(['migrate-store', '--from', folder, '--to', 'mysql://x'])
  expect(nowhere.code).toBe(2)
})

test('every table and column of the store has its place', async () => {
  const { folder } = await filledStore(1)
  const db = new DatabaseSync(journalFile(folder), { readOnly: true })
  const taken = new Map(tables.map((table) => [table.from, table.columns.map(({ from }) => from).join(' ')]))
  // The ledger is read through a view; its marks and the event's copies of its keys are part of that.
  taken.set('seen', 'key seq at').set('ledger_mark', 'bucket seq')
  taken.set('event', `${taken.get('event')} key bytes_key`)
  // Not copied as columns: what the transfer itself sets, and what SQLite alone counts.
  taken.set(
    'state',
    `${taken.get('state')} epoch last_seq last_rejection key_fingerprint key_root ledger_rows ledger_oldest`,
  )
  // Sums of what is copied, which PostgreSQL makes for itself.
  taken.set('event_block', 'source block count oldest newest')
  const missing = db
    .prepare(`select m.name as "table", c.name as "column" from sqlite_master m, pragma_table_info(m.name) c
      where m.type = 'table' and m.name not like 'sqlite%'`)
    .all()
    .filter((row) => !new RegExp(`\\b${row.column}\\b`).test(taken.get(String(row.table)) ?? ''))
  db.close()
  expect(missing).toEqual([])
})
