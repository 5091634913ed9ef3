import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Action, actions, scopes } from '../../src/model/permission.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

interface Described {
  readonly paths: Record<string, Record<string, { operationId: string; description: string }>>
}

let gateway: StartedGateway
let described: Described
const tokens: Record<string, string> = {}
const sessions: Record<string, string> = {}

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/destinations', { name: 'queue', kind: 'pull' })
  described = (await (await fetch(`${gateway.url}/api/openapi.json`)).json()) as Described
  for (const scope of ['operator', 'read', 'publish', 'pull'] as const) {
    const { body } = await gateway.api('POST', '/tokens', {
      ...{ name: `a-${scope}`, scope },
      ...(scope === 'pull' && { destinations: ['queue'] }),
    })
    tokens[scope] = body.token
  }
})

afterAll(async () => gateway.remove())

/** Every operation, with something in place of the names in its path. */
function operations(): { id: string; method: string; url: string; action: Action }[] {
  return Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, description }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      url: gateway.url + path.replaceAll(/\{\w+\}/g, 'none'),
      action: /`([\w.-]+)`/.exec(description)?.[1] as Action,
    })),
  )
}

/** The cookie of a session of somebody's. */
async function signIn(person: string): Promise<string> {
  const { body } = await gateway.api('POST', '/sign-ins', { person })
  const opened = await fetch(`${gateway.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: body.url.split('#sign-in=')[1] }),
  })
  return opened.headers.get('set-cookie')?.split(';')[0] ?? ''
}

async function ask(method: string, url: string, authorization?: string): Promise<Response> {
  return await fetch(url, { method, headers: authorization === undefined ? {} : { authorization } })
}

describe('the description', () => {
  it('is OpenAPI 3.1', async () => {
    const result = await new Validator().validate({ ...described })
    expect(result.errors ?? []).toEqual([])
    expect(result.valid).toBe(true)
  })

  it('names every operation once and refers to nothing that is not there', () => {
    const ids = operations().map(({ id }) => id)
    expect(ids.length).toBeGreaterThan(40)
    expect(new Set(ids).size).toBe(ids.length)
    const text = JSON.stringify(described)
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
      expect(described).toHaveProperty(['components', 'schemas', name ?? ''])
    }
  })
})

describe('who may do what', () => {
  it('answers nothing to those without a token, or with one that is not known', async () => {
    const refused = async ({ method, url }: { method: string; url: string }, header?: string) => {
      const answer = await ask(method, url, header)
      expect(answer.status, `${method} ${url}`).toBe(401)
      expect(answer.headers.get('www-authenticate')).toContain('Bearer')
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      await answer.arrayBuffer()
    }
    for (const one of operations())
      for (const header of [undefined, 'Bearer ', `Basic ${gateway.token}`, gateway.token])
        await refused(one, header)
    // Together, but not so many that none would be let wait: those that guess are answered slowly.
    for (let at = 0; at < operations().length; at += 40)
      await Promise.all(
        operations()
          .slice(at, at + 40)
          .map((one) => refused(one, 'Bearer nonsense')),
      )
  })

  it('keeps to the actions of each scope and role, before it reads a body or query', async () => {
    for (const role of ['operator', 'read'] as const) {
      await gateway.api('POST', '/people', { name: `a-${role}`, role })
      sessions[role] = await signIn(`a-${role}`)
    }
    const everybody = [
      ...(['operator', 'read', 'publish', 'pull'] as const).map(
        (scope) => [scope, { authorization: `Bearer ${tokens[scope]}` }] as const,
      ),
      ...(['operator', 'read'] as const).map((role) => [role, { cookie: sessions[role] ?? '' }] as const),
    ]
    const seen = new Set<string>()
    for (const { id, method, url, action } of operations()) {
      seen.add(action)
      for (const [has, headers] of everybody) {
        const allowed = scopes[has].has(action)
        if (allowed && (method === 'DELETE' || id === 'createSignIn')) continue
        // Neither of a form that anything takes: who may not is told so all the same.
        const answer = await fetch(`${url}?unheard=of`, {
          method,
          headers: { ...headers, 'content-type': 'application/json' },
          ...(method !== 'GET' && { body: '{' }),
        })
        expect(answer.status === 403, `${has} ${id}: ${answer.status}`).toBe(!allowed)
        expect(answer.status, `${has} ${id}`).not.toBe(401)
        await answer.arrayBuffer()
      }
    }
    // What a listener's body asks for beside: see listeners.test.ts.
    seen.add('events.claim')
    // Nothing may be asked for that no operation needs.
    expect([...seen].sort()).toEqual([...actions].sort())
  })

  it('changes nothing by a session that another page’s request carries, whatever the operation', async () => {
    await gateway.api('POST', '/people', { name: 'browses', role: 'operator' })
    const cookie = await signIn('browses')
    const foreign = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ]
    const changing = operations().filter(({ method }) => method !== 'GET')
    expect(changing.length).toBeGreaterThan(40)
    const from = async (
      { method, url }: { method: string; url: string },
      headers: object,
    ): Promise<number> => {
      const answer = await fetch(`${url}?unheard=of`, {
        method,
        headers: { cookie, 'content-type': 'application/json', ...headers },
        body: '{',
      })
      await answer.arrayBuffer()
      return answer.status
    }
    // Together, as above: who guesses is answered slowly.
    const asked = changing.flatMap((one) => foreign.map((headers) => ({ one, headers })))
    for (let at = 0; at < asked.length; at += 40)
      await Promise.all(
        asked
          .slice(at, at + 40)
          .map(async ({ one, headers }) =>
            expect([one.id, headers, await from(one, headers)]).toEqual([one.id, headers, 401]),
          ),
      )
    // Of the gateway’s own page each is taken.
    for (const one of changing) {
      if (one.method === 'DELETE' || one.id === 'createSignIn') continue
      const own = await from(one, { 'sec-fetch-site': 'same-origin', origin: new URL(one.url).origin })
      expect([one.id, own]).not.toEqual([one.id, 401])
    }
  })

  it('forgets a token that is deleted, and one that has expired', async () => {
    const { body: gone } = await gateway.api('POST', '/tokens', { name: 'gone', scope: 'read' })
    const use = async (token: string): Promise<number> =>
      (await ask('GET', `${gateway.url}/api/v1/stats`, `Bearer ${token}`)).status
    expect(await use(gone.token)).toBe(200)
    await gateway.api('DELETE', '/tokens/gone')
    expect(await use(gone.token)).toBe(401)
    const expiresAt = '2020-01-01T00:00:00Z'
    const { body: late } = await gateway.api('POST', '/tokens', { name: 'late', scope: 'read', expiresAt })
    expect(await use(late.token)).toBe(401)
  })

  it('shows no token again', async () => {
    const { body } = await gateway.api('GET', '/tokens')
    expect(JSON.stringify(body)).not.toMatch(/cst_|hash/)
  })

  it('answers a loopback listener’s own names alone', async () => {
    const { port } = new URL(gateway.url)
    const { request } = await import('node:http')
    const statusFor = (host: string, path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const headers = { host, authorization: `Bearer ${gateway.token}` }
        request({ port, host: '127.0.0.1', path, headers }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
          .on('error', reject)
          .end()
      })
    expect(await statusFor(`localhost:${port}`, '/api/v1/stats')).toBe(200)
    expect(await statusFor(`[::1]:${port}`, '/api/v1/stats')).toBe(200)
    for (const path of ['/api/v1/stats', '/api/openapi.json', '/metrics', '/api/v1/stream']) {
      expect(await statusFor('evil.example', path), path).toBe(421)
      expect(await statusFor('127.0.0.1.evil.example', path), path).toBe(421)
    }
  })

  it('sends no CORS headers', async () => {
    const answer = await fetch(`${gateway.url}/api/v1/stats`, {
      headers: { authorization: `Bearer ${gateway.token}`, origin: 'https://evil.example' },
    })
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('opens the console by a link, once', async () => {
    expect(gateway.output().stderr).toContain('sign in: countersign login')
    const { body: link } = await gateway.api('POST', '/sign-ins')
    const [address, code] = link.url.split('/#sign-in=')
    expect(address).toBe(gateway.url)
    const open = (body: string, type = 'application/json', more: object = {}): Promise<Response> =>
      fetch(`${gateway.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': type, ...more },
        body,
      })
    expect((await open(JSON.stringify({ code }), 'text/plain')).status).toBe(401)
    const opened = await open(JSON.stringify({ code }))
    expect(opened.status).toBe(204)
    const cookie = opened.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    expect(cookie).not.toContain('Secure')
    const headers = { cookie: cookie.split(';')[0] ?? '' }
    expect((await fetch(`${gateway.url}/api/v1/stats`, { headers })).status).toBe(200)
    expect((await open(JSON.stringify({ code }))).status).toBe(401)
    expect((await open('{}')).status).toBe(401)
    // A page that came by https, through a proxy of the operator's, gets a cookie for https alone.
    const { body: other } = await gateway.api('POST', '/sign-ins')
    const behind = { origin: 'https://admin.example' }
    const secure = await open(JSON.stringify({ code: other.url.split('=')[1] }), 'application/json', behind)
    expect(secure.headers.get('set-cookie')).toMatch(/; Secure$/)
    const foreign = { ...headers, origin: 'https://evil.example' }
    expect((await fetch(`${gateway.url}/api/v1/stats`, { headers: foreign })).status).toBe(401)
  })
})
