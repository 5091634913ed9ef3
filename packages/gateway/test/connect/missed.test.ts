import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type SeaTableSimulator,
  simulateSeaTable,
  simulateWebex,
  type WebexSimulator,
} from '../../../simulators/src/index.ts'
import { createSeaTableClient } from '../../src/connect/seatable/client.ts'
import { memoryOfSeaTable, missedAtSeaTable } from '../../src/connect/seatable/missed.ts'
import { createWebexClient } from '../../src/connect/webex/client.ts'
import { memoryOfWebex, missedAtWebex } from '../../src/connect/webex/missed.ts'
import { outgoingCall } from '../harness/outgoing-call.ts'

const sleep = async (): Promise<void> => {}
/** The simulated providers' clock, and ours. */
let now = 0

beforeEach(() => {
  now = 1_790_000_000_000
})

describe('at SeaTable', () => {
  let simulator: SeaTableSimulator
  beforeEach(async () => {
    simulator = await simulateSeaTable({
      now: () => now,
      tables: [
        { name: 'a`b', columns: ['Name'] },
        { name: 'c', columns: ['X'] },
      ],
    })
  })
  afterEach(() => simulator.close())

  const search = (from: number, to: number) =>
    missedAtSeaTable(
      createSeaTableClient({
        ...{ base: simulator.server, token: simulator.tokens.account, workspace: '1', baseName: 'Projects' },
        ...{ sleep, call: outgoingCall, now: () => now },
      }),
      { from, to, floor: from },
    )

  test('rows of all tables, by their last change, told apart from what arrived', async () => {
    const [first, second] = simulator.base.tables
    if (first === undefined || second === undefined) throw new Error('no tables')
    const old = simulator.base.insert(first, { Name: 'old' }, 'x')
    simulator.base.insert(second, { X: 'untouched' }, 'x')
    now += 60_000
    const from = now
    now += 1000
    simulator.base.modify(first, old, { Name: 'changed' }, 'x')
    now += 1000
    const fresh = simulator.base.insert(second, { X: 'new' }, 'x')
    now += 1000
    const { missed, beyondReach } = await search(from, now)
    expect(missed.map(({ type }) => type)).toEqual(['modify_row', 'insert_row'])
    expect(JSON.parse(Buffer.from(missed[0]?.body ?? '').toString()).data).toMatchObject({
      ...{
        row_id: old._id,
        op_type: 'modify_row',
        op_time: (from + 1000) / 1000,
        table_name: 'a`b',
        row_name: 'changed',
      },
      row_data: [{ column_name: 'Name', value: 'changed', old_value: null }],
    })
    expect(beyondReach).toHaveLength(1)
    const memory = memoryOfSeaTable()
    for (const body of [
      null,
      7,
      { data: { row_id: fresh._id, op_time: (from + 2000) / 1000 } },
      { data: { row_id: old._id, op_time: from / 1000 } },
    ])
      memory.see(body)
    expect(missed.map((one) => memory.knows(one))).toEqual([false, true])
  })

  test('at most ten thousand rows, and it says so', async () => {
    const [table] = simulator.base.tables
    if (table === undefined) throw new Error('no table')
    for (let n = 0; n < 10_001; n += 1) simulator.base.insert(table, { Name: `row ${n}` }, 'x')
    const { missed, beyondReach } = await search(now, now)
    expect(missed).toHaveLength(10_000)
    expect(beyondReach.join()).toContain('Only the first 10000 rows')
  })
})

describe('at Webex', () => {
  let simulator: WebexSimulator
  const people = [
    { token: 'person', email: 'p@example.com', displayName: 'P', type: 'person' as const },
    { token: 'bot', email: 'b@webex.bot', displayName: 'B', type: 'bot' as const },
  ]
  beforeEach(async () => {
    simulator = await simulateWebex({ newcomers: people, now: () => now })
  })
  afterEach(() => simulator.close())

  async function search(
    token: string,
    settings: { resource: string; event: string; filter?: string },
    from: number,
  ) {
    const client = createWebexClient({
      base: simulator.api,
      token,
      sleep,
      call: outgoingCall,
      now: () => now,
    })
    const hook = { name: 'h', targetUrl: 'https://hooks.example.com/in/x', secret: 's', ...settings }
    const { id } = await client.createWebhook(hook)
    return missedAtWebex(client, settings, { from, to: now, floor: from }, id)
  }
  const person = (who: string) => {
    const found = simulator.world.person(who)
    if (found === undefined) throw new Error('nobody')
    return found
  }

  test('a bot finds what mentions it and what is said to it alone; filters hold', async () => {
    const room = simulator.world.addRoom(person('p@example.com'), 'Gotham')
    simulator.world.addMember(person('p@example.com'), room, person('b@webex.bot'))
    const direct = simulator.world.directRoom(person('p@example.com'), person('b@webex.bot'))
    const write = (to: typeof room, markdown: string) =>
      simulator.world.post(person('p@example.com'), to, { markdown })
    now += 60_000
    write(direct, 'too early')
    now += 60_000
    const from = now
    const wanted = [write(room, '<@personEmail:b@webex.bot> hello'), write(direct, 'hello')]
    write(room, 'among people')
    now += 1000
    const all = await search('bot', { resource: 'messages', event: 'created' }, from)
    const ids = all.missed.map(({ body }) => JSON.parse(Buffer.from(body).toString()).data.id)
    expect(ids.toSorted()).toEqual(wanted.map(({ id }) => id).toSorted())
    expect(all.beyondReach).toEqual([])
    const filtered = await search(
      'bot',
      { resource: 'messages', event: 'created', filter: 'roomType=direct' },
      from,
    )
    expect(filtered.missed).toHaveLength(1)
    const memory = memoryOfWebex()
    memory.see({ ...JSON.parse(Buffer.from(all.missed[0]?.body ?? '').toString()), id: 'another webhook id' })
    expect(all.missed.map((one) => memory.knows(one))).toEqual([true, false])
  })

  test('a room that looks old hides none behind it, and one whose time never moved is looked into', async () => {
    const person1 = person('p@example.com')
    const rooms = ['never moved', 'quiet', 'busy'].map((title) => {
      const room = simulator.world.addRoom(person1, title)
      simulator.world.addMember(person1, room, person('b@webex.bot'))
      return room
    })
    const [frozen, quiet, busy] = rooms
    if (frozen === undefined || quiet === undefined || busy === undefined) throw new Error('no rooms')
    const write = (to: typeof quiet) =>
      simulator.world.post(person1, to, { markdown: '<@personEmail:b@webex.bot> hello' })
    now += 60_000
    write(quiet)
    now += 60_000
    const from = now
    simulator.control.change({ frozenActivity: true })
    const wanted = [write(frozen)]
    simulator.control.change({ frozenActivity: false })
    wanted.push(write(busy))
    const { missed } = await search('bot', { resource: 'messages', event: 'created' }, from)
    const ids = missed.map(({ body }) => JSON.parse(Buffer.from(body).toString()).data.id)
    expect(ids.toSorted()).toEqual(wanted.map(({ id }) => id).toSorted())
  })

  test('members who came; what the API does not show is named', async () => {
    const from = now
    const room = simulator.world.addRoom(person('p@example.com'), 'Gotham')
    simulator.world.addMember(person('p@example.com'), room, person('b@webex.bot'))
    const found = await search('person', { resource: 'memberships', event: 'all' }, from)
    expect(found.missed.map(({ type }) => type)).toEqual(['memberships.created', 'memberships.created'])
    expect(found.beyondReach.join(' ')).toContain('changed or deleted')
    for (const settings of [
      { resource: 'rooms', event: 'created' },
      { resource: 'messages', event: 'deleted' },
    ]) {
      const none = await search('person', settings, from)
      expect([none.missed, none.beyondReach.length > 0]).toEqual([[], true])
    }
  })
})
