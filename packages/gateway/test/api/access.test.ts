import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// A token reaches no further than it was made to; and nobody gives away more than he has.

let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway()
  for (const name of ['one', 'two']) {
    await gateway.api('POST', '/sources', { name, scheme: 'publish' })
    await gateway.api('POST', '/destinations', { name, kind: 'pull' })
  }
})
afterAll(async () => gateway.remove())

async function tokenOf(input: object): Promise<{ authorization: string }> {
  const { status, body } = await gateway.api('POST', '/tokens', {
    name: `t-${Math.random()}`.replace('.', ''),
    ...input,
  })
  expect(status).toBe(201)
  return { authorization: `Bearer ${body.token}` }
}

describe('a token that is limited', () => {
  it('sees its sources and destinations alone, and is told 404 of others', async () => {
    const headers = await tokenOf({ scope: 'operator', sources: ['one'], destinations: ['two'] })
    const get = async (path: string) => await gateway.api('GET', path, undefined, headers)
    expect((await get('/sources')).body.items.map(({ name }: { name: string }) => name)).toEqual(['one'])
    expect((await get('/destinations')).body.items.map(({ name }: { name: string }) => name)).toEqual(['two'])
    expect((await get('/sources/one')).status).toBe(200)
    expect((await get('/destinations/two/secrets')).status).toBe(200)
    const [hidden, none] = [await get('/sources/two'), await get('/sources/none')]
    expect([hidden.status, none.status]).toEqual([404, 404])
    expect(hidden.body.detail).toBe(none.body.detail.replace('none', 'two'))
    expect((await gateway.api('DELETE', '/destinations/one', undefined, headers)).status).toBe(404)
    const publish = async (source: string): Promise<number> =>
      (await gateway.api('POST', '/events', { source, type: 'a', data: {} }, headers)).status
    expect([await publish('one'), await publish('two')]).toEqual([201, 404])
    const pull = async (name: string): Promise<number> =>
      (await gateway.api('POST', `/destinations/${name}/pull`, { waitSeconds: 0 }, headers)).status
    expect([await pull('two'), await pull('one')]).toEqual([200, 404])
  })

  it('is refused what concerns others too', async () => {
    const headers = await tokenOf({ scope: 'operator', sources: ['one'] })
    for (const [method, path] of [
      ['POST', '/sources'],
      ['GET', '/routes'],
      ['GET', '/stats'],
      ['GET', '/tokens'],
      ['GET', '/people'],
      ['GET', '/audit'],
      ['POST', '/deliveries/retry'],
      ['POST', '/plan'],
    ] as const)
      expect([
        path,
        (await gateway.api(method, path, method === 'GET' ? undefined : {}, headers)).status,
      ]).toEqual([path, 403])
  })
})

describe('what leads inside is for operators', () => {
  it('the API of a provider that is named by somebody else is not asked', async () => {
    let asked = 0
    const inside = createServer((_request, response) => {
      asked += 1
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end('{"message":"a secret of the inside"}')
    })
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
    const api = `http://127.0.0.1:${(inside.address() as AddressInfo).port}/v1`
    const settings = { resource: 'messages', event: 'created' }
    const input = {
      provider: 'webex',
      token: 'sometoken',
      name: 'inside',
      assumeReachable: true,
      settings,
      api,
    }
    try {
      const headers = await tokenOf({ actions: ['connections.write', 'connections.read'] })
      const refused = await gateway.api('POST', '/connections', input, headers)
      expect([refused.status, refused.body.code, asked]).toEqual([403, 'ERR_SCOPE', 0])
      const misshapen = { ...input, api: 'http://api.example.com/v1' }
      expect((await gateway.api('POST', '/connections', misshapen, headers)).body.code).toBe('ERR_INPUT')
      const operators = await gateway.api('POST', '/connections', input)
      expect([operators.body.code, asked > 0]).toEqual(['ERR_PROVIDER_REFUSED', true])
    } finally {
      inside.close()
    }
  })
})

describe('a token', () => {
  it('holds the actions that were named, and gives no other more than those', async () => {
    const headers = await tokenOf({
      actions: ['sources.read', 'tokens.write', 'people.write', 'sign-ins.write'],
    })
    const make = async (path: string, body: object): Promise<number> =>
      (await gateway.api('POST', path, body, headers)).status
    expect((await gateway.api('GET', '/sources', undefined, headers)).status).toBe(200)
    expect((await gateway.api('GET', '/destinations', undefined, headers)).status).toBe(403)
    expect(await make('/tokens', { name: 'less', actions: ['sources.read'] })).toBe(201)
    expect(await make('/tokens', { name: 'more', actions: ['sources.write'] })).toBe(403)
    expect(await make('/tokens', { name: 'most', scope: 'operator' })).toBe(403)
    expect(await make('/people', { name: 'eve', role: 'operator' })).toBe(403)
    expect(await make('/sign-ins', {})).toBe(403)
  })

  it('may not lead inside without being an operator’s', async () => {
    const headers = await tokenOf({ actions: ['destinations.write'] })
    const inside = { name: 'inside', url: 'http://127.0.0.1:9/', allowPrivate: true }
    expect((await gateway.api('POST', '/destinations', inside, headers)).status).toBe(403)
  })

  it('takes a scope or actions, one of them', async () => {
    for (const input of [{}, { scope: 'read', actions: ['sources.read'] }, { actions: ['sources.own'] }])
      expect((await gateway.api('POST', '/tokens', { name: 'odd', ...input })).status).toBe(400)
  })

  it('is listed with its last use, and refused by a code of its own once it has ended', async () => {
    const headers = await tokenOf({ scope: 'read' })
    const listed = async () => (await gateway.api('GET', '/tokens')).body.items.at(-1)
    expect(await listed()).toMatchObject({ scope: 'read', lastUsedAt: null, expiresAt: null })
    await gateway.api('GET', '/stats', undefined, headers)
    expect((await listed()).lastUsedAt).toMatch(/^20/)
    const late = await tokenOf({ scope: 'read', expiresAt: '2020-01-01T00:00:00Z' })
    const refused = await gateway.api('GET', '/stats', undefined, late)
    expect([refused.status, refused.body.code]).toEqual([401, 'ERR_TOKEN_EXPIRED'])
  })
})

describe('people', () => {
  const run = (...args: string[]) =>
    runCommand([...args, '--gateway', gateway.url], { env: { COUNTERSIGN_TOKEN: gateway.token } })

  it('sign in by a link of their own, do what their role allows, and are gone at once when removed', async () => {
    expect((await run('person', 'create', 'ursula', '--role', 'read')).code).toBe(0)
    const link = (await run('login', '--as', 'ursula')).stdout.trim()
    const opened = await fetch(`${gateway.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: link.split('#sign-in=')[1] }),
    })
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
    const use = async (method: string, path: string): Promise<number> =>
      (await fetch(`${gateway.url}/api/v1${path}`, { method, headers: { cookie } })).status
    expect([await use('GET', '/sources'), await use('DELETE', '/sources/one')]).toEqual([200, 403])
    const { body } = await gateway.api('GET', '/audit?by=ursula')
    expect(
      body.items.map(({ operation, name }: { operation: string; name: string }) => [operation, name]),
    ).toEqual([['signIn', 'ursula']])
    expect((await run('person', 'list', '--json')).stdout).toContain('"ursula"')
    expect((await run('person', 'delete', 'ursula')).code).toBe(0)
    expect(await use('GET', '/sources')).toBe(401)
    // Nothing of the name is left in the audit.
    expect(JSON.stringify((await gateway.api('GET', '/audit?limit=200')).body)).not.toContain('ursula')
  })
})

describe('what is not good', () => {
  it('is counted, slowed and told, and slows nothing that is', async () => {
    const guess = async (): Promise<number> =>
      (await gateway.api('GET', '/stats', undefined, { authorization: 'Bearer guess' })).status
    for (let at = 0; at < 7; at++) expect(await guess()).toBe(401)
    const crowd = Array.from({ length: 100 }, guess)
    expect((await gateway.api('GET', '/stats')).status).toBe(200)
    expect(new Set(await Promise.all(crowd))).toEqual(new Set([401, 429]))
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
    expect(metrics).toMatch(/countersign_sign_ins_failed_total\{way="token"\} 1\d\d/)
    expect(gateway.output().stderr + gateway.output().stdout).toContain('Sign-ins fail')
  })
})
