import { expect, test } from 'vitest'
import { withServer } from './with-server.ts'

const world = withServer()

test('the functions are those that this version and those since schema 17 call, and none calls one that is gone', async () => {
  const url = await world.server.database()
  await world.open({ url })
  const rows = await world.server.query(
    `select proname as name, prosrc as body from pg_proc
      where pronamespace = 'countersign'::regnamespace order by 1`,
    url,
  )
  const names = rows.map(({ name }) => String(name))
  expect(names).toEqual([
    ...[
      'append_3',
      'append_4',
      'append_5',
      'append_6',
      'await_appends_1',
      'begin_write_1',
      'clear_segment_1',
    ],
    ...[
      'enqueue_3',
      'expire_1',
      'expire_2',
      'is_alive_1',
      'look_1',
      'make_segment_1',
      'new_identity_1',
      'now_1',
    ],
    ...['own_2', 'own_3', 'own_4', 'prune_2', 'prune_ledger_1', 'reject_1', 'renew_identity_1', 'rewrite_1'],
    ...['rewrite_2', 'rewrite_3', 'settle_1', 'settle_2', 'settle_3', 'tally_deliveries_1', 'tally_events_1'],
  ])
  for (const { name, body } of rows)
    for (const [, called] of String(body).matchAll(/\b(\w+_\d+)\(/g))
      expect(names, `${name} calls ${called}`).toContain(called)
})

test('what runs with the rights of the owner is called by nobody who was not granted it', async () => {
  const url = await world.server.database()
  await world.open({ url })
  const rows = await world.server.query(
    `select proname as name, has_function_privilege('public', oid, 'execute') as anybody from pg_proc
      where pronamespace = 'countersign'::regnamespace and prosecdef order by 1`,
    url,
  )
  expect(rows.length).toBeGreaterThan(3)
  expect(rows.filter(({ anybody }) => anybody)).toEqual([])
})
