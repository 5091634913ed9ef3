import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

const secret = 'a-secret-phrase-of-webex'
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

/** Runs a command against the gateway of the data folder, as a user beside it would. */
function run(...args: string[]): ReturnType<typeof runCommand> {
  return runCommand(args, { env: { COUNTERSIGN_DATA: gateway.data, SECRET: secret, NO_COLOR: '1' } })
}

async function json(...args: string[]): Promise<ReturnType<typeof JSON.parse>> {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout)
}

describe('the API from the shell', () => {
  it('sets up a source, a destination and a route', async () => {
    const source = await json('source', 'create', 'webex', '--scheme', 'webex', '--secret-env', 'SECRET')
    expect(source.url).toBe(`${gateway.url}/in/webex`)
    const refused = await run('destination', 'create', 'app', receiver.url)
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/ERR_DESTINATION_PRIVATE.*\n.*--allow-private/)
    const destination = await json('destination', 'create', 'app', receiver.url, '--allow-private')
    expect(destination.secret).toMatch(/^whsec_/)
    const route = await json('route', 'create', 'webex', 'app', '--filter', 'type == "messages.created"')
    expect(route).toMatchObject({ source: 'webex', destination: 'app' })
  })

  it('prints every place that is wrong in what it was given, each with its line', async () => {
    const own =
      '{"kind":"hmac","name":"No Name","hash":"sha257","encoding":"hex","signature":{"header":"X-Own"}}'
    const options = ['--scheme', own, '--secret-env', 'SECRET']
    const { code, stderr } = await run('source', 'create', 'own', ...options)
    expect(code).toBe(1)
    expect(stderr.trimEnd().split('\n')).toEqual([
      'error: ERR_INPUT',
      expect.stringMatching(/^\/scheme\/hash: ./),
      expect.stringMatching(/^\/scheme\/name: ./),
    ])
    const one = await run('source', 'create', 'no name', '--scheme', 'webex', '--secret-env', 'SECRET')
    expect(one.stderr).toMatch(/^error: ERR_INPUT: \/name: /)
  })

  it('follows an event from the provider to the application', async () => {
    const sent = await run('send', 'webex', `${gateway.url}/in/webex`, '--secret-env', 'SECRET')
    expect(sent.code, sent.stderr).toBe(0)
    await receiver.until(1)
    const { items } = await json('event', 'list')
    const [event] = items
    expect(event).toMatchObject({ source: 'webex', type: 'messages.created' })
    const body = await run('event', 'body', event.id)
    expect(body.stdout).toBe(receiver.received[0]?.body.toString())
    const deliveries = await json('event', 'deliveries', event.id)
    expect(deliveries.items[0]).toMatchObject({ event: event.id, destination: 'app' })
    expect((await json('delivery', 'show', deliveries.items[0].id)).tries).toHaveLength(1)
    await json('event', 'replay', event.id)
    await receiver.until(2)
  })

  it('replays many events', async () => {
    const { items } = await json('event', 'list')
    const replay = await json('replay', 'create', items[0].id, '--destination', 'app', '--rate', '10')
    expect(replay).toMatchObject({ named: 1, destination: 'app', ratePerSecond: 10 })
    const path = ['replay', 'show', replay.id] as const
    await expect.poll(async () => (await json(...path)).state, { timeout: 30_000 }).toBe('done')
    await receiver.until(3)
    expect((await run('replay', 'cancel', replay.id)).stderr).toContain('ERR_REPLAY_ENDED')
    expect((await run('replay', 'list')).stdout).toContain('100 %')
  })

  it('publishes', async () => {
    const { id } = await json('event', 'publish', 'webex', 'messages.created', '--data', '{"n":1}')
    expect((await json('event', 'show', id)).verdict).toBe('published')
    expect((await run('event', 'publish', 'webex', 'a')).code).toBe(2)
    expect((await run('event', 'publish', 'webex', 'a', '--data', '{')).code).toBe(2)
  })

  it('sets limits and the answer of a source, and puts each back to its default', async () => {
    const change = (...words: string[]) => json('source', 'change', 'webex', ...words)
    const set = ['--max-body-bytes', '5000', '--rate', '7', '--tolerance', '30', '--answer', '202']
    expect(await change(...set)).toMatchObject({
      maxBodyBytes: 5000,
      ratePerSecond: 7,
      toleranceSeconds: 30,
      answer: { status: 202 },
    })
    expect(await change(...set.map((word, at) => (at % 2 === 0 ? word : 'default')))).toMatchObject({
      maxBodyBytes: null,
      ratePerSecond: null,
      toleranceSeconds: null,
      answer: null,
    })
  })

  it('shows tables to people', async () => {
    const { stdout } = await run('source', 'list')
    expect(stdout).toContain('webex')
    expect(stdout).toContain('address')
    expect((await run('rejection', 'list')).stdout).toContain('none')
    expect((await run('stats')).stdout).toMatch(/events\s+2/)
    expect((await run('stats', 'series')).stdout).toMatch(/ webex\s+│ published\s+│ 1 /)
    const series = await run('stats', 'series', '--json', '--step', 'hour')
    expect(JSON.parse(series.stdout)).toMatchObject({ step: 'hour' })
    expect((await run('login')).stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#sign-in=\S+\n$/)
  })

  it('rotates a secret', async () => {
    const added = await json('source', 'secret', 'add', 'webex', '--secret', 'the-next-secret-phrase')
    expect((await json('source', 'secret', 'list', 'webex')).items).toHaveLength(2)
    expect((await run('source', 'secret', 'revoke', 'webex', added.id)).code).toBe(0)
    expect((await json('source', 'secret', 'list', 'webex')).items).toHaveLength(1)
  })

  it('makes tokens, which the next command may use', async () => {
    const { token } = await json('token', 'create', 'reader', '--scope', 'read')
    const env = { COUNTERSIGN_URL: gateway.url, COUNTERSIGN_TOKEN: token }
    expect((await runCommand(['stats', '--json'], { env })).code).toBe(0)
    const { code, stderr } = await runCommand(['source', 'delete', 'webex'], { env })
    expect(code).toBe(1)
    expect(stderr).toContain('ERR_SCOPE')
    const asJson = await runCommand(['source', 'delete', 'webex', '--json'], { env })
    expect(JSON.parse(asJson.stderr)).toMatchObject({ code: 'ERR_SCOPE' })
  })

  it('says what to do where no gateway is known or none answers', async () => {
    const nowhere = await runCommand(['source', 'list'], { env: { COUNTERSIGN_DATA: '/nowhere' } })
    expect(nowhere.code).toBe(78)
    expect(nowhere.stderr).toContain('countersign serve')
    const env = { COUNTERSIGN_URL: 'http://127.0.0.1:1', COUNTERSIGN_TOKEN: 'x'.repeat(30) }
    const silent = await runCommand(['source', 'list'], { env })
    expect(silent.code).toBe(1)
    expect(silent.stderr).toContain('no gateway answers')
    expect(silent.stderr).not.toContain('x'.repeat(30))
    const bare = await runCommand(['source', 'list'], { env: { ...env, COUNTERSIGN_URL: '127.0.0.1:10007' } })
    expect(bare).toMatchObject({ code: 78, stderr: expect.stringContaining('COUNTERSIGN_URL') })
  })

  it('goes to the gateway of the folder that --data names, whatever the environment names', async () => {
    const env = { COUNTERSIGN_URL: 'http://127.0.0.1:1', COUNTERSIGN_TOKEN: 'x'.repeat(30) }
    const waits = ['--retry-schedule', '5s,1m,1h']
    const patient = ['destination', 'create', 'patient', receiver.url, '--allow-private', ...waits]
    const made = await runCommand([...patient, '--data', gateway.data, '--json'], { env })
    expect(made.code, made.stderr).toBe(0)
    expect(JSON.parse(made.stdout).retryScheduleMs).toEqual([5000, 60_000, 3_600_000])
    expect((await runCommand(['event', 'publish', '--help'])).stdout).not.toContain('<DIR>')
  })

  it('takes times as people write them', async () => {
    const since = async (from: string): Promise<number> =>
      (await json('event', 'list', '--from', from)).items.length
    expect(await Promise.all(['1h', '2026-01-01', '2126-01-01'].map(since))).toEqual([2, 2, 0])
    const { expiresAt } = await json('token', 'create', 'brief', '--scope', 'read', '--expires', '2h')
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 3_600_000)
    expect((await run('event', 'list', '--from', 'soon')).stderr).toContain('2026-11-21')
  })

  it('has help with examples for every noun', async () => {
    const nouns = [
      'serve',
      'source',
      'destination',
      'route',
      'event',
      'delivery',
      'rejection',
      'replay',
      'token',
    ]
    const helps = await Promise.all(nouns.map((noun) => runCommand([noun, '--help'])))
    for (const { code, stdout } of helps) {
      expect(code).toBe(0)
      expect(stdout).toContain('Examples:')
    }
  })
})
