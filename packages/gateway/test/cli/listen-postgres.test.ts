import { expect, onTestFinished, test } from 'vitest'
import type { StartedGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'
import { withTwoGateways } from '../postgres/with-two-gateways.ts'
import { type StartedListener, startListener } from './start-listener.ts'

const world = withTwoGateways()

const listen = (gateway: StartedGateway, args: readonly string[]): StartedListener =>
  startListener(gateway, ['shop', ...args])

test('a listener at one of two gateways gets what the other takes in, after a stop and at the other one, too', async () => {
  const { one, other } = world
  const app = await startReceiver()
  onTestFinished(() => app.close())
  await one.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  const events: string[] = []
  let n = 0
  const publish = async (gateway: StartedGateway): Promise<void> => {
    const event = { source: 'shop', type: 'order.paid', data: { n: n++ } }
    const { status, body } = await gateway.api('POST', '/events', event)
    expect(status).toBe(201)
    events.push(body.id)
  }
  const ids = (): string[] =>
    [...new Set(app.received.map(({ headers }) => String(headers['webhook-id'])))].sort()
  const all = async (): Promise<void> =>
    void (await expect.poll(ids, { timeout: 30_000 }).toEqual([...events].sort()))
  const listed = async (gateway: StartedGateway): Promise<number> =>
    (await gateway.api('GET', '/listeners')).body.items.length
  const to = ['--to', new URL(app.url).origin]

  const first = listen(one, to)
  await first.printed(/listens to shop/)
  await expect.poll(() => listed(other)).toBe(1)
  await publish(one)
  await publish(other)
  await all()

  first.child.kill('SIGSTOP')
  await publish(other)
  await publish(one)
  first.child.kill('SIGCONT')
  await all()

  // Ended by its user it is forgotten, at both.
  first.child.kill('SIGINT')
  expect(await first.ended).toBe(0)
  for (const gateway of [one, other]) await expect.poll(() => listed(gateway)).toBe(0)

  const second = listen(other, to)
  await second.printed(/listens to shop/)
  await publish(one)
  await publish(other)
  await all()
  second.child.kill('SIGINT')
  expect(await second.ended).toBe(0)
}, 120_000)
