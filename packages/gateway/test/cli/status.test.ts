import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { cli } from './cli.ts'

let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway({
    args: ['--source', 'web=webex', '--secret-env', 'WEB_SECRET', '--forward', 'http://127.0.0.1:9/nobody'],
    env: { WEB_SECRET: 'a secret of more than sixteen bytes' },
  })
}, 60_000)

afterAll(async () => {
  await gateway.stop()
  await gateway.remove()
})

it('says in one screen what came, what was refused, and where nothing is answered', async () => {
  const env = { COUNTERSIGN_DATA: gateway.data, WEB_SECRET: 'a secret of more than sixteen bytes' }
  for (let n = 0; n < 2; n++)
    expect(
      (await cli(['send', 'webex', `${gateway.url}/in/web`, '--secret-env', 'WEB_SECRET'], { env })).code,
    ).toBe(0)
  expect((await gateway.post('web', '{"id":"forged"}', { 'x-spark-signature': 'f'.repeat(40) })).status).toBe(
    401,
  )
  // Refusals are counted once a second.
  const json = async () => JSON.parse((await cli(['status', '--json'], { env })).stdout)
  await expect.poll(json, { timeout: 20_000 }).toMatchObject({
    ready: true,
    sources: [{ name: 'web', events: 2, refused: 1 }],
    stats: { events: 2, deliveries: { pending: 2, delivered: 0 } },
  })
  const { stdout } = await cli(['status'], { env })
  expect(stdout).toMatch(
    /^ready\n2 events stored, 1 refused request kept\n2 deliveries wait, the (next is tried at|first is due since) \S+; none is dead\n\nsource {2}events {2}refused {2}last in\nweb {5}2 {7}1 {8}after \S+Z\n\ndestination\s+delivered\s+failed tries\s+state\n\S+\s+0\s+\d+\s+(healthy|slowing|probing)\n$/,
  )
})
