import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { simulateWebex, type WebexSimulator } from '../src/webex/server.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const newcomers = [
  { token: 'person', email: 'person@example.com', displayName: 'A Person', type: 'person' as const },
  { token: 'bot', email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' as const },
  {
    token: 'reader',
    email: 'reader@example.com',
    displayName: 'A Reader',
    type: 'person' as const,
    scopes: ['spark:rooms_read'],
  },
]

let receiver: Receiver
let simulator: WebexSimulator
let roomId: string

async function call(token: string, method: string, path: string, body?: object): Promise<Response> {
  return await fetch(path.startsWith('http') ? path : simulator.api + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function ok<T>(token: string, method: string, path: string, body?: object): Promise<T> {
  const answer = await call(token, method, path, body)
  expect(answer.status, await answer.clone().text()).toBe(200)
  return (await answer.json()) as T
}

const hook = (more: object = {}) =>
  ok<{ id: string; status: string }>('bot', 'POST', '/webhooks', {
    name: 'Größe',
    targetUrl: receiver.url,
    resource: 'messages',
    event: 'created',
    ...more,
  })

beforeEach(async () => {
  receiver = await startReceiver()
  simulator = await simulateWebex({
    newcomers,
    deactivation: { failures: 3, withinMs: 60_000, timeoutMs: 300 },
  })
  roomId = (await ok<{ id: string }>('person', 'POST', '/rooms', { title: 'Gotham' })).id
  await ok('person', 'POST', '/memberships', { roomId, personEmail: 'batbot@webex.bot' })
})
afterEach(async () => {
  await simulator.close()
  await receiver.close()
})

/** A message to the bot, in a direct room of the two. */
async function write(text: string): Promise<{ id: string }> {
  const message = await ok<{ id: string }>('person', 'POST', '/messages', {
    toPersonEmail: 'batbot@webex.bot',
    text,
  })
  await simulator.webhooks.idle()
  return message
}

describe('the Webex simulator', () => {
  test('sends the compact envelope without the text, signed over its bytes', async () => {
    const webhook = await hook({ secret: 'somesupersecretphrase' })
    const message = await write('/batman')
    const [sent] = receiver.received
    const body = sent?.body.toString() ?? ''
    expect(body).toBe(JSON.stringify(JSON.parse(body)))
    expect(body).toContain('"name":"Größe"')
    expect(body).not.toContain('/batman')
    expect(Object.keys(JSON.parse(body))).toEqual(
      'id name targetUrl resource event orgId createdBy appId ownedBy status created actorId data'.split(' '),
    )
    expect(JSON.parse(body)).toMatchObject({ id: webhook.id, data: { id: message.id, roomType: 'direct' } })
    const hmac = createHmac('sha1', 'somesupersecretphrase')
      .update(sent?.body ?? '')
      .digest('hex')
    expect(sent?.headers['x-spark-signature']).toBe(hmac)
    expect(await ok('bot', 'GET', `/messages/${message.id}`)).toMatchObject({ text: '/batman' })
  })

  test('signs nothing without a secret, and filters', async () => {
    await hook({ filter: 'personEmail=nobody@example.com' })
    await hook({ filter: 'roomType=direct&personEmail=person@example.com' })
    await write('hello')
    expect(receiver.received).toHaveLength(1)
    expect(receiver.received[0]?.headers).not.toHaveProperty('x-spark-signature')
    const wrong = {
      name: 'x',
      targetUrl: receiver.url,
      resource: 'messages',
      event: 'created',
      filter: 'text=x',
    }
    expect((await call('bot', 'POST', '/webhooks', wrong)).status).toBe(400)
  })

  test('a bot in a group room hears mentions and itself alone', async () => {
    await hook()
    await ok('person', 'POST', '/messages', { roomId, text: 'not for the bot' })
    await ok('person', 'POST', '/messages', { roomId, markdown: '<@personEmail:batbot@webex.bot> /batman' })
    await ok('bot', 'POST', '/messages', { roomId, text: "I'm Batman!" })
    await simulator.webhooks.idle()
    expect(
      receiver.received.map(({ body }) => JSON.parse(body.toString()).data.personEmail).toSorted(),
    ).toEqual(['batbot@webex.bot', 'person@example.com'])
    expect((await call('bot', 'GET', `/messages?roomId=${roomId}`)).status).toBe(403)
    const mine = await ok<{ items: { text: string }[] }>(
      'bot',
      'GET',
      `/messages?roomId=${roomId}&mentionedPeople=me`,
    )
    expect(mine.items.map(({ text }) => text)).toEqual(['BatBot /batman'])
  })

  test('switches a failing webhook off in silence; a PUT switches it on, and cannot switch off', async () => {
    const { id } = await hook({ secret: 's' })
    receiver.status = 500
    for (let n = 0; n < 4; n += 1) await write(`message ${n}`)
    expect(receiver.received).toHaveLength(3)
    expect(await ok('bot', 'GET', `/webhooks/${id}`)).toMatchObject({ status: 'inactive' })
    const fields = { name: 'again', targetUrl: receiver.url, secret: 't', status: 'active' }
    expect((await call('bot', 'PUT', `/webhooks/${id}`, { ...fields, status: 'inactive' })).status).toBe(400)
    expect(await ok('bot', 'PUT', `/webhooks/${id}`, fields)).toMatchObject({ status: 'active', secret: 't' })
    receiver.status = 200
    await write('once more')
    expect(receiver.received).toHaveLength(4)
    expect((await call('bot', 'DELETE', `/webhooks/${id}`)).status).toBe(204)
  })

  test('tokens, scopes and owners', async () => {
    expect((await call('nobody', 'GET', '/people/me')).status).toBe(401)
    expect((await call('reader', 'GET', '/webhooks')).status).toBe(403)
    const { id } = await hook()
    expect((await call('person', 'GET', `/webhooks/${id}`)).status).toBe(404)
  })

  test('a list of a thousand comes in pages, each with a Link to the next', async () => {
    for (let n = 0; n < 1000; n += 1) await hook({ name: `hook ${n}` })
    const names = new Set<string>()
    let pages = 0
    for (let next: string | undefined = '/webhooks?max=300'; next !== undefined; pages += 1) {
      const answer = await call('bot', 'GET', next)
      for (const { name } of ((await answer.json()) as { items: { name: string }[] }).items) names.add(name)
      next = /<(.+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
    }
    expect([names.size, pages]).toEqual([1000, 4])
  })

  test('memberships: created, updated, deleted', async () => {
    await ok('person', 'POST', '/webhooks', {
      name: 'm',
      targetUrl: receiver.url,
      resource: 'memberships',
      event: 'all',
    })
    const added = await ok<{ id: string }>('person', 'POST', '/memberships', {
      roomId,
      personEmail: 'reader@example.com',
    })
    for (const isModerator of [true, false])
      await ok('person', 'PUT', `/memberships/${added.id}`, { isModerator })
    await call('person', 'DELETE', `/memberships/${added.id}`)
    await simulator.webhooks.idle()
    const events = receiver.received.map(({ body }) => JSON.parse(body.toString()).event as string)
    expect(events.toSorted()).toEqual(['created', 'deleted', 'updated', 'updated'])
  })

  test('people by id, by several ids, by e-mail and by name', async () => {
    const me = await ok<{ id: string }>('person', 'GET', '/people/me')
    expect(await ok('bot', 'GET', `/people/${me.id}`)).toEqual(me)
    expect(await ok('bot', 'GET', `/people?id=${me.id},nobody`)).toEqual({
      notFoundIds: ['nobody'],
      items: [me],
    })
    expect(await ok('bot', 'GET', '/people?email=person%40example.com')).toEqual({ items: [me] })
    expect(await ok('bot', 'GET', '/people?displayName=A%20Per')).toEqual({ items: [me] })
    // As Webex's own SDK asks for one.
    expect(await ok('bot', 'GET', `/people/?id=${me.id}&showAllTypes=false`)).toEqual({ items: [me] })
    expect((await call('bot', 'GET', '/people')).status).toBe(400)
    expect((await call('bot', 'GET', '/people/nobody')).status).toBe(404)
  })

  test('memberships of a room by person, and one by its id', async () => {
    type List = { items: { id: string; personEmail: string }[] }
    const byEmail = await ok<List>(
      'person',
      'GET',
      `/memberships?roomId=${roomId}&personEmail=batbot@webex.bot`,
    )
    expect(byEmail.items.map(({ personEmail }) => personEmail)).toEqual(['batbot@webex.bot'])
    const { id } = await ok<{ id: string }>('person', 'GET', '/people/me')
    expect(
      (await ok<List>('person', 'GET', `/memberships?roomId=${roomId}&personId=${id}`)).items,
    ).toHaveLength(1)
    expect(await ok('bot', 'GET', `/memberships/${byEmail.items[0]?.id}`)).toEqual(byEmail.items[0])
    expect((await call('bot', 'GET', '/memberships?personEmail=person@example.com')).status).toBe(400)
  })

  test('messages of a direct room by the other person, and those of a thread', async () => {
    const { id: parentId } = await write('first')
    await ok('bot', 'POST', '/messages', { toPersonEmail: 'person@example.com', text: 'second', parentId })
    const list = (query: string) =>
      ok<{ items: { text: string }[] }>(
        'bot',
        'GET',
        `/messages/direct?personEmail=person@example.com${query}`,
      )
    expect((await list('')).items.map(({ text }) => text).toSorted()).toEqual(['first', 'second'])
    expect((await list(`&parentId=${parentId}`)).items).toMatchObject([{ text: 'second', parentId }])
    expect((await call('reader', 'GET', '/messages/direct?personEmail=x@example.com')).status).toBe(403)
    expect((await call('bot', 'GET', '/messages/direct?personEmail=x@example.com')).status).toBe(404)
    const elsewhere = { roomId, text: 'third', parentId }
    expect((await call('bot', 'POST', '/messages', elsewhere)).status).toBe(400)
  })

  test('a file that is uploaded in a form is had by members of its room alone, byte for byte', async () => {
    const bytes = Uint8Array.from([0, 255, 13, 10, 45, 45])
    const form = new FormData()
    form.set('roomId', roomId)
    form.set('text', 'a file')
    form.set('files', new File([bytes], 'größe.bin', { type: 'application/x-thing' }))
    const headers = { authorization: 'Bearer person' }
    const posted = await fetch(`${simulator.api}/messages`, { method: 'POST', headers, body: form })
    const { text, files } = (await posted.json()) as { text: string; files: string[] }
    expect([posted.status, text, files.length]).toEqual([200, 'a file', 1])
    const got = await fetch(files[0] ?? '', { headers })
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(bytes)
    expect(got.headers.get('content-type')).toBe('application/x-thing')
    expect(got.headers.get('content-disposition')).toBe('attachment; filename="gr__e.bin"')
    expect((await fetch(files[0] ?? '', { headers: { authorization: 'Bearer reader' } })).status).toBe(403)
    const broken = { ...headers, 'content-type': 'multipart/form-data; boundary=x' }
    const wrong = await fetch(`${simulator.api}/messages`, { method: 'POST', headers: broken, body: '--y' })
    expect(wrong.status).toBe(400)
  })

  test('rooms changed and deleted, each told of; a card is kept as it was given', async () => {
    await ok('bot', 'POST', '/webhooks', {
      name: 'r',
      targetUrl: receiver.url,
      resource: 'all',
      event: 'all',
    })
    expect(await ok('person', 'PUT', `/rooms/${roomId}`, { title: 'Arkham' })).toMatchObject({
      title: 'Arkham',
    })
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { a: 1 } }]
    const card = { roomId, markdown: '<@personEmail:batbot@webex.bot> a card', attachments }
    const { id } = await ok<{ id: string }>('person', 'POST', '/messages', card)
    expect(await ok('bot', 'GET', `/messages/${id}`)).toMatchObject({ attachments })
    expect((await call('person', 'POST', '/messages', { roomId, attachments })).status).toBe(400)
    expect((await call('person', 'DELETE', `/rooms/${roomId}`)).status).toBe(204)
    expect((await call('person', 'GET', `/rooms/${roomId}`)).status).toBe(404)
    await simulator.webhooks.idle()
    const told = receiver.received.map(({ body }) => JSON.parse(body.toString()))
    expect(told.map(({ resource, event }) => `${resource} ${event}`).toSorted()).toEqual([
      ...['memberships deleted', 'memberships deleted', 'messages created', 'rooms updated'],
    ])
  })

  test('takes a DELETE that announces JSON and has none, and names what it does not have', async () => {
    const { id } = await hook()
    const headers = { authorization: 'Bearer bot', 'content-type': 'application/json' }
    expect((await fetch(`${simulator.api}/webhooks/${id}`, { method: 'DELETE', headers })).status).toBe(204)
    const empty = await fetch(`${simulator.api}/webhooks`, { method: 'POST', headers })
    expect(empty.status).toBe(400)
    const unknown = await call('bot', 'GET', '/teams?max=1')
    expect([unknown.status, await unknown.json()]).toMatchObject([
      404,
      { message: 'The simulator has no GET /v1/teams.' },
    ])
  })
})
