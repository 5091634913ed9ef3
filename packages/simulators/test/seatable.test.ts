import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type SeaTableSimulator,
  type SeaTableSimulatorOptions,
  simulateSeaTable,
} from '../src/seatable/server.ts'
import { type Receiver, startReceiver } from './receiver.ts'

let receiver: Receiver
let simulator: SeaTableSimulator

async function start(options: SeaTableSimulatorOptions = {}): Promise<void> {
  await simulator?.close()
  simulator = await simulateSeaTable({ timeoutMs: 300, ...options })
}

beforeEach(async () => {
  receiver = await startReceiver()
  await start()
})
afterEach(async () => {
  await simulator.close()
  await receiver.close()
})

const hooks = () => `${simulator.server}/api/v2.1/workspace/1/dtable/Projects/webhooks/`
const account = () => ({ authorization: `Bearer ${simulator.tokens.account}` })

async function createHook(fields: Record<string, string>): Promise<{ id: number }> {
  const answer = await fetch(hooks(), {
    method: 'POST',
    headers: account(),
    body: new URLSearchParams(fields),
  })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { webhook: { id: number } }).webhook
}

function insert(cells: Record<string, string> = { Name: 'Größe 🦇' }): void {
  const [table] = simulator.base.tables
  if (table === undefined) throw new Error('no table')
  simulator.base.insert(table, cells, 'someone@auth.local')
}

async function insertAndWait(): Promise<void> {
  insert()
  await simulator.webhooks.idle()
}

describe('the SeaTable simulator', () => {
  test("sends Python's bytes, signed over exactly them", async () => {
    await start({ now: () => 1649922777000 })
    await createHook({ url: receiver.url, secret: 'my-secret' })
    await insertAndWait()
    const [sent] = receiver.received
    const { uuid, tables } = simulator.base
    const [row] = tables[0]?.rows.values() ?? []
    expect(sent?.body.toString()).toBe(
      `{"event": "update", "data": {"dtable_uuid": "${uuid.replaceAll('-', '')}", "row_id": "${row?._id}", "op_user": "someone@auth.local", "op_type": "insert_row", "op_time": 1649922777.0, "table_id": "0000", "table_name": "Opportunities", "row_name": "Gr\\u00f6\\u00dfe \\ud83e\\udd87", "row_data": [{"column_key": "0000", "column_name": "Name", "column_type": "text", "column_data": null, "value": "Gr\\u00f6\\u00dfe \\ud83e\\udd87", "old_value": ""}]}}`,
    )
    const hmac = createHmac('sha256', 'my-secret')
      .update(sent?.body ?? '')
      .digest('hex')
    expect(sent?.headers['x-seatable-signature']).toBe(`sha256=${hmac}`)
    expect(sent?.headers['content-type']).toBe('application/json')
    expect(sent?.headers['user-agent']).toMatch(/^python-requests\//)
  })

  test('signs nothing without a secret', async () => {
    await createHook({ url: receiver.url })
    await insertAndWait()
    expect(receiver.received[0]?.headers).not.toHaveProperty('x-seatable-signature')
  })

  test('five bad answers in a row make a webhook invalid; a good one between clears the count', async () => {
    const { id } = await createHook({ url: receiver.url, secret: 's' })
    receiver.status = 500
    for (let n = 0; n < 4; n += 1) await insertAndWait()
    receiver.status = 204
    await insertAndWait()
    receiver.status = 401
    for (let n = 0; n < 4; n += 1) await insertAndWait()
    expect(simulator.webhooks.all.get(id)?.isValid).toBe(true)
    await insertAndWait()
    expect(simulator.webhooks.all.get(id)?.isValid).toBe(false)
    await insertAndWait()
    expect(receiver.received).toHaveLength(10)
  })

  test('the count is forgotten a day after the last failure', async () => {
    let now = 1_700_000_000_000
    await start({ now: () => now })
    const { id } = await createHook({ url: receiver.url })
    receiver.status = 500
    for (let n = 0; n < 4; n += 1) await insertAndWait()
    now += 86_400_000
    await insertAndWait()
    expect(simulator.webhooks.all.get(id)?.isValid).toBe(true)
  })

  test('a read timeout counts, a refused connection kills at once, and saving again revives', async () => {
    const { id } = await createHook({ url: receiver.url, secret: 's' })
    receiver.mute = true
    await insertAndWait()
    expect(simulator.webhooks.all.get(id)?.isValid).toBe(true)
    await receiver.close()
    await insertAndWait()
    expect(simulator.webhooks.all.get(id)?.isValid).toBe(false)
    const listed = (await (await fetch(hooks(), { headers: account() })).json()) as { webhook_list: object[] }
    expect(listed.webhook_list[0]).toMatchObject({ id, is_valid: false })
    receiver = await startReceiver()
    const body = new URLSearchParams({ url: receiver.url, secret: 's' })
    await fetch(`${hooks()}${id}/`, { method: 'PUT', headers: account(), body })
    await insertAndWait()
    expect(receiver.received).toHaveLength(1)
  })

  test('tokens: of the account for webhooks, of the base for rows', async () => {
    expect((await fetch(hooks())).status).toBe(401)
    expect(
      (await fetch(hooks(), { headers: { authorization: `Bearer ${simulator.tokens.api}` } })).status,
    ).toBe(403)
    const exchange = await fetch(`${simulator.server}/api/v2.1/dtable/app-access-token/`, {
      headers: { authorization: `Bearer ${simulator.tokens.api}` },
    })
    const { access_token, dtable_server, dtable_uuid } = (await exchange.json()) as Record<string, string>
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' }
    const rows = `${dtable_server}api/v2/dtables/${dtable_uuid}/rows/`
    const row = { table_name: 'Opportunities', rows: [{ Name: 'one' }, { Name: 'two' }] }
    const added = await fetch(rows, { method: 'POST', headers, body: JSON.stringify(row) })
    expect(await added.json()).toMatchObject({ inserted_row_count: 2 })
    const sql =
      "SELECT * FROM `Opportunities` WHERE `_mtime` >= '2020-01-01T00:00:00Z' ORDER BY `_mtime` LIMIT 100"
    const found = await fetch(`${dtable_server}api/v2/dtables/${dtable_uuid}/sql/`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ sql, convert_keys: true }),
    })
    expect(((await found.json()) as { results: object[] }).results).toMatchObject([
      { Name: 'one' },
      { Name: 'two' },
    ])
  })

  test('a provider gone bad: duplicates, out of order, dead, and an API that fails for a while', async () => {
    await createHook({ url: receiver.url })
    simulator.control.change({ duplicates: 2 })
    await insertAndWait()
    expect(receiver.received).toHaveLength(3)
    simulator.control.change({ duplicates: 0, shuffle: true, delayMs: 10 })
    for (const name of ['first', 'second']) insert({ Name: name })
    await simulator.webhooks.idle()
    expect(
      receiver.received
        .slice(3)
        .map(({ body }) => JSON.parse(body.toString()).data.row_name)
        .toSorted(),
    ).toEqual(['first', 'second'])
    simulator.control.change({
      shuffle: false,
      delayMs: 0,
      api: 'rate-limited',
      times: 1,
      retryAfterSeconds: 7,
    })
    const limited = await fetch(hooks(), { headers: account() })
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7'])
    expect((await fetch(hooks(), { headers: account() })).status).toBe(200)
    simulator.control.change({ dead: true })
    await expect(fetch(hooks(), { headers: account() })).rejects.toThrow()
    await insertAndWait()
    expect(receiver.received).toHaveLength(5)
  })

  describe('SQL and lists of rows', () => {
    const rowsOf = async (path: string, init: RequestInit = {}): Promise<[number, Record<string, never>]> => {
      const url = `${simulator.server}/api-gateway/api/v2/dtables/${simulator.base.uuid}/${path}`
      const headers = { authorization: `Token ${simulator.tokens.base}`, 'content-type': 'application/json' }
      const answer = await fetch(url, { ...init, headers })
      return [answer.status, (await answer.json()) as Record<string, never>]
    }
    const select = async (sql: string, parameters: unknown[] = []): Promise<unknown> => {
      const body = JSON.stringify({ sql, parameters, convert_keys: true })
      const [status, { results, error_msg: refused }] = await rowsOf('sql', { method: 'POST', body })
      return status === 200 ? results : refused
    }

    test.each([
      ["SELECT Name FROM Opportunities WHERE Status = 'open'", ['Ada', 'Bo']],
      ['select `Name` from `Opportunities` where Status != "open"', ["O'Hara"]],
      ["SELECT Name FROM Opportunities WHERE Name = 'O''Hara' OR Name LIKE 'a%'", ['Ada', "O'Hara"]],
      ["SELECT Name FROM Opportunities WHERE NOT (Name IN ('Ada', 'Bo')) AND Status IS NOT NULL", ["O'Hara"]],
      ['SELECT Name FROM Opportunities ORDER BY Status DESC, Name LIMIT 2 OFFSET 1', ['Bo', "O'Hara"]],
      ["SELECT Name FROM Opportunities WHERE _mtime >= '2020-01-01T00:00:00Z' LIMIT 1;", ['Ada']],
    ])('%s', async (sql, names) => {
      for (const [Name, Status] of [
        ['Ada', 'open'],
        ['Bo', 'open'],
        ["O'Hara", 'done'],
      ])
        insert({ Name: Name ?? '', Status: Status ?? '' })
      expect(await select(sql)).toEqual(names.map((Name) => ({ Name })))
    })

    test('counts, takes parameters, and refuses other statements by name', async () => {
      insert({ Name: 'Ada' })
      insert({ Name: 'Bo' })
      expect(await select('SELECT COUNT(*) FROM Opportunities')).toEqual([{ 'COUNT(*)': 2 }])
      expect(await select('SELECT Name FROM Opportunities WHERE Name = ?', ['Bo'])).toEqual([{ Name: 'Bo' }])
      for (const sql of ['DELETE FROM Opportunities', 'SELECT SUM(a) FROM t', 'SELECT * FROM a, b', 'SELECT'])
        expect(await select(sql)).toContain(`does not understand this statement; it knows SELECT`)
      expect(await select('SELECT * FROM Nothing')).toBe('no such table: Nothing')
      expect(await select('SELECT Nothing FROM Opportunities')).toBe('no such column: Nothing')
    })

    test('a row and a page of rows, by names or by keys', async () => {
      for (const Name of ['Ada', 'Bo', 'Cy']) insert({ Name })
      const query = 'rows/?table_name=Opportunities&order_by=Name&direction=desc&start=1&limit=1'
      const [, { rows }] = await rowsOf(`${query}&convert_keys=True`)
      expect(rows).toMatchObject([{ Name: 'Bo' }])
      const [, keyed] = await rowsOf(query)
      expect(keyed.rows).toMatchObject([{ '0000': 'Bo' }])
      const [{ _id: id }] = rows as unknown as [{ _id: string }]
      const one = await rowsOf(`rows/${id}/?table_name=Opportunities&convert_keys=true`)
      expect(one).toMatchObject([200, { _id: id, Name: 'Bo' }])
      expect(await rowsOf('links/')).toEqual([
        404,
        { error_msg: `The simulator has no GET /api-gateway/api/v2/dtables/${simulator.base.uuid}/links/.` },
      ])
    })
  })
})
