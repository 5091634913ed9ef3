import { afterAll, beforeAll, expect, it } from 'vitest'
import { answer } from '../../../../tools/hostile-behaviors.ts'
import { type HostileReceiver, startReceiver } from '../../../../tools/hostile-receiver.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// What an operator looks for in the log and nowhere else, each on a line of its own.

interface Line {
  readonly time: string
  readonly level: string
  readonly msg: string
}

let gateway: StartedGateway
let receiver: HostileReceiver
beforeAll(async () => {
  receiver = await startReceiver({ each: () => answer(500) })
  gateway = await startGateway({
    args: [...['--log-level', 'trace', '--log-format', 'json'], ...['--egress-allow', '127.0.0.0/8']],
  })
  await gateway.api('POST', '/sources', {
    name: 'kept',
    scheme: 'github',
    secrets: ['a secret of many letters'],
  })
  await gateway.api('POST', '/sources', {
    ...{ name: 'held', scheme: 'github', secrets: ['a secret of many letters'], onMismatch: 'hold' },
  })
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  await gateway.api('POST', '/destinations', { name: 'app', url: receiver.url, retryScheduleMs: [1] })
  await gateway.api('POST', '/routes', { source: 'shop', destination: 'app' })
})
afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

const linesOf = (msg: string): Line[] =>
  gateway
    .output()
    .stdout.split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line)
    .filter((line) => line.msg === msg)

it('a rejection that is kept, and one that is held, whose sender knows nothing of it', async () => {
  const headers = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, 'x-github-event': 'push' }
  expect((await gateway.post('kept', '{}', headers)).status).toBe(401)
  expect((await gateway.post('held', '{}', headers)).status).toBe(200)
  const about = { level: 'warn', code: 'ERR_SIGNATURE_MISMATCH', rejection: expect.stringMatching(/^rej_/) }
  await expect
    .poll(() => linesOf('a request was refused and is kept'))
    .toMatchObject([{ ...about, source: 'kept' }])
  await expect
    .poll(() => linesOf('a request was refused and is held; its sender was told 200'))
    .toMatchObject([{ ...about, source: 'held' }])
})

it('a delivery that dies, and at trace each request and attempt; times as ISO 8601', async () => {
  const { body } = await gateway.api('POST', '/events', { source: 'shop', type: 'order.paid', data: {} })
  await expect
    .poll(() => linesOf('a delivery is dead'))
    .toMatchObject([{ level: 'warn', destination: 'app', event: body.id, code: 'ERR_DELIVERY_FAILED' }])
  expect(linesOf('an attempt is over')).toMatchObject([
    {
      level: 'trace',
      destination: 'app',
      event: body.id,
      attempt: 1,
      status: 500,
      code: 'ERR_DELIVERY_FAILED',
    },
    { level: 'trace', destination: 'app', event: body.id, attempt: 2, status: 500 },
  ])
  expect(linesOf('a request was judged')).toMatchObject([
    { source: 'kept', outcome: 'refused', code: 'ERR_SIGNATURE_MISMATCH' },
    { source: 'held', outcome: 'refused' },
  ])
  expect(linesOf('a request was answered')).toContainEqual(
    expect.objectContaining({ method: 'POST', route: '/api/v1/events', status: 201 }),
  )
  for (const { time } of linesOf('an attempt is over')) expect(new Date(time).toISOString()).toBe(time)
  expect(gateway.output().stdout).not.toContain(gateway.token)
})

it('lanes that a gateway had which was killed', async () => {
  await gateway.kill9()
  await expect.poll(() => linesOf('lanes were taken over')).toMatchObject([{ level: 'info' }])
})
