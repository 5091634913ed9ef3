import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

const secret = 'a-secret-that-only-github-knows'
let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
  const input = { name: 'repository', scheme: 'github', secrets: [secret] }
  expect((await gateway.api('POST', '/sources', input)).status).toBe(201)
}, 30_000)
afterAll(() => gateway?.remove())

/** Recorded on its way; the headers that no signature covers are as the sender likes. */
async function send(body: string, unsigned: Record<string, string>): Promise<number> {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const response = await gateway.post('repository', body, {
    'content-type': 'application/json',
    'x-hub-signature-256': signature,
    ...unsigned,
  })
  return response.status
}

/** Of all events, the oldest first: each by its id at the provider, and the same of what it has the bytes of. */
async function marks(): Promise<(readonly [id: string | null, sameAs: string | null])[]> {
  const { items } = (await gateway.api('GET', '/events')).body
  const own = new Map<string, string | null>()
  for (const item of items) own.set(item.id, item.providerEventId)
  const found = []
  for (const { id, providerEventId } of [...items].reverse()) {
    const { sameBytesAs } = (await gateway.api('GET', `/events/${id}`)).body
    found.push([providerEventId, sameBytesAs === null ? null : (own.get(sameBytesAs) ?? 'unknown')] as const)
  }
  return found
}

test('a recorded message under another delivery id is delivered and marked; under its own it is a duplicate', async () => {
  const body = '{"action":"closed","issue":{"id":1}}'
  const issues = { 'x-github-event': 'issues' }
  expect(await send(body, { ...issues, 'x-github-delivery': 'first' })).toBe(200)
  expect(await send(body, { ...issues, 'x-github-delivery': 'first' })).toBe(200)
  expect(await send(body, { ...issues, 'x-github-delivery': 'second' })).toBe(200)
  // Neither another name of the event nor none of an id hides it, nor does a restart.
  expect(await send(body, { 'x-github-event': 'push', 'x-github-delivery': 'third' })).toBe(200)
  await gateway.kill9()
  expect(await send(body, issues)).toBe(200)
  expect(await send(body, { ...issues, 'x-github-delivery': 'first' })).toBe(200)
  expect(
    await send('{"action":"closed","issue":{"id":2}}', { ...issues, 'x-github-delivery': 'other' }),
  ).toBe(200)
  expect(await marks()).toEqual([
    ['first', null],
    ['second', 'first'],
    ['third', 'second'],
    [null, 'third'],
    ['other', null],
  ])
})
