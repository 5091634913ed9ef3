import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, test } from 'vitest'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'
import { withServer } from '../postgres/with-server.ts'
import { hook, keptKey, keptToken, lists, type ToldOfStore } from './fill-store.ts'

// Stores that versions before made, on both engines; keep-store.ts had them make them.

const world = withServer()
const started: StartedGateway[] = []
const folders: string[] = []

afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.remove()
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

const commits = {
  'before the gateway was parted into rooms': 'dbc71e64',
  'before the configuration told what changes': '0b3f453',
} as const
type Commit = (typeof commits)[keyof typeof commits]

function kept(commit: Commit, name: string): Buffer {
  return readFileSync(new URL(`../fixtures/store-of-${commit}.${name}`, import.meta.url))
}

async function dataFolder(): Promise<string> {
  const folder = scratchFolder('countersign-kept-')
  folders.push(folder)
  return folder
}

const engines = {
  async sqlite(commit: Commit) {
    const data = await dataFolder()
    await writeFile(join(data, 'journal.sqlite'), gunzipSync(kept(commit, 'sqlite.gz')))
    return { data, env: {} }
  },
  async postgres(commit: Commit) {
    const url = await world.server.database()
    await world.server.query(gunzipSync(kept(commit, 'postgres.sql.gz')).toString(), url)
    return { data: await dataFolder(), env: { COUNTERSIGN_DATABASE_URL: url } }
  },
}

/** Its content was made on a day that lies behind, and has not become old for that. */
const neverOld = ['payloads', 'events', 'attempts', 'ledger'].flatMap((what) => [`--keep-${what}`, '20000d'])

const stores = Object.entries(commits).flatMap(([which, commit]) =>
  (['sqlite', 'postgres'] as const).map((engine) => ({ which, commit, engine })),
)

describe.each(stores)('a store of the version $which, on $engine', ({ commit, engine }) => {
  const told = JSON.parse(kept(commit, `${engine}.json`).toString()) as ToldOfStore

  async function open(): Promise<StartedGateway> {
    const { data, env } = await engines[engine](commit)
    const own = { COUNTERSIGN_KEY: keptKey, COUNTERSIGN_ADMIN_TOKEN: keptToken, ...env }
    const gateway = await startGateway({ data, args: neverOld, env: own })
    started.push(gateway)
    return gateway
  }

  test('is brought up to date at the start, and all that it showed is there', async () => {
    const gateway = await open()
    for (const list of lists) {
      const { body } = await gateway.api('GET', `/${list}?limit=100`)
      expect(body.items.map(lasting), list).toMatchObject(told.shown[list].map(lasting))
      expect(body.items, list).toHaveLength(told.shown[list].length)
    }
    for (const [id, body] of Object.entries(told.bodies))
      expect((await gateway.api('GET', `/events/${id}/body`)).bytes.toString('base64')).toBe(body)
    expect((await gateway.api('GET', '/stats')).body).toMatchObject(told.stats)
    expect((await gateway.api('GET', '/destinations/dead')).body.health).toMatchObject({ failures: 4 })
    // Its changes are accounted for from here on.
    await gateway.api('PATCH', '/destinations/dead', { timeoutMs: 1000 })
    expect((await gateway.api('GET', '/audit')).body.items).toHaveLength(1)
    expect((await gateway.api('GET', '/audit/verify')).body).toMatchObject({ ok: true })
  })

  test('its tokens do what they did, and no more', async () => {
    const gateway = await open()
    const as = async (scope: keyof ToldOfStore['tokens'], method: string, path: string, body?: unknown) =>
      (await gateway.api(method, path, body, { authorization: `Bearer ${told.tokens[scope]}` })).status
    const idOf = (name: string) => told.shown.tokens.find((token) => token.name === name)?.id
    const one = { source: 'own', type: 'order.paid', data: {} }
    expect(await as('read', 'GET', '/events')).toBe(200)
    expect(await as('read', 'POST', '/events', one)).toBe(403)
    expect(await as('publish', 'POST', '/events', one)).toBe(201)
    expect(await as('publish', 'GET', '/events')).toBe(403)
    expect(await as('pull', 'POST', '/destinations/asks/pull', {})).toBe(200)
    expect(await as('pull', 'POST', '/destinations/app/pull', {})).toBe(404)
    expect(await as('operator', 'PATCH', '/destinations/app', { timeoutMs: 1000 })).toBe(200)
    expect(await as('operator', 'DELETE', `/tokens/${idOf('reads')}`)).toBe(204)
    expect(await as('read', 'GET', '/events')).toBe(401)
  })

  test('what waited goes out, signed as it was; what comes is verified, and known where it came before', async () => {
    const gateway = await open()
    const receiver = await startReceiver()
    for (const name of ['app', 'later', 'customer'])
      await gateway.api('PATCH', `/destinations/${name}`, { url: `${receiver.url}/${name}`, paused: false })
    await receiver.until(4)
    const { body, headers } = hook('four')
    expect((await gateway.post('hooks', body, headers)).status).toBe(200)
    expect(await (await gateway.post('hooks', hook('two').body, hook('two').headers)).json()).toMatchObject({
      duplicate: true,
    })
    await receiver.until(6)
    const later = receiver.received.filter(({ url }) => url.endsWith('/later'))
    const waited = told.shown.deliveries.filter(
      (one) => one.destination === 'later' && one.state === 'pending',
    )
    const bodies = waited.map(({ event }) => told.bodies[String(event)])
    expect(later.map((one) => one.body.toString('base64')).sort()).toEqual(
      [...bodies, Buffer.from(body).toString('base64')].sort(),
    )
    for (const one of later)
      expect(() =>
        new Webhook(told.secret).verify(one.body, one.headers as Record<string, string>),
      ).not.toThrow()
    await receiver.close()
  })
})

/** What was the gateway's limit then, and copied into each source: it is looked up now. */
const copiedLimit = 1024 * 1024

/**
 * Without what tells of the gateway's own address, what is written a while after it was shown, and a hash of an erasure's
 * filter without a key, which was shown once: whom it was about could be tried.
 */
function lasting({ url, health, filterSha256, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest.maxBodyBytes === copiedLimit ? { ...rest, maxBodyBytes: null } : rest
}
