import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

function run(...args: string[]): ReturnType<typeof runCommand> {
  return runCommand(args, { env: { COUNTERSIGN_DATA: gateway.data, NO_COLOR: '1' } })
}

async function json(...args: string[]): Promise<ReturnType<typeof JSON.parse>> {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

describe('publishing from the shell', () => {
  it('sets up a source without a secret and a customer’s destination', async () => {
    expect(await json('source', 'create', 'shop', '--scheme', 'publish')).toMatchObject({ url: null })
    expect((await run('source', 'list')).stdout).toContain('for publishing')
    const args = ['destination', 'create', 'acme-1', receiver.url, '--allow-private', '--tenant', 'acme']
    const destination = await json(...args, '--type', 'order.*', '--type', 'refund')
    expect(destination).toMatchObject({ tenant: 'acme', types: ['order.*', 'refund'], unsigned: false })
    const plain = await json('destination', 'create', 'plain', receiver.url, '--allow-private', '--unsigned')
    expect(plain).toMatchObject({ unsigned: true, secrets: [] })
  })

  it('publishes for a tenant, once a key', async () => {
    const args = ['event', 'publish', 'shop', 'order.paid', '--data', '{"n":1}', '--tenant', 'acme']
    const first = await json(...args, '--idempotency-key', 'order-1')
    const second = await json(...args, '--idempotency-key', 'order-1')
    expect(second).toEqual({ id: first.id, duplicate: true })
    await receiver.until(1)
    const another = ['event', 'publish', 'shop', 'a', '--data', '2', '--idempotency-key', 'order-1']
    const other = await run(...another, '--tenant', 'acme')
    expect(other.code).toBe(1)
    expect(other.stderr).toContain('ERR_IDEMPOTENCY_KEY')
    // Each tenant's keys are its own.
    expect(await json(...another)).toMatchObject({ duplicate: false })
  })

  it('takes the data folder by --data beside its JSON, and the address by --gateway', async () => {
    const bare = { env: { COUNTERSIGN_DATA: '/nowhere' } }
    const args = ['event', 'publish', 'shop', 'a', '--data', '{"n":1}', '--json']
    const byFolder = await runCommand([...args, '--data', gateway.data], bare)
    expect([byFolder.code, byFolder.stderr]).toEqual([0, ''])
    for (const flag of ['--gateway', '--url']) {
      const token = { ...bare.env, COUNTERSIGN_TOKEN: gateway.token }
      expect((await runCommand([...args, flag, gateway.url], { env: token })).code).toBe(0)
    }
    const wrong = await runCommand([...args, '--data', '{n:1}', '--data', gateway.data], bare)
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--data')])
    const tested = await runCommand(['destination', 'test', 'plain', '--data', gateway.data, '--json'], bare)
    expect(JSON.parse(tested.stdout)).toMatchObject({ delivered: true })
  })

  it('tests a destination, and shows its attempts', async () => {
    expect(await json('destination', 'test', 'acme-1', '--data', '{"hello":1}')).toMatchObject({
      delivered: true,
    })
    expect(receiver.received.at(-1)?.body.toString()).toBe('{"hello":1}')
    expect((await run('destination', 'test', 'acme-1', '--data', '{')).code).toBe(2)
    const { items } = await json('destination', 'attempts', 'acme-1')
    expect(items).toMatchObject([{ n: 1, status: 200 }])
    receiver.answer(503)
    const failed = await run('destination', 'test', 'acme-1')
    expect(failed.code).toBe(1)
    expect(failed.stdout).toContain('ERR_DELIVERY_FAILED')
  })

  it('rotates a secret with an overlap', async () => {
    await json('destination', 'secret', 'add', 'acme-1', '--expire-others-after', '60')
    const { items } = await json('destination', 'secret', 'list', 'acme-1')
    expect(items.map(({ expiresAt }: { expiresAt: string | null }) => expiresAt === null)).toEqual([
      false,
      true,
    ])
  })

  it('discards', async () => {
    await run('destination', 'pause', 'acme-1')
    const args = ['event', 'publish', 'shop', 'refund', '--tenant', 'acme', '--data']
    for (const data of ['1', '2', '3']) await json(...args, data)
    const { items } = await json('delivery', 'list', '--destination', 'acme-1', '--state', 'pending')
    const discarded = await json('delivery', 'discard', items[0].id, '--reason', 'a test')
    expect(discarded).toMatchObject({ state: 'discarded', tries: [{ reason: 'a test' }] })
    const many = [
      'delivery',
      'discard-many',
      '--state',
      'pending',
      '--destination',
      'acme-1',
      '--reason',
      'tests',
    ]
    expect((await run(...many, '--filter', 'json > 100')).stdout).toBe('0 deliveries are discarded.\n')
    expect(await json(...many)).toEqual({ discarded: 2 })
  })

  it('tries a filter', async () => {
    const trial = await run('route', 'try', 'type == "refund" && json >= 2', '--source', 'shop')
    expect(trial.stdout).toContain('no match')
    expect(trial.stdout).toContain('2 of 8 events pass, on 0 the filter fails.')
    const wrong = await run('route', 'try', 'type == kind')
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toContain('(column 9)')
  })
})
