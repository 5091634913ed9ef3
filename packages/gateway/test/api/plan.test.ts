import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => gateway.remove())

const secret = 'a secret that no answer shows'
const wanted = {
  sources: [{ name: 'bot', scheme: 'webex', secrets: [{ value: secret }] }],
  destinations: [{ name: 'app', url: 'https://app.example.com/hooks' }],
  routes: [{ source: 'bot', destination: 'app', filter: 'type == "messages.created"' }],
}
const plan = (body: unknown, query = '', headers?: Record<string, string>) =>
  gateway.api('POST', `/plan${query}`, body, headers)
const names = async (noun: string): Promise<string[]> =>
  (await gateway.api('GET', `/${noun}`)).body.items.map(({ name }: { name: string }) => name)

test('is shown and not carried out, is carried out once, and is then empty', async () => {
  const shown = await plan(wanted)
  expect(shown.status).toBe(200)
  expect(shown.body).toMatchObject({
    applied: false,
    change: { create: 3, update: 0, remove: 0 },
    secrets: [],
  })
  expect(await names('destinations')).toEqual([])

  const { body: done } = await plan(wanted, '?apply=true')
  expect(done).toMatchObject({ applied: true, change: { create: 3 }, secrets: [{ destination: 'app' }] })
  expect(JSON.stringify([shown.body, done])).not.toContain(secret)
  expect(await names('destinations')).toEqual(['app'])
  expect((await gateway.api('GET', '/routes')).body.items).toMatchObject([
    { filter: wanted.routes[0]?.filter },
  ])

  const again = await plan(wanted, '?apply=true')
  expect(again.body).toMatchObject({ change: { create: 0, update: 0, remove: 0 }, steps: [], secrets: [] })
})

test('tells every fault with its place, and does nothing where there is one', async () => {
  const { status, body } = await plan(
    {
      destinations: [{ name: 'other', url: 'https://app.example.com/' }],
      routes: [
        { source: 'nobody', destination: 'other' },
        { source: 'bot', destination: 'nowhere' },
      ],
    },
    '?apply=true',
  )
  expect(status).toBe(400)
  expect(body.code).toBe('ERR_PLAN')
  expect(body.errors).toEqual([
    { code: 'ERR_NOT_FOUND', at: '/routes/0/source', message: 'There is no source "nobody".' },
    { code: 'ERR_NOT_FOUND', at: '/routes/1/destination', message: 'There is no destination "nowhere".' },
  ])
  expect(await names('destinations')).toEqual(['app'])
})

test('tells what is wrong in form together with what a plan of the rest finds wrong, each at its own place', async () => {
  const { status, body } = await plan(
    {
      sources: [
        { name: 'shop', scheme: 'shopify', color: 'red' },
        { name: 'twin', scheme: 'webex', secrets: [secret] },
        { name: 'other', scheme: 'no such scheme', secrets: [secret] },
        { name: 'twin', scheme: 'webex', secrets: [secret] },
      ],
      connections: 'none',
      routes: [
        { source: 'shop', destination: 'app' },
        { source: 'bot' },
        { source: 'bot', destination: 'nowhere', filter: 'type ==' },
        { source: 'perhaps a connection', destination: 'app' },
      ],
      rutes: [],
    },
    '?apply=true&prune=true',
  )
  expect(status).toBe(400)
  expect(body.code).toBe('ERR_INPUT')
  expect(body.errors).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ at: '/', message: expect.stringContaining('rutes') }),
      expect.objectContaining({ at: '/sources/0', message: expect.stringContaining('color') }),
      expect.objectContaining({ at: '/connections' }),
      expect.objectContaining({ at: '/routes/1/destination', message: '"destination" is missing' }),
      expect.objectContaining({ at: '/sources/2/scheme', code: 'ERR_SCHEME_UNKNOWN' }),
      { at: '/sources/3/name', code: 'ERR_CONFLICT', message: '"twin" is there twice: see /sources/1.' },
      expect.objectContaining({ at: '/routes/2/destination', code: 'ERR_NOT_FOUND' }),
      expect.objectContaining({ at: '/routes/2/filter', code: 'ERR_FILTER' }),
    ]),
  )
  // "shop" was given, though not in the right form: its route is not wrong for that.
  expect(body.errors).toHaveLength(8)
  expect(JSON.stringify(body)).not.toContain(secret)
  expect(await names('sources')).not.toContain('twin')
  expect(await names('destinations')).toEqual(['app'])
})

test('removes what is not wanted only where it is asked to, of the lists that are given', async () => {
  expect((await plan({ destinations: [], routes: [] })).body.steps).toEqual([])
  const { body } = await plan({ destinations: [], routes: [] }, '?apply=true&prune=true')
  expect(body.change).toEqual({ create: 0, update: 0, remove: 2 })
  expect(await names('destinations')).toEqual([])
  expect(await names('sources')).toContain('bot')
})

test('is carried out by those alone who may do everything, and leaves a row of who did it', async () => {
  const as = async (of: object) => {
    const { body } = await gateway.api('POST', '/tokens', of)
    return { authorization: `Bearer ${body.token}` }
  }
  expect((await plan(wanted, '', await as({ name: 'reader', scope: 'read' }))).status).toBe(403)
  const planner = await as({ name: 'planner', actions: ['plan.write'] })
  expect((await plan(wanted, '', planner)).status).toBe(200)
  expect((await plan(wanted, '?apply=true', planner)).status).toBe(403)
  expect(await names('destinations')).toEqual([])
  const { items } = (await gateway.api('GET', '/audit?limit=200&operation=planSetup')).body
  expect(items).toHaveLength(2)
  expect(JSON.stringify(items)).not.toContain(secret)
})
