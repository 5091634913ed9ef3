import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cli } from '../cli/cli.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'
import { type Server, startServer } from '../postgres/server.ts'

const customer = (name: string, more: object = {}) => ({
  ...{ name, url: `https://${name}.example.com/hook` },
  ...more,
})

describe.each(['SQLite', 'PostgreSQL'])('destinations with their routes, on %s', (engine) => {
  let server: Server | undefined
  let gateway: StartedGateway
  beforeAll(async () => {
    if (engine === 'PostgreSQL') server = await startServer()
    const database = await server?.database()
    const key = Buffer.alloc(32, 7).toString('base64')
    const env = database === undefined ? {} : { COUNTERSIGN_DATABASE_URL: database, COUNTERSIGN_KEY: key }
    gateway = await startGateway({ env })
    await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
    await gateway.api('POST', '/sources', { name: 'other', scheme: 'publish' })
  })
  afterAll(async () => {
    await gateway.remove()
    await server?.close()
  })

  const create = (body: unknown, headers?: Record<string, string>) =>
    gateway.api('POST', '/destinations', body, headers)
  const routes = async (): Promise<Record<string, unknown>[]> =>
    (await gateway.api('GET', '/routes?limit=200')).body.items
  const rows = async () => (await gateway.api('GET', '/audit')).body.items

  it('are made by one request, in one commit, with one row of the audit, and lead there', async () => {
    const receiver = await startReceiver()
    const before = (await rows()).length
    const { status, body } = await create({
      ...{ name: 'rooms', url: receiver.url, allowPrivate: true },
      routes: [{ source: 'shop', filter: 'type == "order.paid"' }, { source: 'other' }],
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      secret: expect.stringMatching(/^whsec_/),
      routes: [
        { source: 'shop', destination: 'rooms', filter: 'type == "order.paid"' },
        { source: 'other', destination: 'rooms', filter: null },
      ],
    })
    expect((await routes()).map(({ id }) => id).toSorted()).toEqual(
      body.routes.map(({ id }: { id: string }) => id).toSorted(),
    )
    const after = await rows()
    expect(after.length).toBe(before + 1)
    expect(after[0]).toMatchObject({ operation: 'createDestination', target: '/destinations' })
    expect(after[0].outline.things.map(({ id }: { id: string }) => id.slice(0, 3)).toSorted()).toEqual(
      expect.arrayContaining(['dst', 'rte', 'rte']),
    )
    // What is asked for later shows none.
    expect((await gateway.api('GET', '/destinations/rooms')).body.routes).toBeUndefined()

    for (const type of ['order.paid', 'order.sent', 'order.paid'])
      await gateway.api('POST', '/events', { source: 'shop', type, data: { type } })
    const received = await receiver.until(2)
    expect(received.map(({ headers }) => headers['countersign-event-type'])).toEqual([
      'order.paid',
      'order.paid',
    ])
    await receiver.close()
  })

  it('come in a list, each with its own', async () => {
    const { status, body } = await create({
      destinations: [
        customer('a', { routes: [{ source: 'shop' }] }),
        customer('b'),
        customer('c', { routes: [] }),
        customer('d', { routes: [{ source: 'other' }, { source: 'shop', filter: 'type == "x"' }] }),
      ],
    })
    expect(status).toBe(201)
    const made = body.items.map((one: { routes?: { source: string; destination: string }[] }) =>
      one.routes?.map(({ source, destination }) => `${source} ${destination}`),
    )
    expect(made).toEqual([['shop a'], undefined, [], ['other d', 'shop d']])
  })

  it('are refused as a whole, and each place that is wrong is named', async () => {
    const before = [await routes(), (await gateway.api('GET', '/destinations')).body.items]
    const one = await create(
      customer('e', {
        url: 'http://127.0.0.1/',
        routes: [{ source: 'shop' }, { source: 'nobody', filter: 'type ==' }],
      }),
    )
    expect([one.status, one.body.code]).toEqual([400, 'ERR_DESTINATION_PRIVATE'])
    expect(one.body.errors).toMatchObject([
      { at: '/url', code: 'ERR_DESTINATION_PRIVATE' },
      { at: '/routes/1/filter', code: 'ERR_FILTER', column: expect.any(Number) },
      { at: '/routes/1/source', code: 'ERR_NOT_FOUND' },
    ])
    const many = await create({
      destinations: [customer('e'), customer('f', { routes: [{ source: 'shop' }, { source: 'nobody' }] })],
    })
    expect(many.body).toMatchObject({
      ...{ code: 'ERR_NOT_FOUND', detail: expect.stringMatching(/^\/destinations\/1\/routes\/1\/source: /) },
      errors: [{ at: '/destinations/1/routes/1/source', code: 'ERR_NOT_FOUND' }],
    })
    const shape = await create(customer('e', { routes: [{ source: 'shop', destination: 'a' }] }))
    expect(shape.body).toMatchObject({ code: 'ERR_INPUT', errors: [{ at: '/routes/0' }] })
    expect([await routes(), (await gateway.api('GET', '/destinations')).body.items]).toEqual(before)
  })

  it('have no more routes than one commit may make', async () => {
    const to = (count: number) => Array.from({ length: count }, () => ({ source: 'shop' }))
    expect((await create(customer('m', { routes: to(101) }))).body.errors).toMatchObject([{ at: '/routes' }])
    const list = Array.from({ length: 21 }, (_, at) => customer(`m${at}`, { routes: to(100) }))
    expect((await create({ destinations: list })).body).toMatchObject({
      ...{ code: 'ERR_INPUT', errors: [{ at: '/destinations' }] },
    })
  })

  it('send nothing round for ever', async () => {
    const hook = `${gateway.url}/in/back`
    await gateway.api('POST', '/sources', {
      name: 'back',
      scheme: 'webex',
      secrets: [{ value: 'a-secret-of-webex' }],
    })
    const input = { name: 'round', url: hook, allowPrivate: true, routes: [{ source: 'back' }] }
    expect((await create(input)).body).toMatchObject({
      ...{ code: 'ERR_CYCLE', detail: expect.stringContaining('back → round → back') },
    })
    expect((await create({ ...input, routes: [{ source: 'shop' }] })).status).toBe(201)
  })

  it('take who may make routes, too', async () => {
    const token = async (name: string, actions: readonly string[]): Promise<Record<string, string>> => {
      const { body } = await gateway.api('POST', '/tokens', { name, actions })
      return { authorization: `Bearer ${body.token}` }
    }
    const without = await token('without', ['destinations.write'])
    const routed = customer('h', { routes: [{ source: 'shop' }] })
    expect((await create(routed, without)).body.code).toBe('ERR_SCOPE')
    expect((await create({ destinations: [customer('i'), routed] }, without)).body).toMatchObject({
      ...{ code: 'ERR_SCOPE', errors: [{ at: '/destinations/1' }] },
    })
    const both = await token('both', ['destinations.write', 'routes.write'])
    expect((await create(routed, both)).status).toBe(201)
  })

  it('come from the command line, and from files', async () => {
    const env = { COUNTERSIGN_DATA: gateway.data, COUNTERSIGN_TOKEN: gateway.token }
    const to = ['destination', 'create', 'x', 'https://x.example.com/']
    const made = await cli(
      [...to, '--route', 'shop', '--route', 'other', '--filter', 'type == "x"', '--json'],
      { env },
    )
    expect(made.code, made.stderr).toBe(0)
    expect(JSON.parse(made.stdout).routes).toMatchObject([
      { source: 'shop', filter: 'type == "x"' },
      { source: 'other', filter: 'type == "x"' },
    ])
    const lone = await cli([...to, '--filter', 'type == "x"'], { env })
    expect([lone.code, lone.stderr]).toEqual([2, expect.stringContaining('--route')])

    const folder = mkdtempSync(join(tmpdir(), 'countersign-routed-'))
    const file = join(folder, 'countersign.yaml')
    writeFileSync(
      file,
      `destinations:
  - name: y
    url: https://y.example.com/
    routes: [{ source: shop }, { source: other, filter: 'type == "y"' }]
`,
    )
    const applied = await cli(['apply', '-f', file], { env })
    expect(applied.stdout).toMatch(/^\+ destination y\n\+ route shop → y\n\+ route other → y\n3 created/)
    expect((await cli(['apply', '-f', file], { env })).stdout).toBe('Nothing to do.\n')
    writeFileSync(file, `destinations:\n  - name: y\n    routes: [{ source: shop }, { source: nobody }]\n`)
    const wrong = await cli(['apply', '-f', file], { env })
    expect(wrong.stderr).toMatch(/countersign\.yaml:3:\d+: .*nobody/)
    rmSync(folder, { recursive: true })
  })
})
