import { spawn } from 'node:child_process'
import { countersigned, safeVerify } from 'countersign'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launcher, runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver
let secret: string
let token: string

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await json('source', 'create', 'shop', '--scheme', 'publish')
  const made = await json('destination', 'create', 'worker', '--kind', 'pull', '--tenant', 'acme')
  expect(made).toMatchObject({ kind: 'pull', url: null })
  secret = made.secret
  const pull = await json('token', 'create', 'worker', '--scope', 'pull', '--destination', 'worker')
  expect(pull).toMatchObject({ scope: 'pull', destinations: [made.id] })
  token = pull.token
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

const environment = (): Record<string, string> => ({ COUNTERSIGN_DATA: gateway.data, NO_COLOR: '1' })

function run(...args: string[]): ReturnType<typeof runCommand> {
  return runCommand(args, { env: environment() })
}

async function json(...args: string[]): Promise<ReturnType<typeof JSON.parse>> {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

const publish = async (data: string): Promise<string> =>
  (await json('event', 'publish', 'shop', 'order.paid', '--data', data, '--tenant', 'acme')).id

/** With the application's own token and address, as on another machine. */
function asApplication(...args: string[]): ReturnType<typeof runCommand> {
  const env = { COUNTERSIGN_URL: gateway.adminUrl, COUNTERSIGN_TOKEN: token, NO_COLOR: '1' }
  return runCommand(['pull', ...args], { env })
}

describe('countersign pull', () => {
  it('lists it as pulled', async () => {
    expect((await run('destination', 'list')).stdout).toContain('(pulled)')
  })

  it('forwards as a push would have come, and acknowledges', async () => {
    const id = await publish('{"n": 1}')
    const { code, stdout, stderr } = await asApplication('worker', '--once', '--forward', receiver.url)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`delivered  ${id}  attempt 1  200`)
    const [came] = await receiver.until(1)
    if (came === undefined) throw new Error('nothing came')
    const scheme = countersigned(standardWebhooks)
    expect(await safeVerify(came, { scheme, secrets: secret })).toMatchObject({ ok: true })
    expect(came.headers).toMatchObject({ 'webhook-id': id, 'content-type': 'application/json' })
    expect((await json('delivery', 'list')).items).toMatchObject([{ event: id, state: 'delivered' }])
  })

  it('reports what the application refused', async () => {
    const id = await publish('{"n": 2}')
    receiver.answer(503, {}, 'full')
    const { code, stdout } = await asApplication('worker', '--once', '--forward', receiver.url)
    expect(code).toBe(1)
    expect(stdout).toContain(`failed  ${id}  attempt 1  503`)
    receiver.answer(200)
    const { items } = await json('destination', 'attempts', 'worker', '--limit', '1')
    expect(items).toMatchObject([{ status: 503, error: 'ERR_DELIVERY_UNPROCESSED', answer: 'full' }])
    const [{ id: delivery }] = (await json('delivery', 'list', '--state', 'pending')).items
    await json('delivery', 'discard', delivery, '--reason', 'over')
  })

  it('prints without an address to forward to', async () => {
    const id = await publish('{"say": "\\u001b[2J"}')
    const shown = await asApplication('worker', '--once')
    expect(shown.stdout).toContain(`${id}  shop  order.paid  published  attempt 1`)
    await publish('{"n": 4}')
    const { stdout } = await asApplication('worker', '--once', '--json')
    const item = JSON.parse(stdout)
    expect(Buffer.from(item.body, 'base64').toString()).toBe('{"n": 4}')
    expect((await asApplication('worker', '--once', '--json')).stdout).toBe('')
  })

  it('says why it cannot', async () => {
    const other = await asApplication('nobody', '--once')
    expect(other.code).toBe(1)
    expect(other.stderr).toContain('ERR_NOT_FOUND: There is no destination "nobody".')
    const env = { COUNTERSIGN_URL: gateway.adminUrl, COUNTERSIGN_TOKEN: 'wrong', NO_COLOR: '1' }
    const wrong = await runCommand(['pull', 'worker', '--once'], { env })
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toContain('ERR_TOKEN_UNKNOWN')
    expect((await asApplication('worker', '--forward', 'ftp://x')).code).toBe(2)
  })

  it('goes on over a restart of the gateway, until it is told to stop', async () => {
    const came = receiver.received.length
    const child = spawn(process.execPath, [launcher, 'pull', 'worker', '--forward', receiver.url], {
      env: { ...process.env, ...environment() },
      stdio: 'ignore',
    })
    const exited = new Promise((resolve) => child.once('exit', resolve))
    await publish('{"n": 5}')
    await receiver.until(came + 1)
    await gateway.kill9()
    await publish('{"n": 6}')
    await receiver.until(came + 2)
    child.kill('SIGTERM')
    expect(await exited).toBe(0)
  })
})
