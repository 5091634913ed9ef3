import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// What a source masks is in no answer to who looks: not in a body, not by a search, not in what was refused; lifting it
// needs its own action, and is told of by the audit. What is delivered stays as it came.

let gateway: StartedGateway
let reader: Record<string, string>
let event: string

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', {
    name: 'own',
    scheme: 'publish',
    masks: ['customer.email', '**.ssn'],
  })
  await gateway.api('POST', '/sources', { name: 'open', scheme: 'publish' })
  await gateway.api('POST', '/destinations', { name: 'app', kind: 'pull' })
  await gateway.api('POST', '/routes', { source: 'own', destination: 'app' })
  const data = { customer: { email: 'ann@example.com', n: 1 }, rows: [{ ssn: 123456789 }] }
  for (const source of ['own', 'open']) await gateway.api('POST', '/events', { source, type: 'made', data })
  event = (await gateway.api('GET', '/events?source=own')).body.items[0].id
  const { token } = (await gateway.api('POST', '/tokens', { name: 'r', scope: 'read' })).body
  reader = { authorization: `Bearer ${token}` }
})

afterAll(async () => gateway.remove())

it('masks a body for everybody, and shows it whole to who may lift that, by an act of the audit', async () => {
  const shown = '{"customer":{"email":"•••","n":1},"rows":[{"ssn":"•••"}]}'
  for (const who of [{}, reader]) {
    const body = await gateway.api('GET', `/events/${event}/body`, undefined, who)
    expect([body.bytes.toString(), body.headers.get('countersign-masked')]).toEqual([shown, '2'])
  }
  const refused = await gateway.api('POST', `/events/${event}/unmask`, undefined, reader)
  expect(refused.body).toMatchObject({ status: 403, code: 'ERR_SCOPE' })
  expect((await gateway.api('GET', '/audit?operation=unmaskEvent')).body.items).toEqual([])
  const whole = await gateway.api('POST', `/events/${event}/unmask`)
  expect(whole.bytes.toString()).toContain('ann@example.com')
  const { items } = (await gateway.api('GET', '/audit?operation=unmaskEvent')).body
  expect(items).toMatchObject([{ by: 'admin', target: `/events/${event}/unmask` }])
})

it('finds what is masked by no search of who may not see it', async () => {
  const search = async (body: object, who = {}): Promise<string> =>
    (await gateway.api('POST', '/events/search', body, who)).bytes.toString()
  expect((await search({ text: 'ann@example' })).match(/"source":"own"/g)).toHaveLength(1)
  const found = await search({ text: 'ann@example' }, reader)
  expect([found.includes('"source":"own"'), found.includes('"source":"open"')]).toEqual([false, true])
  const refused = await gateway.api('POST', '/events/search', { text: 'ann', source: 'own' }, reader)
  expect(refused.body).toMatchObject({ status: 403, code: 'ERR_MASKED' })
})

it('is guessed by no filter, and taken away by nobody who may not see what is masked', async () => {
  const actions = ['routes.write', 'sources.read', 'sources.write', 'events.read']
  const { token } = (await gateway.api('POST', '/tokens', { name: 'setter', actions })).body
  const setter = { authorization: `Bearer ${token}` }
  const guess = { filter: 'json.customer.email.startsWith("ann")' }
  const sources = async (who = {}): Promise<string[]> => {
    const { items } = (await gateway.api('POST', '/routes/try', guess, who)).body
    return items.map(({ source }: { source: string }) => source)
  }
  expect(await sources()).toContain('own')
  expect(await sources(setter)).toEqual(['open'])
  for (const masks of [[], ['**.ssn']]) {
    const refused = await gateway.api('PATCH', '/sources/own', { masks }, setter)
    expect(refused.body).toMatchObject({ status: 403, code: 'ERR_SCOPE' })
  }
  const more = { masks: ['customer.email', '**.ssn', 'card'] }
  expect((await gateway.api('PATCH', '/sources/own', more, setter)).status).toBe(200)
})

it('shows nothing of a body in which nobody can say what lies where, and delivers it as it came', async () => {
  const headers = { 'content-type': 'text/plain' }
  await gateway.api('POST', '/events?source=own&type=text', Buffer.from('ssn=1'), headers)
  const [{ id, type }] = (await gateway.api('GET', '/events?source=own')).body.items
  expect(type).toBe('text')
  expect((await gateway.api('GET', `/events/${id}/body`)).body).toMatchObject({ code: 'ERR_MASKED' })
  const { items } = (await gateway.api('POST', '/destinations/app/pull', { limit: 10 })).body
  const bodies = items.map(({ body }: { body: string }) => Buffer.from(body, 'base64').toString())
  expect(bodies.join()).toContain('ann@example.com')
})
