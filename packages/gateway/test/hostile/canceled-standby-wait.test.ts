import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { appendOne, ledger, noon, sampleEvent, sampleSource, setUp } from '../journal/samples.ts'
import { withServer } from '../postgres/with-server.ts'

// Commits wait for a standby that is away. Whoever cancels such a wait lets the commit stand on this server alone, with
// a warning and no error: a failover would lose it.

const world = withServer()
let url = ''
let journal: Journal

beforeEach(async () => {
  url = await world.server.database()
  journal = await world.open({ url })
})
afterEach(() => standby(''))

async function standby(name: string): Promise<void> {
  await world.server.query(`alter system set synchronous_standby_names = '${name}'`)
  await world.server.query('select pg_reload_conf()')
  await expect
    .poll(
      async () => (await world.server.query('show synchronous_standby_names'))[0]?.synchronous_standby_names,
    )
    .toBe(name)
}

/** Cancels what waits for the standby until it is over. */
async function canceled<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  let over = false
  const end = Promise.allSettled([work]).then(([settled]) => {
    over = true
    return settled
  })
  while (!over) {
    await world.server.query(
      `select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'`,
    )
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return (await end) as PromiseSettledResult<T>
}

const refused = { status: 'rejected', reason: { code: 'ERR_JOURNAL_UNAVAILABLE' } }

test('a commit whose wait was canceled counts as none, by every way to the store', async () => {
  const { epoch, lanes } = await setUp(journal, 'app')
  const seq = await appendOne(journal, sampleEvent({ epoch }))
  const plain = sampleEvent({ epoch, ledger: ledger('plain') })
  const windowed = sampleEvent({ epoch, ledger: ledger('windowed', 1000) })
  const queued = [{ lane: lanes[0] ?? 0, due: noon, seq, replay: 9, orderKey: null }]
  await standby('missing')
  expect(await canceled(journal.append([plain]))).toMatchObject(refused)
  expect(await canceled(journal.append([windowed]))).toMatchObject(refused)
  expect(await canceled(journal.enqueue(queued))).toMatchObject(refused)
  expect(await canceled(journal.configure({ sources: [sampleSource('x')] }, noon))).toMatchObject(refused)
  expect(await canceled(journal.probe())).toMatchObject(refused)
  await standby('')
  // What the provider sends again then has a commit behind it that did wait.
  const now = (await journal.since(null)).epoch
  expect((await journal.append([{ ...plain, epoch: now }]))[0]?.outcome).toBe('duplicate')
  await appendOne(journal, sampleEvent({ epoch: now }))
})

test('of several commits on one connection, each has its own warning', async () => {
  const { epoch } = await setUp(journal)
  await standby('missing')
  const waiting = Array.from({ length: 30 }, (_, i) =>
    journal.append([sampleEvent({ epoch, ledger: ledger(`key ${i}`) })]),
  )
  const settled = await canceled(Promise.allSettled(waiting))
  expect(settled.status).toBe('fulfilled')
  if (settled.status === 'fulfilled')
    expect(settled.value.filter(({ status }) => status === 'fulfilled')).toEqual([])
  await standby('')
  await appendOne(journal, sampleEvent({ epoch }))
})
