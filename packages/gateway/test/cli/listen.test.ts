import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../harness/free-port.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'
import { type StartedListener, startListener } from './start-listener.ts'

let gateway: StartedGateway
let app: RecordingReceiver
let origin: string

beforeAll(async () => {
  gateway = await startGateway({ args: ['--source', 'hub=github', '--secret', 'the-secret-of-the-hub'] })
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
})

afterAll(() => gateway.remove())

beforeEach(async () => {
  app = await startReceiver()
  origin = new URL(app.url).origin
})

afterEach(async () => {
  for (const { name } of await listeners()) await gateway.api('DELETE', `/listeners/${name}`)
  await app.close()
})

const listen = (
  args: readonly string[],
  token = gateway.token,
  wrap?: (line: string[]) => string[],
): StartedListener =>
  startListener(
    { url: gateway.url, token },
    args,
    { COUNTERSIGN_LISTEN_SECRET: secret, BROWSER: 'true' },
    wrap,
  )

/** How long a listener is stopped that is to lose nothing. */
const stoppedMs = Number(process.env.COUNTERSIGN_TEST_STOPPED_SECONDS ?? '0') * 1000

const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`

const publish = async (n: number, type = 'order.paid'): Promise<string> =>
  (await gateway.api('POST', '/events', { source: 'shop', type, data: { n } })).body.id

const listeners = async (): Promise<{ name: string; claim: boolean }[]> =>
  (await gateway.api('GET', '/listeners')).body.items

test(
  'nothing is lost by a listener that is stopped or killed, a gateway that is killed, an application that is away',
  async () => {
    const port = await freePort()
    const to = ['shop', '--to', `http://127.0.0.1:${port}`]
    const first = listen(to)
    await first.printed(/listens to shop/)
    await first.printed(new RegExp(`is posted to http://127.0.0.1:${port}/in/shop;`))
    // Nothing listens there yet.
    const events = [await publish(1)]
    await first.printed(/nothing listens at/)
    events.push(await publish(2))
    const server = await startReceiver({ port })
    onTestFinished(() => server.close())
    const ids = (): string[] =>
      [...new Set(server.received.map(({ headers }) => String(headers['webhook-id'])))].sort()
    await expect.poll(ids, { timeout: 40_000 }).toEqual([...events].sort())

    first.child.kill('SIGSTOP')
    await wait(stoppedMs)
    events.push(await publish(3), await publish(4))
    await gateway.kill9()
    events.push(await publish(5))
    first.child.kill('SIGCONT')
    await expect.poll(ids, { timeout: 40_000 }).toEqual([...events].sort())

    first.child.kill('SIGKILL')
    await first.ended
    events.push(await publish(6))
    const second = listen(to)
    await second.printed(/goes on where it was|taken over/)
    events.push(await publish(7))
    await expect.poll(ids, { timeout: 40_000 }).toEqual([...events].sort())

    second.child.kill('SIGINT')
    expect(await second.ended).toBe(0)
    expect(await listeners()).toEqual([])
  },
  150_000 + stoppedMs,
)

/** A way to the gateway that breaks off at an answer that lends something, and at what is asked, as often as that is wanted. */
async function breakingOff(
  isWanted: (answer: Buffer) => boolean,
  isAskedInVain: (asked: Buffer) => boolean = () => false,
): Promise<string> {
  const { hostname, port } = new URL(gateway.url)
  const between = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    const end = (): void => void [client, upstream].map((socket) => socket.destroy())
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
    client.on('data', (bytes) => (isAskedInVain(bytes) ? end() : upstream.write(bytes)))
    upstream.on('data', (bytes) => {
      if (bytes.includes('"lease":') && isWanted(bytes)) end()
      else client.write(bytes)
    })
  }).listen(0, '127.0.0.1')
  await once(between, 'listening')
  onTestFinished(() => void between.close())
  return `http://127.0.0.1:${(between.address() as AddressInfo).port}`
}

test('what is lent in an answer that breaks off on its way is posted without waiting for its lease to end', async () => {
  let seen = 0
  const url = await breakingOff(() => ++seen === 1)
  const listener = startListener({ url, token: gateway.token }, ['shop', '--to', `${origin}/once`])
  await listener.printed(/listens to shop/)
  await publish(1)
  // Its lease goes on for two minutes.
  await expect.poll(() => app.received.length, { timeout: 60_000 }).toBe(1)
  expect(seen).toBeGreaterThan(1)
  listener.child.kill('SIGINT')
  expect(await listener.ended).toBe(0)
}, 100_000)

test('that nothing is held is said again where the gateway did not hear it', async () => {
  let [seen, unheard] = [0, 0]
  const url = await breakingOff(
    () => ++seen === 1,
    (asked) => asked.includes('"holdsNothing":true') && ++unheard <= 2,
  )
  const listener = startListener({ url, token: gateway.token }, ['shop', '--to', `${origin}/once`])
  await listener.printed(/listens to shop/)
  const event = await publish(1)
  // Its lease goes on for two minutes.
  await expect
    .poll(() => app.received.map(({ headers }) => headers['webhook-id']), { timeout: 60_000 })
    .toEqual([event])
  expect(unheard).toBe(3)
  listener.child.kill('SIGINT')
  expect(await listener.ended).toBe(0)
}, 100_000)

test('what no answer can bring here keeps nothing else from coming', async () => {
  let broken = 0
  const url = await breakingOff((answer) => answer.includes('"type":"never"') && ++broken > 0)
  const listener = startListener({ url, token: gateway.token }, ['shop', '--to', `${origin}/once`])
  await listener.printed(/listens to shop/)
  await publish(1, 'never')
  await expect.poll(() => broken, { timeout: 60_000 }).toBe(6)
  const good = await publish(2)
  await expect
    .poll(() => app.received.map(({ headers }) => headers['webhook-id']), { timeout: 60_000 })
    .toEqual([good])
  expect(broken).toBe(6)
  listener.child.kill('SIGINT')
  expect(await listener.ended).toBe(0)
}, 150_000)

test('bytes, path and query come as they came; a map and --as-provider say otherwise', async () => {
  const plain = listen([
    '--to',
    origin,
    '--json',
    '--secret-env',
    'COUNTERSIGN_LISTEN_SECRET',
    '--map',
    'type=orders/*:/hooks/orders',
  ])
  await plain.printed(/listens to hub, shop/)
  const body = Buffer.from([...Buffer.from('{"zen":"'), 0xc3, 0xa9, ...Buffer.from('"}')])
  const { headers } = await import('countersign').then(async ({ sign }) => {
    const { github } = await import('countersign/schemes/github')
    return await sign({ body }, { scheme: github, secrets: 'the-secret-of-the-hub' })
  })
  const own = {
    ...headers,
    'content-type': 'application/json',
    'x-github-event': 'ping',
    'x-github-delivery': 'one',
    'x-own': '1',
  }
  await gateway.post('hub?a=1&b=%20', body, own)
  await publish(1, 'orders/paid')
  await app.until(2)
  const byPath = new Map(app.received.map((one) => [one.url, one]))
  expect([...byPath.keys()].sort()).toEqual(['/hooks/orders', '/in/hub?a=1&b=%20'])
  const delivered = byPath.get('/in/hub?a=1&b=%20')
  expect(delivered?.body).toEqual(body)
  expect(delivered?.headers['webhook-signature']).toMatch(/^v1,/)
  const { verify, countersigned } = await import('countersign')
  const { github } = await import('countersign/schemes/github')
  const message = { headers: delivered?.headers ?? {}, body: delivered?.body ?? '' }
  expect((await verify(message, { scheme: countersigned(github), secrets: secret })).verdict).toBe('verified')
  await plain.printed(/"delivered":true.*"came":"200"/)
  plain.child.kill('SIGTERM')
  expect(await plain.ended).toBe(0)

  const as = listen([
    'hub',
    '--to',
    `${origin}/hub`,
    '--as-provider',
    '--secret',
    'one-of-my-own-for-the-hub',
  ])
  await as.printed(/listens to hub/)
  await gateway.post('hub', Buffer.concat([body, Buffer.from(' ')]), {
    ...own,
    ...(await import('countersign')
      .then(({ sign }) =>
        sign(
          { body: Buffer.concat([body, Buffer.from(' ')]) },
          { scheme: github, secrets: 'the-secret-of-the-hub' },
        ),
      )
      .then((signed) => signed.headers)),
  })
  const [, , third] = await app.until(3)
  expect([
    third?.url,
    third?.headers['x-own'],
    third?.headers['webhook-id'],
    third?.headers['countersign-source'],
  ]).toEqual([...['/hub', '1', undefined, undefined]])
  const asSent = { headers: third?.headers ?? {}, body: third?.body ?? '' }
  expect((await verify(asSent, { scheme: github, secrets: 'one-of-my-own-for-the-hub' })).type).toBe('ping')
  as.child.kill('SIGINT')
  expect(await as.ended).toBe(0)
}, 90_000)

test('two listeners are told of each other, a claim is given back, and a token that is revoked ends it by name', async () => {
  const made = await gateway.api('POST', '/tokens', { name: 'laptop', scope: 'listen', sources: ['shop'] })
  const anna = listen(['--name', 'anna', '--to', origin], made.body.token)
  await anna.printed(/anna listens to shop/)
  const bert = listen(['shop', '--name', 'bert', '--to', `${origin}/bert`, '--claim'])
  await bert.printed(/bert claims shop/)
  await bert.printed(/also here: anna/)
  await publish(1)
  expect((await app.until(1))[0]?.url).toBe('/bert')
  await anna.printed(/also here: bert .*claims shop/)
  bert.child.kill('SIGINT')
  expect(await bert.ended).toBe(0)
  await publish(2)
  expect((await app.until(2))[1]?.url).toBe('/in/shop')
  await gateway.api('DELETE', `/tokens/${made.body.id}`)
  expect(await anna.ended).toBe(1)
  expect(anna.output()).toMatch(/error: ERR_TOKEN_UNKNOWN/)
}, 90_000)

const script = spawnSync('script', ['--version']).error === undefined

test('one that is ended after another has taken it over leaves the listener to that one', async () => {
  const args = ['shop', '--to', origin, '--name', 'desk']
  const first = listen(args)
  await first.printed(/listens to shop/)
  const second = listen(args)
  await second.printed(/taken over/)
  first.child.kill('SIGTERM')
  expect(await first.ended).not.toBe(0)
  expect(first.output()).toContain('ERR_LISTENER_TAKEN')
  expect((await listeners()).map(({ name }) => name)).toEqual(['desk'])
  await publish(1)
  await expect.poll(() => app.received.length, { timeout: 45_000 }).toBe(1)
  expect(second.output()).not.toContain('had ended this listener')
})

test('on a terminal: rows, a replay that is selected, details, and the terminal given back', async ({
  skip,
}) => {
  if (!script) skip('there is no script(1), which makes a terminal')
  const wrap = (line: string[]) => ['script', '-qfec', line.map((word) => `'${word}'`).join(' '), '/dev/null']
  const it = listen(['shop', '--to', origin], gateway.token, wrap)
  await it.printed(/Nothing has come yet/)
  await it.printed(/listens to shop/)
  expect(it.output()).toContain('\x1b[?1049h')
  const event = await publish(1)
  await it.printed(new RegExp(`❯ .*200.*${event}`))
  it.child.stdin?.write('r')
  await it.printed(new RegExp(`❯ .*200.*${event}.*replay`))
  it.child.stdin?.write('jd')
  await it.printed(/countersign-source: shop/)
  it.child.stdin?.write('q')
  expect(await it.ended).toBe(0)
  expect(it.output()).toContain('\x1b[?1049l')
  expect(await listeners()).toEqual([])
}, 60_000)

test.each([404, 200])(
  'an address that is not the API’s, and answers %i, is told of: no other try is made',
  async (status) => {
    const site = await startReceiver()
    onTestFinished(() => site.close())
    site.answer(status, {}, '<html>')
    const { origin: from } = new URL(site.url)
    const it = startListener({ url: from, token: gateway.token }, ['shop', '--to', origin])
    expect(await it.ended).toBe(1)
    expect(it.output()).toContain(`what answered at ${from} is not the API of a gateway (${status})`)
  },
)

test.each([
  [['--to', 'localhost:3000'], /--to.*http or https/],
  [['--to', 'http://localhost:3000', '--map', 'orders'], /--map.*It must be like/],
  [['nowhere', '--to', 'http://localhost:3000'], /ERR_NOT_FOUND/],
])('what is wrong is said at once: %j', async (args, sentence) => {
  const it = listen(args)
  expect([1, 2]).toContain(await it.ended)
  expect(it.output()).toMatch(sentence)
})
