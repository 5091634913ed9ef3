import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { hasNetworks, honest, secret } from './networks.ts'

const perSecond = 20
const message = (id: string): string =>
  JSON.stringify({ id: 'hook', resource: 'messages', event: 'created', data: { id } })

let gateway: StartedGateway
let port: number
beforeAll(async () => {
  gateway = await startGateway()
  port = Number(new URL(gateway.url).port)
  const input = { name: 'bot', scheme: 'webex', secrets: [secret], ratePerSecond: perSecond }
  expect((await gateway.api('POST', '/sources', input)).status).toBe(201)
}, 60_000)
afterAll(() => gateway?.remove())

describe.runIf(hasNetworks)('a source with a rate', () => {
  test('one recorded message, sent again and again, keeps no new one out', async () => {
    expect(await honest(port, '/in/bot', '127.0.51.1', message('recorded'))).toBe(200)
    let going = true
    // Fewer than half of the rate at once, and the new ones from their own network, so that no share of it helps them.
    let replayed = 0
    const replays = Array.from({ length: perSecond / 2 - 2 }, async () => {
      while (going) {
        await honest(port, '/in/bot', '127.0.51.1', message('recorded'))
        replayed++
      }
    })
    await expect.poll(() => replayed, { timeout: 40_000 }).toBeGreaterThan(2 * perSecond)
    const statuses: (number | null)[] = []
    for (let at = 0; at < perSecond / 2; at++)
      statuses.push(await honest(port, '/in/bot', '127.0.51.1', message(`new ${at}`)))
    going = false
    await Promise.all(replays)
    expect(statuses).toEqual(Array.from({ length: perSecond / 2 }, () => 200))
  })

  test('a network that takes all that there is leaves the others their share', async () => {
    let going = true
    let number = 0
    const greedy = Array.from({ length: 10 }, async () => {
      while (going) await honest(port, '/in/bot', '127.0.53.1', message(`greedy ${number++}`))
    })
    while (number < 2 * perSecond) await new Promise((resolve) => setTimeout(resolve, 20))
    const statuses: (number | null)[] = []
    for (let at = 0; at < 5; at++)
      statuses.push(await honest(port, '/in/bot', '127.0.54.1', message(`other ${at}`)))
    going = false
    await Promise.all(greedy)
    expect(statuses).toEqual([200, 200, 200, 200, 200])
  })
})
