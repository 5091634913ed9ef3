import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { simulateWebex } from '../../../simulators/src/index.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startServer } from '../postgres/server.ts'

// Two gateways share a store and the watch over its connections.

const opened: (() => unknown)[] = []
afterAll(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** Before a provider: counts lists of webhooks by token, refuses all calls of a token, and holds another's for what was missed. */
async function startFront(api: string) {
  const lists = new Map<string, number>()
  const down = new Set<string>()
  const held: (() => void)[] = []
  let holds: string | null = null
  const server = createServer(async (request, response) => {
    const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const isList = request.method === 'GET' && request.url?.startsWith('/v1/webhooks?')
    if (isList) lists.set(token, (lists.get(token) ?? 0) + 1)
    if (down.has(token)) return void response.writeHead(401).end()
    if (holds === token && /^\/v1\/(rooms|messages|memberships)/.test(request.url ?? ''))
      await new Promise<void>((resolve) => held.push(resolve))
    const answer = await fetch(new URL(request.url ?? '', api), {
      method: request.method ?? 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(() => server.closeAllConnections() === undefined && server.close())
  return {
    api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    listsOf: (token: string) => lists.get(token) ?? 0,
    down,
    held,
    hold: (token: string | null) => {
      holds = token
      if (token === null) for (const go of held) go()
    },
  }
}

test('what was missed is fetched by one of them, while the other passes that connection over', async () => {
  const server = await startServer()
  opened.push(() => server.close())
  const bots = ['gap', 'calm']
  const webex = await simulateWebex({
    newcomers: [
      { token: 'persontoken', email: 'person@example.com', displayName: 'A Person', type: 'person' },
      ...bots.map((name) => ({
        ...{ token: name, email: `${name}@webex.bot`, displayName: name, type: 'bot' as const },
      })),
    ],
  })
  opened.push(() => webex.close())
  const front = await startFront(webex.api)
  const env = {
    COUNTERSIGN_DATABASE_URL: await server.database(),
    COUNTERSIGN_KEY: randomBytes(32).toString('base64'),
  }
  const start = async (...args: string[]): Promise<StartedGateway> => {
    const gateway = await startGateway({ env, args: ['--watch-seconds', '1', ...args] })
    opened.push(() => gateway.remove())
    return gateway
  }
  const gateway = await start()
  // Both have one address: to a gateway of another the webhook would be one that somebody has moved.
  await start('--public-url', gateway.url)
  for (const name of bots) {
    const settings = { resource: 'messages', event: 'created' }
    const input = { provider: 'webex', token: name, api: front.api, name, settings }
    expect((await gateway.api('POST', '/connections', input)).status).toBe(201)
  }
  const verdicts = async (): Promise<string[]> =>
    (await gateway.api('GET', '/events?source=gap')).body.items.map(
      ({ verdict }: { verdict: string }) => verdict,
    )
  /** Until both have had several turns at the calm one, which no two of them take at once. */
  const turns = async (count: number): Promise<void> => {
    const enough = front.listsOf('calm') + count
    await expect.poll(() => front.listsOf('calm')).toBeGreaterThanOrEqual(enough)
  }
  await turns(4)

  // Its webhook cannot be looked at for a while, nor does a message come.
  webex.control.change({ silent: true })
  front.down.add('gap')
  const status = async (): Promise<string> => (await gateway.api('GET', '/connections/gap')).body.status
  await expect.poll(status).toBe('refused')
  const [person, bot] = [webex.world.person('person@example.com'), webex.world.person('gap@webex.bot')]
  if (person === undefined || bot === undefined) throw new Error('nobody is there')
  webex.world.post(person, webex.world.directRoom(person, bot), { text: 'missed' })

  front.hold('gap')
  front.down.clear()
  await expect.poll(() => front.held.length).toBe(1)
  // A look of the other that was under way has ended.
  await turns(3)
  const looked = front.listsOf('gap')
  await turns(6)
  expect(front.held).toHaveLength(1)
  expect(front.listsOf('gap')).toBe(looked)

  front.hold(null)
  await expect.poll(verdicts).toEqual(['backfilled'])
  // It is looked at again, and nothing comes twice.
  await expect.poll(() => front.listsOf('gap')).toBeGreaterThan(looked + 1)
  expect(await verdicts()).toEqual(['backfilled'])
})
