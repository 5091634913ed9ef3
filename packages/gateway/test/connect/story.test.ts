import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runExample } from '../../../../examples/run-example.ts'
import {
  type SeaTableSimulator,
  simulateSeaTable,
  simulateWebex,
  type WebexSimulator,
} from '../../../simulators/src/index.ts'
import { freePort } from '../harness/free-port.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

const tokens = { WEBEX_PERSON: 'persontoken', WEBEX_TOKEN: 'bottoken' }
const watching = ['--watch-seconds', '1']

let data: string
let gateway: StartedGateway
let webex: WebexSimulator
let seatable: SeaTableSimulator
let operator: RecordingReceiver

beforeAll(async () => {
  data = scratchFolder('countersign-story-')
  operator = await startReceiver()
  seatable = await simulateSeaTable()
  webex = await simulateWebex({
    newcomers: [
      { token: tokens.WEBEX_PERSON, email: 'person@example.com', displayName: 'A Person', type: 'person' },
      { token: tokens.WEBEX_TOKEN, email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' },
    ],
  })
  gateway = await startGateway({ data, args: watching })
})
afterAll(async () => {
  await gateway.remove()
  await Promise.all([webex.close(), seatable.close(), operator.close()])
  await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

async function countersign(...args: string[]): Promise<string> {
  const env = { COUNTERSIGN_DATA: data, SEATABLE_TOKEN: seatable.tokens.account, ...tokens }
  const { code, stdout, stderr } = await runCommand(args, { env })
  expect(code, stderr).toBe(0)
  return stdout
}

async function write(text: string): Promise<void> {
  const answer = await fetch(`${webex.api}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.WEBEX_PERSON}`, 'content-type': 'application/json' },
    body: JSON.stringify({ toPersonEmail: 'batbot@webex.bot', text }),
  })
  expect(answer.status).toBe(200)
}

const written = () =>
  [...webex.world.messages.values()]
    .filter(({ personEmail }) => personEmail === 'batbot@webex.bot')
    .map(({ text }) => text)

function insertRow(name: string): Promise<void> {
  const [table] = seatable.base.tables
  if (table !== undefined) seatable.base.insert(table, { Name: name }, 'someone@auth.local')
  return seatable.webhooks.idle()
}

/** Row names of what the gateway holds from SeaTable, newest first, each with its verdict. */
async function rows(): Promise<string[]> {
  const { items } = (await gateway.api('GET', '/events?source=tables')).body
  return Promise.all(
    items.map(async ({ id, verdict }: { id: string; verdict: string }) => {
      const body = await gateway.api('GET', `/events/${id}/body`)
      return `${verdict} ${JSON.parse(body.bytes.toString()).data.row_name}`
    }),
  )
}

test('from a token to an answering bot, and back from a night without a gateway', async () => {
  // The gateway is told to carry messages to the bot; the bot learns the secret that verifies them.
  const bot = `http://127.0.0.1:${await freePort()}`
  const made = await countersign(
    ...['connect', 'webex', '--token-env', 'WEBEX_TOKEN', '--api', webex.api, '--name', 'bot'],
    ...['--resource', 'messages', '--event', 'created', '--forward', `${bot}/countersigned`],
  )
  const GATEWAY_SECRET = /whsec_\S+/.exec(made)?.[0] ?? ''
  await runExample('webex-bot/server.ts', {
    ...{ WEBEX_TOKEN: tokens.WEBEX_TOKEN, WEBEX_API: webex.api, GATEWAY_SECRET, PORT: new URL(bot).port },
  })
  await write('/batman')
  await expect.poll(written, { timeout: 20_000 }).toEqual(["I'm Batman!"])

  // A base of SeaTable joins, and someone wants to hear of what goes wrong.
  await countersign(
    ...['connect', 'seatable', '--token-env', 'SEATABLE_TOKEN', '--server', seatable.server],
    ...['--workspace', '1', '--base', 'Projects', '--name', 'tables'],
  )
  await gateway.api('POST', '/destinations', { name: 'operator', url: operator.url, allowPrivate: true })
  await gateway.api('POST', '/routes', { source: 'countersign', destination: 'operator' })
  await insertRow('by day')
  await expect.poll(rows).toEqual(['verified by day'])

  // The machine is gone. SeaTable finds nobody, once, and never sends again; nobody is told.
  const [webhook] = seatable.webhooks.all.values()
  const { port } = new URL(gateway.url)
  await gateway.remove()
  await insertRow('by night')
  expect(webhook?.isValid).toBe(false)
  await write('/batcave anybody')
  await webex.webhooks.idle()
  expect(written()).toHaveLength(1)

  // It is back: the watch wakes the webhook, fetches what was missed, and says so.
  gateway = await startGateway({ data, args: [...watching, '--port', port] })
  await expect.poll(() => webhook?.isValid, { timeout: 20_000 }).toBe(true)
  await expect.poll(rows, { timeout: 20_000 }).toEqual(['backfilled by night', 'verified by day'])
  await expect.poll(written, { timeout: 20_000 }).toEqual(["I'm Batman!", "The Batcave echoes, 'anybody'"])
  await insertRow('by morning')
  await expect.poll(rows).toEqual(['verified by morning', 'backfilled by night', 'verified by day'])
  const told = () =>
    operator.received
      .map(({ body }) => JSON.parse(body.toString()))
      .filter(({ data }) => data.source === 'tables')
      .map(({ type, data }) => `${type}: ${data.message}`)
      .toSorted()
  await expect.poll(told, { timeout: 20_000 }).toHaveLength(3)
  expect(told()).toEqual([
    expect.stringMatching(/^connection.gap: .* from \S+ to \S+\. Found .*: \d+; .*: 1\. .*deleted/),
    expect.stringMatching(/^connection.inactive: SeaTable had switched the webhook off/),
    expect.stringMatching(/^connection.reactivated: .* off for at most \d+ s/),
  ])
})
