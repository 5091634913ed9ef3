import { createHmac, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'

// COUNTERSIGN_TEST_KILLS=50 makes it the long run.
const kills = Number(process.env.COUNTERSIGN_TEST_KILLS ?? 8)
const senders = 16
const secret = 'a-secret-phrase-of-webex'
const concurrency = 32

interface Outcome {
  readonly status: number
  readonly id: string | undefined
}

/** Posts one event; rejects where the connection was refused or reset before the answer had begun. */
function post(url: string, agent: Agent, body: string): Promise<Outcome> {
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  return new Promise((resolve, reject) => {
    const headers = { 'x-spark-signature': signature, 'content-length': Buffer.byteLength(body) }
    const asked = request(`${url}/in/webex`, { method: 'POST', agent, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      // An answer that breaks off is no promise, and no connection refused either.
      answer.on('error', () => resolve({ status: 0, id: undefined }))
      answer.on('end', () => {
        const json = (text.startsWith('{') ? JSON.parse(text) : {}) as { id?: string }
        resolve({ status: answer.statusCode ?? 0, id: json.id })
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

it(`loses nothing through ${kills} kills of the gateway, and refuses nobody`, {
  timeout: 120_000 + kills * 10_000,
}, async () => {
  const receiver = await startReceiver()
  const gateway = await startGateway({
    args: ['--source', 'webex=webex', '--secret', secret, '--forward', receiver.url],
  })
  const accepted = new Set<string>()
  const broken: string[] = []
  const statuses = new Map<number, number>()
  let sending = true
  const agent = new Agent({ keepAlive: true, maxSockets: senders })
  const loads = Array.from({ length: senders }, async () => {
    while (sending) {
      const body = `{"id":"hook","resource":"messages","event":"created","data":{"id":"${randomUUID()}"}}`
      try {
        const { status, id } = await post(gateway.url, agent, body)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status === 200 && id !== undefined) accepted.add(id)
      } catch (error) {
        broken.push(String(error))
      }
      await wait(5)
    }
  })
  for (let n = 0; n < kills; n++) {
    await wait(200 + Math.random() * 800)
    await gateway.kill9()
  }
  await wait(300)
  sending = false
  await Promise.all(loads)
  agent.destroy()
  expect(broken).toEqual([])
  expect(accepted.size).toBeGreaterThan(kills * 10)

  await expect
    .poll(async () => (await gateway.api('GET', '/stats')).body.deliveries.pending, {
      timeout: 60_000,
      interval: 200,
    })
    .toBe(0)
  const stored = new Set<string>()
  let cursor = ''
  do {
    const { body } = await gateway.api('GET', `/events?limit=200${cursor && `&cursor=${cursor}`}`)
    for (const { id } of body.items) stored.add(id)
    cursor = body.next ?? ''
  } while (cursor !== '')
  const delivered = new Map<string, number>()
  for (const { headers } of receiver.received) {
    const id = String(headers['webhook-id'])
    delivered.set(id, (delivered.get(id) ?? 0) + 1)
  }
  expect([...accepted].filter((id) => !stored.has(id))).toEqual([])
  expect([...accepted].filter((id) => !delivered.has(id))).toEqual([])
  // Delivered twice is at most what was in flight at each kill.
  const twice = [...delivered.values()].reduce((sum, times) => sum + times - 1, 0)
  expect(twice).toBeLessThanOrEqual(kills * concurrency)
  process.stdout.write(
    `${kills} kills: ${accepted.size} answered 200, ${stored.size} stored, ${twice} delivered twice, statuses ${JSON.stringify([...statuses])}\n`,
  )
  await gateway.remove()
  await receiver.close()
})
