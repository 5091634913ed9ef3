import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startTcpProxy } from '../../../../tools/tcp-proxy.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'
import { withServer } from './with-server.ts'

// COUNTERSIGN_TEST_CHAOS_SECONDS=600 makes it the long run.
const seconds = Number(process.env.COUNTERSIGN_TEST_CHAOS_SECONDS ?? 15)
const sendersEach = 8
const secret = 'a-secret-phrase-of-webex'
/** Deliveries in flight at one destination of one gateway, and those that were settled but not yet told so. */
const inFlight = 1000

const world = withServer()

interface Outcome {
  readonly status: number
  readonly id: string | undefined
}

/** Posts one signed event; what breaks is an answer of 0. */
function post(url: string, agent: Agent, body: string): Promise<Outcome> {
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  return new Promise((resolve) => {
    const none = (): void => resolve({ status: 0, id: undefined })
    const headers = { 'x-spark-signature': signature, 'content-length': Buffer.byteLength(body) }
    const asked = request(
      `${url}/in/webex`,
      { method: 'POST', agent, headers, timeout: 60_000 },
      (answer) => {
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        answer.on('error', none)
        answer.on('end', () => {
          const json = (text.startsWith('{') ? JSON.parse(text) : {}) as { id?: string }
          resolve({ status: answer.statusCode ?? 0, id: json.id })
        })
      },
    )
    asked.on('error', none)
    asked.on('timeout', () => asked.destroy())
    asked.end(body)
  })
}

it(`three gateways lose nothing through ${seconds} s of kills, database crashes and cut connections`, {
  timeout: 180_000 + seconds * 4000,
}, async () => {
  const receiver = await startReceiver()
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: world.server.port })
  const direct = await world.server.database()
  const databaseUrl = direct.replace(`:${world.server.port}/`, `:${proxy.port}/`)
  const env = { COUNTERSIGN_DATABASE_URL: databaseUrl, COUNTERSIGN_KEY: randomBytes(32).toString('base64') }
  const line = ['--source', 'webex=webex', '--secret', secret, '--forward', receiver.url]
  const first = await startGateway({ args: line, env })
  const gateways: StartedGateway[] = [first, await startGateway({ env }), await startGateway({ env })]
  const ordered = await startReceiver()
  const destination = {
    name: 'ordered',
    url: ordered.url,
    allowPrivate: true,
    order: { key: 'json.data.roomId' },
    shards: 4,
  }
  expect((await first.api('POST', '/destinations', destination)).status).toBe(201)
  expect((await first.api('POST', '/routes', { source: 'webex', destination: 'ordered' })).status).toBe(201)

  const accepted = new Set<string>()
  const statuses = new Map<number, number>()
  let sending = true
  const agent = new Agent({ keepAlive: true, maxSockets: sendersEach * gateways.length })
  // Each sender is a room: it waits for an answer before it posts the next, to whichever gateway.
  const rooms = Array.from({ length: sendersEach * gateways.length }, (): string[] => [])
  const loads = rooms.map(async (inOrder, room) => {
    while (sending) {
      const gateway = gateways[Math.floor(Math.random() * gateways.length)] ?? first
      const data = `{"id":"${randomUUID()}","roomId":"${room}"}`
      const { status, id } = await post(
        gateway.url,
        agent,
        `{"id":"hook","resource":"messages","event":"created","data":${data}}`,
      )
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status === 200 && id !== undefined) {
        accepted.add(id)
        inOrder.push(id)
      }
      await wait(status === 200 ? 10 : 50)
    }
  })

  let kills = 0
  let crashes = 0
  let cuts = 0
  let reshardings = 0
  const until = Date.now() + seconds * 1000
  while (Date.now() < until) {
    await wait(500 + Math.random() * 1500)
    const dice = Math.random()
    // Keys move to other lanes, and wait there for what is left of them in those of before.
    const shards = 1 + Math.floor(Math.random() * 6)
    const changed = await first.api('PATCH', '/destinations/ordered', { shards }).catch(() => null)
    if (changed?.status === 200) reshardings++
    if (dice < 0.45) {
      kills++
      await gateways[Math.floor(Math.random() * gateways.length)]?.kill9()
    } else if (dice < 0.6) {
      crashes++
      await world.server.crash()
    } else if (dice < 0.85) {
      cuts++
      proxy.reset()
    } else {
      cuts++
      proxy.cut()
      await wait(300 + Math.random() * 1500)
      proxy.mend()
    }
  }
  await wait(1000)
  sending = false
  await Promise.all(loads)
  agent.destroy()
  expect(accepted.size).toBeGreaterThan(seconds)

  // A dead gateway's lanes wait until its lease has ended.
  await expect
    .poll(async () => (await first.api('GET', '/stats')).body.deliveries?.pending, {
      timeout: 120_000,
      interval: 300,
    })
    .toBe(0)
  const delivered = timesOf(receiver)
  expect([...accepted].filter((id) => !delivered.has(id))).toEqual([])
  // Of what was answered 200, each room's first deliveries come in the order of the answers.
  const places = new Map([...timesOf(ordered).keys()].map((id, place) => [id, place]))
  for (const room of rooms) {
    const came = room.map((id) => places.get(id) ?? -1)
    expect(came.every((place, i) => place >= 0 && place > (came[i - 1] ?? -1))).toBe(true)
  }
  const twice = [...delivered.values()].reduce((sum, times) => sum + times - 1, 0)
  expect(twice).toBeLessThanOrEqual((kills + crashes + cuts) * inFlight)
  const [row] = await world.server.query('select count(*)::int as left_over from countersign.queue', direct)
  expect(row?.left_over).toBe(0)
  process.stdout.write(
    `${kills} kills, ${crashes} crashes of the database, ${cuts} cuts, ${reshardings} changes of the shards: ${accepted.size} answered 200, ${delivered.size} delivered, ${twice} twice, statuses ${JSON.stringify([...statuses])}\n`,
  )
  for (const gateway of gateways) await gateway.remove()
  await receiver.close()
  await ordered.close()
  await proxy.close()
})

/** How often each event came, in the order of their first deliveries. */
function timesOf(receiver: RecordingReceiver): Map<string, number> {
  const times = new Map<string, number>()
  for (const { headers } of receiver.received) {
    const id = String(headers['webhook-id'])
    times.set(id, (times.get(id) ?? 0) + 1)
  }
  return times
}
