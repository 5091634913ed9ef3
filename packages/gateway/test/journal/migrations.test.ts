import { createHash } from 'node:crypto'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { enqueue3 } from '../../src/journal/postgres/functions/enqueue-3.ts'
import { migrations as postgres } from '../../src/journal/postgres/migrations/all.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { migrations as sqlite } from '../../src/journal/sqlite/migrations/all.ts'
import { withServer } from '../postgres/with-server.ts'

// A step that stores somewhere have taken is never changed: a later one mends it. A new step gets its line here.

const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

test('no step of the SQLite schema has changed', () => {
  expect(sqlite.map((step, at) => `${at + 1} ${hash(step)}`)).toMatchInlineSnapshot(`
    [
      "1 4d153eff067b5fc5",
      "2 4ff6735e9f2919bb",
      "3 0534c647b8a32e32",
      "4 dc8e9012bfe3eac8",
      "5 b312300c274165c5",
      "6 22b5ca1c5bed00fb",
      "7 b6798f9c47f95de9",
      "8 a25f02f0e7df744f",
      "9 0bcefa48ad5a3b37",
      "10 a11dd4847ec3d58a",
      "11 4d8924ddb81f713a",
      "12 c67e0a318c0dcb03",
      "13 711dfcbeb15e1922",
      "14 94a3eaa4b6f9336e",
      "15 cbb31b01228f1753",
      "16 4789b7764a66c079",
      "17 216b0f27130e9861",
      "18 ebbb07bb5203189a",
      "19 5e8bc546eb904420",
      "20 294b37dd4e925546",
      "21 24e0efaf804d9eae",
    ]
  `)
})

test('no step of the PostgreSQL schema has changed', () => {
  expect(postgres.map((step) => `${step.version} ${hash(step.statements)}`)).toMatchInlineSnapshot(`
    [
      "1 03fa0d9e8916b325",
      "2 872bd135462bdc6a",
      "3 f092a345c2c357c5",
      "4 70c508807ef50083",
      "5 53bb79d1a182b2b5",
      "6 47078b1f550272a1",
      "7 6a461847b26adc23",
      "8 31e14c218a16314d",
      "9 ef51b19d0e8eeb07",
      "10 3e9529c2612f7533",
      "11 c7c94ce558677bc0",
      "12 41bcbe96b6d6e953",
      "13 51afde4354046bc7",
      "14 6c15a0dd9199d5bd",
      "15 5bbb910554bb4177",
      "16 7ec808adc8252283",
      "17 6e15a08e3cc82994",
      "18 fd3972747003a018",
      "19 a9d739323dedd017",
      "20 721dae786a700976",
      "21 62084d460b6adcb3",
      "22 2fca0f1118cd794f",
      "23 8ea4f237723e1aa2",
      "24 e4b50790787bca27",
      "25 bf11c233be71b9a2",
      "26 ca5c17adb3323249",
      "27 48819401ceeccf6e",
      "28 089e60933b6266b4",
      "29 2b85317eb63424eb",
      "30 123d73ba6a5e0a73",
    ]
  `)
})

describe('a database of before, when the fifth and eighth step stood otherwise', () => {
  const world = withServer()

  /** As those steps were for a while. */
  const other = postgres.map((step) => {
    if (step.version === 5) return { ...step, statements: step.statements.slice(0, 1) }
    const statements = step.statements.map((text) =>
      text === enqueue3 ? text.replaceAll('enqueue_3', 'enqueue_2') : text,
    )
    return step.version === 8 ? { ...step, statements } : step
  })

  async function made(steps: typeof postgres, upTo: number): Promise<string> {
    const url = await world.server.database()
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    if (upTo > 0)
      await client.query(
        'create schema countersign; create table countersign.meta (name text primary key, value text not null)',
      )
    for (const step of steps.slice(0, upTo))
      for (const statement of step.statements) await client.query(statement)
    if (upTo > 0)
      await client.query(`insert into countersign.meta values ('version', $1), ('usable_from', '1')`, [
        String(upTo),
      ])
    await client.end()
    return url
  }

  async function functionsOf(url: string): Promise<unknown> {
    const journal = await openPostgresJournal({ url, now: Date.now })
    await journal.close()
    const rows = await world.server.query(
      `select oid::regprocedure::text as name, md5(prosrc) as body from pg_proc
        where pronamespace = 'countersign'::regnamespace order by 1`,
      url,
    )
    return rows
  }

  test.each([
    ['the steps of now, half way', postgres, 6],
    ['those of a while, half way', other, 6],
    ['the steps of now, all that there were', postgres, 9],
    ['those of a while, all that there were', other, 9],
  ])('%s: it has the same functions in the end', async (_name, steps, upTo) => {
    expect(await functionsOf(await made(steps, upTo))).toEqual(await functionsOf(await made(postgres, 0)))
  })
})
