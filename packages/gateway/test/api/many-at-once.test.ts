import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
})
afterAll(async () => gateway.remove())

const customer = (name: string, more: object = {}) => ({
  ...{ name, tenant: name, url: `https://${name}.example.com/hook` },
  ...more,
})
const create = (destinations: readonly unknown[], headers?: Record<string, string>) =>
  gateway.api('POST', '/destinations', { destinations }, headers)
const names = async (): Promise<string[]> =>
  (await gateway.api('GET', '/destinations?limit=200')).body.items.map(({ name }: { name: string }) => name)
const rows = async () => (await gateway.api('GET', '/audit')).body.items

test('a list of destinations is made in one commit, with a secret each, and one row of the audit', async () => {
  const before = (await rows()).length
  const { status, body } = await create([
    customer('a'),
    customer('b', { unsigned: true }),
    customer('c', { secret: 'changeme', scheme: 'webex' }),
  ])
  expect(status).toBe(201)
  expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['a', 'b', 'c'])
  expect(body.items[0].secret).toMatch(/^whsec_/)
  expect(body.items[1].secret).toBeUndefined()
  expect(body.items[2]).toMatchObject({ secret: 'changeme', warnings: expect.any(Array) })
  const { secret, warnings, ...shown } = body.items[2]
  expect((await gateway.api('GET', '/destinations/c')).body).toEqual(shown)
  const after = await rows()
  expect(after.length).toBe(before + 1)
  expect(after[0]).toMatchObject({ operation: 'createDestination', target: '/destinations' })
  expect(JSON.stringify(after[0])).not.toContain('changeme')

  const routes = [
    { source: 'shop', destination: 'a', filter: 'type == "order.paid"' },
    { source: 'shop', destination: 'b' },
  ]
  const routed = await gateway.api('POST', '/routes', { routes })
  expect(routed.status).toBe(201)
  expect(routed.body.items).toMatchObject([routes[0], { ...routes[1], filter: null }])
})

test('where one is wrong nothing is made, and each that is wrong is named by its place', async () => {
  const before = await names()
  const { status, body } = await create([
    customer('d'),
    customer('e', { url: 'http://127.0.0.1/' }),
    customer('d'),
    customer('f', { scheme: 'webex', secret: '' }),
  ])
  expect([status, body.code]).toEqual([400, 'ERR_DESTINATION_PRIVATE'])
  expect(body.detail).toMatch(/^\/destinations\/1\/url: /)
  expect(body.errors).toMatchObject([
    { at: '/destinations/1/url', code: 'ERR_DESTINATION_PRIVATE' },
    { at: '/destinations/2/name', code: 'ERR_CONFLICT' },
    { at: '/destinations/3', code: 'ERR_SECRET_EMPTY' },
  ])
  expect(await names()).toEqual(before)

  const shape = await create([customer('d'), { ...customer('g'), timeoutMs: -1, oops: true }])
  expect([shape.status, shape.body.code]).toEqual([400, 'ERR_INPUT'])
  expect(shape.body.errors.map(({ at }: { at: string }) => at)).toEqual([
    '/destinations/1/timeoutMs',
    '/destinations/1',
  ])
  const routes = [
    { source: 'shop', destination: 'a' },
    { source: 'shop', destination: 'nobody' },
    { source: 'shop', destination: 'a', filter: 'type ==' },
  ]
  const routed = await gateway.api('POST', '/routes', { routes })
  expect(routed.body.errors).toMatchObject([
    { at: '/routes/1/destination', code: 'ERR_NOT_FOUND' },
    { at: '/routes/2/filter', code: 'ERR_FILTER' },
  ])
  expect((await gateway.api('GET', '/routes')).body.items).toHaveLength(2)
})

test('a list has at least one, at most a thousand', async () => {
  expect((await create([])).body.errors).toMatchObject([{ at: '/destinations' }])
  const many = Array.from({ length: 1001 }, (_, at) => customer(`m${at}`))
  expect((await create(many)).body.errors).toMatchObject([{ at: '/destinations' }])
  const { status, body } = await create(many.slice(1))
  expect([status, body.items.length]).toEqual([201, 1000])
})

test('it takes what one takes: the scope, and an operator for what lies inside', async () => {
  const token = async (input: object): Promise<Record<string, string>> => {
    const { body } = await gateway.api('POST', '/tokens', input)
    return { authorization: `Bearer ${body.token}` }
  }
  const reading = await token({ name: 'reading', scope: 'read' })
  expect((await create([customer('h')], reading)).body.code).toBe('ERR_SCOPE')
  const one = await token({
    name: 'one',
    actions: ['destinations.read', 'destinations.write'],
    destinations: ['a'],
  })
  expect((await create([customer('h')], one)).body.code).toBe('ERR_SCOPE')
  const writing = await token({ name: 'writing', actions: ['destinations.write'] })
  const inside = await create([customer('h'), customer('i', { allowPrivate: true })], writing)
  expect(inside.body).toMatchObject({ code: 'ERR_SCOPE', errors: [{ at: '/destinations/1' }] })
  expect((await create([customer('h')], writing)).status).toBe(201)
})

test('the command reads a list from a file, and one with secrets only where nobody else may', async () => {
  const run = (...args: string[]) =>
    runCommand(['destination', 'create', ...args], {
      env: { COUNTERSIGN_DATA: gateway.data, NO_COLOR: '1' },
    })
  const folder = mkdtempSync(join(tmpdir(), 'countersign-list-'))
  const file = join(folder, 'list.json')
  writeFileSync(file, JSON.stringify([customer('x'), customer('y')]))
  const made = await run('--file', file, '--json')
  expect(made.code, made.stderr).toBe(0)
  expect(JSON.parse(made.stdout).items).toMatchObject([{ name: 'x' }, { name: 'y' }])
  writeFileSync(file, JSON.stringify([customer('z', { secret: 'a long secret phrase of webex' })]), {
    mode: 0o644,
  })
  expect((await run('--file', file)).stderr).toContain('ERR_SECRET_FILE_UNSAFE')
  expect((await run('z', '--file', file)).code).toBe(2)
  expect((await run()).code).toBe(2)
})

test('of many who change the same at the same time, upon what they have read, one does, and each other is told', async () => {
  await create([customer('edited'), customer('beside')])
  const { etag } = (await gateway.api('GET', '/destinations/edited')).body
  const change = (name: string, timeoutMs: number, headers = {}) =>
    gateway.api('PATCH', `/destinations/${name}`, { timeoutMs }, headers)
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) => [
      change('edited', 1000 + n, { 'if-match': `"${etag}"` }),
      change('beside', 2000 + n),
    ]).flat(),
  )
  const statuses = answers.map(({ status }) => status)
  const ofEdited = statuses.filter((_, at) => at % 2 === 0)
  expect(ofEdited.filter((status) => status === 200)).toHaveLength(1)
  expect(ofEdited.filter((status) => status === 412)).toHaveLength(11)
  expect(statuses.filter((_, at) => at % 2 === 1)).toEqual(Array(12).fill(200))
  const winner = answers[statuses.findIndex((status, at) => at % 2 === 0 && status === 200)]
  expect((await gateway.api('GET', '/destinations/edited')).body.timeoutMs).toBe(winner?.body.timeoutMs)
  expect((await gateway.api('GET', '/audit/verify')).body).toMatchObject({ ok: true })
})
