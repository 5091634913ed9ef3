import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { formatId } from '../../src/model/id.ts'
import { breakLastPage } from '../harness/break-page.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { runCommand } from '../harness/start-gateway.ts'
import { accepted, sampleEvent, samplePayload, sampleRejection } from '../journal/samples.ts'
import { type Server, startServer } from '../postgres/server.ts'

let folder = ''
let server: Server | undefined
beforeEach(() => {
  folder = scratchFolder('countersign-check-')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
afterAll(async () => server?.close())

/** Some events and a rejection; answers the events' ids. */
async function fill(journal: Journal): Promise<string[]> {
  const events = Array.from({ length: 40 }, () =>
    sampleEvent({ payload: samplePayload({ body: new Uint8Array(1000).fill(120) }) }),
  )
  const appended = await journal.append(events)
  await journal.reject([sampleRejection()])
  await journal.close()
  return appended.map((answer) => {
    accepted(answer)
    return answer.outcome === 'accepted' ? formatId('evt', answer.seq, answer.tag) : ''
  })
}

const check = async (...args: string[]) => {
  const { code, stdout, stderr } = await runCommand(['check', ...args, '--json'])
  return { code, stderr, found: stdout === '' ? null : JSON.parse(stdout) }
}

test('on SQLite: says that all is well, which events are damaged, and what is broken', async () => {
  const ids = await fill(await openSqliteJournal({ folder }))
  const file = join(folder, 'journal.sqlite')
  const well = { ok: true, checked: 41, unchecked: 0, damaged: [], problems: [] }
  expect(await check('--data', folder)).toMatchObject({ code: 0, found: well })

  const db = new DatabaseSync(file)
  db.exec("update payload set body = zeroblob(1000) where seq = 7; update rejection set url = '/other'")
  db.exec('insert into queue (lane, due, seq, replay, attempts) values (99, 0, 5000, 0, 0)')
  const rejection = db.prepare('select seq, tag from rejection').get()
  db.close()
  const spoilt = await check('--data', folder)
  expect(spoilt.code).toBe(1)
  expect(spoilt.found.damaged).toEqual([
    ids[6],
    formatId('rej', Number(rejection?.seq), Number(rejection?.tag)),
  ])
  expect(spoilt.found.problems).toEqual([
    '1 delivery waits for an event that is gone.',
    '1 delivery waits in a lane that there is not.',
  ])

  breakLastPage(file, 'payload')
  const broken = await check('--data', folder)
  expect(broken.code).toBe(1)
  expect(broken.found.problems.join('\n')).toMatch(/payload: .*/)
  expect((await runCommand(['check', '--data', folder])).stdout).toContain('restore the last backup')
})

test('it looks where serve would keep its store, and what the command line names comes first', async () => {
  await fill(await openSqliteJournal({ folder }))
  const none = 'postgres://127.0.0.1:1/none'
  const run = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> => {
    const { code, stdout, stderr } = await runCommand(['check', ...args], { env })
    return `${code} ${stdout}${stderr}`
  }
  expect(await run([], { COUNTERSIGN_DATA: folder })).toMatch(/^0 41 stored requests/)
  expect(await run(['--data', folder], { COUNTERSIGN_DATABASE_URL: none })).toMatch(/^0 41 stored requests/)
  expect(await run([], { COUNTERSIGN_DATA: folder, COUNTERSIGN_DATABASE_URL: none })).toMatch(
    /^1 ERR_JOURNAL_UNAVAILABLE: The database cannot be reached\.\n$/,
  )
  expect(await run(['--database-url', 'mysql://x'], {})).toMatch(
    /^78 ERR_SETTING: --database-url must begin with postgres/,
  )
  expect((await runCommand(['check', '--help'])).stdout).toMatch(/\(default:\s+\.countersign\)/)
})

test('without a store it says so', async () => {
  const { code, stderr } = await check('--data', join(folder, 'nothing'))
  expect(stderr).toContain('ERR_DATA_FOLDER_UNUSABLE')
  expect(code).toBe(78)
})

test('on PostgreSQL: the same, beside a gateway', async () => {
  server = await startServer({})
  const url = await server.database()
  const ids = await fill(await openPostgresJournal({ url, now: Date.now }))
  const well = { ok: true, checked: 41, unchecked: 0, damaged: [], problems: [] }
  expect(await check('--database-url', url)).toMatchObject({ code: 0, found: well })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`update countersign.payload set body = '\\x00' where seq = 7`)
  await client.query(`delete from countersign.event where seq = 9`)
  await client.end()
  const spoilt = await check('--database-url', url)
  expect(spoilt.code).toBe(1)
  expect(spoilt.found).toMatchObject({ damaged: [ids[6]], problems: ['1 content belongs to no event.'] })
})
