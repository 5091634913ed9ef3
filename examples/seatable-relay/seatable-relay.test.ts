import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../../packages/gateway/test/harness/start-gateway.ts'
import {
  type SeaTableSimulator,
  simulateSeaTable,
  simulateWebex,
  type WebexSimulator,
} from '../../packages/simulators/src/index.ts'
import { runExample } from '../run-example.ts'

const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
let gateway: StartedGateway
let webex: WebexSimulator
let seatable: SeaTableSimulator

beforeAll(async () => {
  webex = await simulateWebex({
    newcomers: [{ token: 'bot', email: 'relay@webex.bot', displayName: 'Relay', type: 'bot' }],
  })
  seatable = await simulateSeaTable()
  gateway = await startGateway()
})
afterAll(async () => {
  await gateway.remove()
  await Promise.all([webex.close(), seatable.close()])
})

test('a row becomes a message in a room, through the gateway; the route lets new rows alone pass', async () => {
  const bot = webex.world.person('relay@webex.bot')
  const [table] = seatable.base.tables
  if (bot === undefined || table === undefined) throw new Error('the simulators are empty')
  const room = webex.world.addRoom(bot, 'Sales')
  const { url } = await runExample('seatable-relay/relay.ts', {
    ...{ WEBEX_TOKEN: 'bot', WEBEX_API: webex.api, ROOM_ID: room.id, GATEWAY_SECRET: secret },
  })
  await gateway.api('POST', '/destinations', { name: 'relay', url, secret, allowPrivate: true })
  const connected = await gateway.api('POST', '/connections', {
    ...{ provider: 'seatable', token: seatable.tokens.account, api: seatable.server, name: 'sales' },
    settings: { workspace: '1', base: 'Projects' },
    destination: 'relay',
    filter: 'json.data.op_type == "insert_row"',
  })
  expect(connected.status, connected.bytes.toString()).toBe(201)

  const row = seatable.base.insert(table, { Name: 'Größe 🦇', Status: '<@all> *new*' }, 'someone')
  const texts = () => [...webex.world.messages.values()].map(({ markdown }) => markdown)
  await expect.poll(texts).toHaveLength(1)
  expect(texts()[0]).toBe(
    '**Opportunities**: new row "Größe 🦇"\n- Name: Größe 🦇\n- Status: \\<\\@all\\> \\*new\\*',
  )
  seatable.base.modify(table, row, { Status: 'old' }, 'someone')
  seatable.base.insert(table, { Name: 'second' }, 'someone')
  await expect.poll(texts).toHaveLength(2)
  expect(texts()[1]).toContain('"second"')
})
