import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// Whatever an operator does leaves its row; what comes in and goes out by itself leaves none.

interface Row {
  readonly number: number
  readonly by: string
  readonly name: string | null
  readonly operation: string
  readonly target: string
  readonly outline: { readonly things?: readonly { readonly id: string; readonly change: string }[] }
}

let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => gateway.remove())

async function rows(query = ''): Promise<Row[]> {
  return (await gateway.api('GET', `/audit?limit=200&${query}`)).body.items
}

async function operations(query = ''): Promise<string[]> {
  return (await rows(query)).map(({ operation }) => operation).reverse()
}

describe('the audit', () => {
  it('tells of what the gateway made for itself at its first start', async () => {
    expect((await rows()).map(({ by, operation }) => `${by} ${operation}`)).toEqual([
      'gateway createSignIn',
      'gateway createOperationalSource',
    ])
  })

  it('tells who did what to what, and finds it by each of them', async () => {
    const { body: made } = await gateway.api('POST', '/tokens', { name: 'deploy', scope: 'operator' })
    const as = { authorization: `Bearer ${made.token}` }
    const source = { name: 'in', scheme: 'webex', secrets: ['a secret of some length'] }
    const { body: created } = await gateway.api('POST', '/sources', source, as)
    await gateway.api('PATCH', '/sources/in', { ratePerSecond: 7 }, as)
    const { status } = await gateway.api('POST', '/sources', source, as)
    expect(status).toBe(409)
    expect(await operations('by=deploy')).toEqual(['createSource', 'changeSource'])
    expect(await operations(`target=${created.id}`)).toEqual(['createSource', 'changeSource'])
    expect(await operations('target=in')).toEqual(['createSource', 'changeSource'])
    expect(await operations('operation=createToken')).toEqual(['createToken'])
    expect(await operations('from=2100-01-01T00:00:00Z')).toEqual([])
    const [changed] = await rows('operation=changeSource')
    expect(changed).toMatchObject({ by: `token ${made.id}`, name: 'deploy', target: '/sources/in' })
    expect(JSON.stringify(changed?.outline)).toContain('"ratePerSecond":7')
    await gateway.api('DELETE', '/tokens/deploy')
    expect((await rows('operation=changeSource'))[0]?.name).toBeNull()
    const first = (await gateway.api('GET', '/audit?limit=1')).body
    const next = (await gateway.api('GET', `/audit?limit=1&cursor=${first.next}`)).body
    expect(next.items[0].number).toBe(first.items[0].number - 1)
  })

  it('tells of replays, retries, discards, erasures and what is let in, and of nothing that flows', async () => {
    const [{ number: before = 0 } = {}] = await rows()
    await gateway.api('POST', '/sources', { name: 'own', scheme: 'publish' })
    await gateway.api('POST', '/destinations', {
      name: 'app',
      url: 'http://127.0.0.1:9/',
      allowPrivate: true,
      retryScheduleMs: [],
    })
    await gateway.api('POST', '/routes', { source: 'own', destination: 'app' })
    const { body: event } = await gateway.api('POST', '/events', {
      source: 'own',
      type: 'a',
      data: { who: 'Ada' },
    })
    const listed = async (path: string): Promise<{ id: string }[]> =>
      (await gateway.api('GET', path)).body.items
    const first = async (path: string): Promise<string> => {
      await expect.poll(() => listed(path), { timeout: 10_000 }).not.toEqual([])
      return (await listed(path))[0]?.id ?? ''
    }
    const dead = '/deliveries?state=dead'
    const id = await first(dead)
    await gateway.api('POST', `/deliveries/${id}/retry`)
    await first(dead)
    await gateway.api('POST', `/deliveries/${id}/discard`, { reason: 'Ada asked' })
    await gateway.api('POST', `/events/${event.id}/replay`)
    await gateway.post('in', '{}')
    const rejection = await first('/rejections')
    await gateway.api('POST', `/rejections/${rejection}/reverify`)
    await gateway.api('DELETE', `/rejections/${rejection}`)
    await gateway.api('POST', '/destinations/app/test', { type: 'ada.test', data: { who: 'Ada' } })
    const { body: erasure } = await gateway.api('POST', '/erasures', {
      filter: 'json.data.who == "Ada"',
      reason: 'case 1',
    })
    await gateway.api('POST', `/events/${event.id}/erase`, { reason: 'case 2' })
    const found = (await rows()).filter(({ number }) => number > before).reverse()
    expect(found.map(({ operation }) => operation)).toEqual([
      ...[
        'createSource',
        'createDestination',
        'createRoute',
        'retryDelivery',
        'discardDelivery',
        'replayEvent',
      ],
      ...['reverifyRejection', 'deleteRejection', 'testDestination', 'createErasure', 'eraseEvent'],
    ])
    expect(found[6]).toMatchObject({
      target: `/rejections/${rejection}/reverify`,
      outline: { refused: expect.stringMatching(/^ERR_/) },
    })
    expect(found[8]).toMatchObject({ by: 'admin', target: '/destinations/app/test' })
    expect(JSON.stringify(found)).not.toContain('ada.test')
    expect(JSON.stringify(found)).not.toContain('Ada')
    expect(JSON.stringify(found)).toContain(erasure.id)
  })

  it('tells of a sign-in, and of the sign-out that ends it, once', async () => {
    const [{ number: before = 0 } = {}] = await rows()
    const { url } = (await gateway.api('POST', '/sign-ins')).body
    const opened = await fetch(`${gateway.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: url.split('#sign-in=')[1] }),
    })
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
    for (const _ of [1, 2])
      await fetch(`${gateway.url}/api/session`, { method: 'DELETE', headers: { cookie } })
    const found = (await rows()).filter(({ number }) => number > before).reverse()
    expect(found.map(({ by, operation, target }) => `${by} ${operation} ${target}`)).toEqual([
      'admin createSignIn /sign-ins',
      'admin signIn /session',
      'admin signOut /session',
    ])
  })

  it('names the token of a session that a token opened, which ends with it', async () => {
    const { body: made } = await gateway.api('POST', '/tokens', { name: 'night-shift', scope: 'operator' })
    const { url } = (await gateway.api('POST', '/sign-ins', {}, { authorization: `Bearer ${made.token}` }))
      .body
    const opened = await fetch(`${gateway.adminUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: url.split('#sign-in=')[1] }),
    })
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
    const act = async (name: string): Promise<number> =>
      (
        await fetch(`${gateway.adminUrl}/api/v1/sources`, {
          method: 'POST',
          headers: { cookie, 'content-type': 'application/json' },
          body: JSON.stringify({ name, scheme: 'publish' }),
        })
      ).status
    expect(await act('by-night')).toBe(201)
    const told = (await rows('by=night-shift')).map(({ by, name, operation }) => [by, name, operation])
    expect(told).toEqual(
      ['createSource', 'signIn', 'createSignIn'].map((operation) => [
        `token ${made.id}`,
        'night-shift',
        operation,
      ]),
    )
    await gateway.api('DELETE', `/tokens/${made.id}`)
    expect(await act('too-late')).toBe(401)
  })

  it('is proven, and not once somebody has changed a row in the file', async () => {
    const verify = () => runCommand(['audit-log', 'verify', '--gateway', gateway.url, '--json'], env())
    const proven = await verify()
    expect([proven.code, JSON.parse(proven.stdout).ok]).toEqual([0, true])
    const db = new DatabaseSync(join(gateway.data, 'journal.sqlite'), { timeout: 5000 })
    db.exec("update audit set actor = 'admin' where number = 4")
    db.close()
    const broken = await verify()
    expect([broken.code, JSON.parse(broken.stdout).fault]).toMatchObject([1, { row: 4, how: 'altered' }])
    const told = await runCommand(['audit-log', 'verify', '--gateway', gateway.url], env())
    expect(told.stderr).toContain('Row 4 is not what was written there')
    const listed = await runCommand(
      ['audit-log', 'list', '--operation', 'createRoute', '--gateway', gateway.url],
      env(),
    )
    expect(listed.stdout).toContain('/routes')
  })
})

function env(): { env: Record<string, string> } {
  return { env: { COUNTERSIGN_TOKEN: gateway.token } }
}
