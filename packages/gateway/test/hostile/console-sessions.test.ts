import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type Server, startServer } from '../postgres/server.ts'

// A copied cookie must be worth nothing once its owner has signed out, at whatever gateway of the store; and a link
// that has opened the console opens it nowhere again.

let server: Server
let database: string
let one: StartedGateway
let other: StartedGateway
let alone: StartedGateway

beforeAll(async () => {
  server = await startServer()
  database = await server.database()
  const env = {
    COUNTERSIGN_DATABASE_URL: database,
    COUNTERSIGN_KEY: randomBytes(32).toString('base64'),
    COUNTERSIGN_ADMIN_TOKEN: randomBytes(32).toString('hex'),
  }
  one = await startGateway({ env })
  other = await startGateway({ env })
  alone = await startGateway()
})

afterAll(async () => {
  for (const gateway of [one, other, alone]) await gateway?.remove()
  await server.close()
})

async function open(at: StartedGateway, code: string): Promise<Response> {
  return await fetch(`${at.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
}

async function codeOf(at: StartedGateway): Promise<string> {
  return (await at.api('POST', '/sign-ins')).body.url.split('#sign-in=')[1]
}

/** What a browser would send from then on: its name and value. */
async function signIn(at: StartedGateway): Promise<string> {
  const opened = await open(at, await codeOf(at))
  expect(opened.status).toBe(204)
  return opened.headers.get('set-cookie')?.split(';')[0] ?? ''
}

async function use(at: StartedGateway, cookie: string): Promise<number> {
  return (await fetch(`${at.url}/api/v1/stats`, { headers: { cookie } })).status
}

async function signOut(at: StartedGateway, cookie: string, headers: object = {}): Promise<string[]> {
  const answer = await fetch(`${at.url}/api/session`, { method: 'DELETE', headers: { cookie, ...headers } })
  expect(answer.status).toBe(204)
  return answer.headers.getSetCookie()
}

it('signed in at one gateway is signed in at the other, and signed out at one is signed out at both', async () => {
  for (const [there, here] of [
    [one, other],
    [other, one],
  ] as const) {
    const cookie = await signIn(there)
    expect([await use(there, cookie), await use(here, cookie)]).toEqual([200, 200])
    const cleared = await signOut(here, cookie)
    expect(cleared.some((line) => line.startsWith(`${cookie.split('=')[0]}=;`))).toBe(true)
    expect([await use(there, cookie), await use(here, cookie)]).toEqual([401, 401])
  }
})

it('a link opens once, wherever it is tried at the same moment', async () => {
  const code = await codeOf(one)
  const answers = await Promise.all([one, other, one, other].map((at) => open(at, code)))
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 401, 401, 401])
})

it('the store keeps no text that could be used', async () => {
  const cookie = await signIn(one)
  const dump = await server.query('select * from countersign.sign_in', database)
  expect(dump.length).toBeGreaterThan(0)
  expect(JSON.stringify(dump)).not.toContain(cookie.split('=')[1])
})

it('two gateways on one host: a browser stays signed in at both, and signs out at one', async () => {
  const [ours, theirs] = [await signIn(one), await signIn(alone)]
  expect(ours.split('=')[0]).not.toBe(theirs.split('=')[0])
  const both = `${ours}; ${theirs}`
  expect([await use(one, both), await use(alone, both)]).toEqual([200, 200])
  const cleared = await signOut(alone, both)
  expect(cleared).toHaveLength(1)
  expect([await use(one, both), await use(alone, both)]).toEqual([200, 401])
})

it('a session holds through a crash; one that was ended does not come back', async () => {
  const [kept, ended] = [await signIn(alone), await signIn(alone)]
  await signOut(alone, ended)
  await alone.kill9()
  expect([await use(alone, kept), await use(alone, ended)]).toEqual([200, 401])
})

it('a page of another origin ends nobody’s session', async () => {
  const cookie = await signIn(alone)
  await signOut(alone, cookie, { origin: 'https://evil.example' })
  expect(await use(alone, cookie)).toBe(200)
})
