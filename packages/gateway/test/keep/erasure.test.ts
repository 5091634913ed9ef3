import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiAnswer, runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  await gateway.api('POST', '/sources', { name: 'webex', scheme: 'webex', secrets: ['a-secret-phrase'] })
  const url = 'http://127.0.0.1:9/'
  await gateway.api('POST', '/destinations', { name: 'app', url, paused: true, allowPrivate: true })
  await gateway.api('POST', '/routes', { source: 'shop', destination: 'app' })
})

afterAll(() => gateway.remove())

/** Publishes an event about somebody and answers its id. */
async function publish(who: string, more: object = {}): Promise<string> {
  const { body } = await gateway.api('POST', '/events', {
    source: 'shop',
    type: 'seen',
    data: { who },
    ...more,
  })
  return body.id
}

function refusal(answer: ApiAnswer, status: number, code: string): void {
  expect(answer.body).toMatchObject({ status, code })
}

async function ended(id: string): Promise<ApiAnswer['body']> {
  const look = async () => (await gateway.api('GET', `/erasures/${id}`)).body
  await expect.poll(async () => (await look()).endedAt, { timeout: 30_000 }).not.toBeNull()
  return await look()
}

async function isInFiles(text: string): Promise<boolean> {
  for (const name of await readdir(gateway.data)) {
    const bytes = await readFile(join(gateway.data, name)).catch(() => Buffer.alloc(0))
    if (bytes.includes(text)) return true
  }
  return false
}

describe('erasing one event', () => {
  it('leaves its row, and a line that says who and why', async () => {
    const id = await publish('jane-doe-1', { idempotencyKey: 'jane-key-1' })
    const other = await publish('joan-1')
    expect(await isInFiles('jane-doe-1')).toBe(true)
    const { status, body } = await gateway.api('POST', `/events/${id}/erase`, { reason: 'case 4711' })
    expect(status).toBe(202)
    expect(body).toMatchObject({ by: 'admin', reason: 'case 4711', named: 1, events: 1, filter: null })

    const event = (await gateway.api('GET', `/events/${id}`)).body
    expect(event).toMatchObject({ id, source: 'shop', verdict: 'published', type: null, headers: null })
    expect(event).toMatchObject({ providerEventId: null, contentType: null })
    expect(Date.parse(event.erasedAt)).toBeGreaterThan(0)
    refusal(await gateway.api('GET', `/events/${id}/body`), 410, 'ERR_EVENT_ERASED')
    refusal(await gateway.api('POST', `/events/${id}/replay`, {}), 410, 'ERR_EVENT_ERASED')
    refusal(await gateway.api('POST', `/events/${id}/erase`, { reason: 'again' }), 410, 'ERR_EVENT_ERASED')
    const [delivery] = (await gateway.api('GET', `/events/${id}/deliveries`)).body.items
    expect(delivery).toMatchObject({ state: 'discarded', lastError: 'ERR_EVENT_ERASED' })
    refusal(await gateway.api('POST', `/deliveries/${delivery.id}/retry`), 410, 'ERR_EVENT_ERASED')

    expect(await ended(body.id)).toMatchObject({ state: 'done', events: 1 })
    for (const text of ['jane-doe-1', 'jane-key-1']) expect(await isInFiles(text), text).toBe(false)
    expect((await gateway.api('GET', `/events/${other}`)).body.erasedAt).toBeNull()
    expect((await gateway.api('GET', `/events/${other}/body`)).status).toBe(200)
    expect((await gateway.api('GET', '/erasures')).body.items[0]).toMatchObject({ id: body.id })
    // A repeat is still known.
    const repeat = await gateway.api('POST', '/events', {
      ...{ source: 'shop', type: 'seen', data: { who: 'jane-doe-1' }, idempotencyKey: 'jane-key-1' },
    })
    expect(repeat.body.id).toBe(id)
    expect(await isInFiles('jane-doe-1')).toBe(false)
  })

  it('asks for a reason, for an event, and for an operator', async () => {
    const id = await publish('joan-2')
    refusal(await gateway.api('POST', `/events/${id}/erase`, {}), 400, 'ERR_INPUT')
    refusal(await gateway.api('POST', '/events/evt_nothing/erase', { reason: 'x' }), 404, 'ERR_NOT_FOUND')
    const { body } = await gateway.api('POST', '/tokens', { name: 'reader', scope: 'read' })
    const as = { authorization: `Bearer ${body.token}` }
    refusal(await gateway.api('POST', `/events/${id}/erase`, { reason: 'x' }, as), 403, 'ERR_SCOPE')
    refusal(await gateway.api('GET', '/erasures/ers_999'), 404, 'ERR_NOT_FOUND')
    refusal(await gateway.api('POST', '/erasures', { filter: 'json.', reason: 'x' }), 400, 'ERR_FILTER')
  })
})

describe('erasing all that match', () => {
  const filter = 'json.who == "jane-doe-2"'
  const run = (...args: string[]) =>
    runCommand(args, { env: { COUNTERSIGN_DATA: gateway.data, NO_COLOR: '1' } })

  it('counts first, then takes events and kept rejections, and forgets whom it looked for', async () => {
    for (let at = 0; at < 30; at++) await publish(at % 3 === 0 ? 'jane-doe-2' : 'joan-3')
    const forged = { 'content-type': 'application/json', 'x-spark-signature': '0'.repeat(40) }
    await gateway.post('webex', JSON.stringify({ who: 'jane-doe-2' }), forged)
    await gateway.post('webex', JSON.stringify({ who: 'joan-3' }), forged)
    await expect.poll(async () => (await gateway.api('GET', '/rejections')).body.items.length).toBe(2)
    const form = { ...forged, 'content-type': 'application/x-www-form-urlencoded' }
    await gateway.post('webex', 'user=jane-doe-3', form)
    await gateway.post('webex', `payload=${encodeURIComponent('{"who":"jane-doe-3"}')}`, form)
    await expect.poll(async () => (await gateway.api('GET', '/rejections')).body.items.length).toBe(4)
    for (const one of ['has(form.user) && form.user == "jane-doe-3"', 'json.who == "jane-doe-3"'])
      expect((await run('erasure', 'create', '--filter', one, '--reason', 'case 1')).code).toBe(0)
    await expect.poll(async () => (await gateway.api('GET', '/rejections')).body.items.length).toBe(2)

    const counted = await run('event', 'erase', '--filter', filter, '--dry-run', '--json')
    expect(JSON.parse(counted.stdout)).toEqual({ events: 10, rejections: 1 })
    expect((await run('erasure', 'create', '--filter', filter)).code).toBe(2)
    const created = await run('erasure', 'create', '--filter', filter, '--reason', 'case 4712', '--json')
    const { id } = JSON.parse(created.stdout)

    const after = await ended(id)
    expect(after).toMatchObject({ state: 'done', events: 10, rejections: 1, filter: null })
    // Whoever tries names against the audit finds none, without the key.
    expect(after.filterMark).toMatch(/^hmac:[0-9a-f]{64}$/)
    expect(after.filterMark).not.toContain(createHash('sha256').update(filter).digest('hex'))
    const compare = async (one: string) =>
      (await gateway.api('POST', `/erasures/${after.id}/compare`, { filter: one })).body
    expect(await compare(filter)).toEqual({ same: true })
    expect(await compare(`${filter} `)).toEqual({ same: false })
    expect(after).toMatchObject({ reason: 'case 4712', by: 'admin', progress: 1 })
    expect(await isInFiles('jane-doe-2')).toBe(false)
    expect(await isInFiles('joan-3')).toBe(true)
    expect((await gateway.api('GET', '/rejections')).body.items).toHaveLength(1)
    expect((await run('erasure', 'list')).stdout).toContain('case 4712')
    refusal(await gateway.api('POST', `/erasures/${id}/cancel`), 409, 'ERR_ERASURE_ENDED')
  })

  it('goes on after a crash, and leaves nothing out', async () => {
    const who = 'jane-doe-3'
    for (let at = 0; at < 1500; at += 50) {
      await Promise.all(Array.from({ length: 50 }, () => publish(who)))
    }
    const created = await gateway.api('POST', '/erasures', {
      filter: `json.who == "${who}"`,
      reason: 'case 1',
    })
    await gateway.kill9()
    expect(await ended(created.body.id)).toMatchObject({ state: 'done', events: 1500 })
    expect(await isInFiles(who)).toBe(false)
    expect((await gateway.api('GET', '/stats')).body.deliveries.pending).toBeLessThan(100)
  })
})
