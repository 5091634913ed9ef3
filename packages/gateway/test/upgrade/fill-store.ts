import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { StartedGateway } from '../harness/start-gateway.ts'

/** The operator's token and the key of the stores that are kept: they open nothing else. */
export const keptToken = 'cst_the-token-of-the-stores-that-are-kept'
export const keptKey: string = Buffer.alloc(32, 'upgrade').toString('base64')
/** The secret of the source `hooks`. */
export const hookSecret = 'a-secret-phrase-of-webex'

/** What a version of the program showed of its store before it was stopped. */
export interface ToldOfStore {
  readonly commit: string
  /** Bearer tokens by scope. */
  readonly tokens: Readonly<Record<'read' | 'publish' | 'pull' | 'operator', string>>
  /** Of the destination `later`. */
  readonly secret: string
  /** The items of each list, as they were shown. */
  readonly shown: Readonly<Record<(typeof lists)[number], readonly Shown[]>>
  /** Bodies of the events, as base64, by id. */
  readonly bodies: Readonly<Record<string, string>>
  /** Its counts. */
  readonly stats: Shown
}

type Shown = Readonly<Record<string, unknown>>

/** What is shown again after the upgrade. */
export const lists = [
  'sources',
  'destinations',
  'routes',
  'tokens',
  'events',
  'deliveries',
  'rejections',
  'replays',
  'erasures',
] as const

/** A message of Webex with its signature. */
export function hook(id: string, room?: number): { body: string; headers: Record<string, string> } {
  const roomId = room === undefined ? '' : `,"roomId":"${room}"`
  const data = `{"id":"${id}","text":"ü \\u00fc 🦇"${roomId}}`
  const body = `{"id":"hook","resource":"messages","event":"created","data":${data}}`
  const signature = createHmac('sha1', hookSecret).update(body).digest('hex')
  return { body, headers: { 'content-type': 'application/json', 'x-spark-signature': signature } }
}

/**
 * Lets a gateway of any version make a store with something of everything that outlives an upgrade, and answers what it
 * shows of it: what was delivered, is dead, was discarded, waits for a paused destination and for an application that
 * pulls, was refused, replayed and erased; and a token of each scope.
 */
export async function fillStore(gateway: StartedGateway, commit: string, url: string): Promise<ToldOfStore> {
  const call = async (method: string, path: string, body?: unknown): Promise<Made> => {
    const answer = await gateway.api(method, path, body)
    assert(answer.status < 300, `${method} ${path}: ${answer.bytes.toString()}`)
    return answer.body as Made
  }
  const items = async (list: string): Promise<Shown[]> => (await call('GET', `/${list}?limit=100`)).items

  await call('POST', '/sources', { name: 'hooks', scheme: 'webex', secrets: [{ value: hookSecret }] })
  await call('POST', '/sources', { name: 'open', scheme: 'github', unsigned: true })
  await call('POST', '/sources', { name: 'own', scheme: 'publish' })
  await call('POST', '/destinations', { name: 'app', url, allowPrivate: true })
  const later = await call('POST', '/destinations', { name: 'later', url, allowPrivate: true, paused: true })
  const dead = { name: 'dead', url: url.replace(/:\d+/, ':1'), allowPrivate: true, retryScheduleMs: [] }
  await call('POST', '/destinations', dead)
  await call('POST', '/destinations', { name: 'asks', kind: 'pull' })
  const tenant = {
    name: 'customer',
    url,
    allowPrivate: true,
    tenant: 'acme',
    types: ['order.*'],
    paused: true,
  }
  await call('POST', '/destinations', tenant)
  for (const destination of ['app', 'later', 'dead'])
    await call('POST', '/routes', { source: 'hooks', destination })
  await call('POST', '/routes', { source: 'own', destination: 'asks', filter: 'type == "order.paid"' })
  const tokens = {
    read: await call('POST', '/tokens', { name: 'reads', scope: 'read' }),
    publish: await call('POST', '/tokens', { name: 'publishes', scope: 'publish' }),
    pull: await call('POST', '/tokens', { name: 'pulls', scope: 'pull', destinations: ['asks'] }),
    operator: await call('POST', '/tokens', { name: 'operates', scope: 'operator' }),
  }

  for (const id of ['one', 'two', 'three', 'person']) {
    const { body, headers } = hook(id)
    assert.equal((await gateway.post('hooks', body, headers)).status, 200)
  }
  assert.equal((await gateway.post('hooks', hook('one').body, { 'x-spark-signature': '00' })).status, 401)
  for (const tenant of [undefined, 'acme'])
    await call('POST', '/events', { source: 'own', type: 'order.paid', data: { id: 7 }, tenant })
  await until(async () => {
    const { deliveries } = (await call('GET', '/stats')) as unknown as Record<string, Shown>
    const settled = deliveries?.delivered === 4 && deliveries.dead === 4
    return settled && (await items('rejections')).length === 1
  })
  const [, second] = (await items('events')).toReversed()
  await call('POST', '/replays', { destination: 'app', events: [second?.id] })
  await call('POST', '/erasures', { filter: 'json.data.id == "person"', reason: 'asked for' })
  await until(async () =>
    [...(await items('replays')), ...(await items('erasures'))].every(({ state }) => state === 'done'),
  )

  const shown = {} as Record<(typeof lists)[number], readonly Shown[]>
  for (const list of lists) shown[list] = await items(list)
  const bodies: Record<string, string> = {}
  for (const { id, erasedAt } of shown.events)
    if (!erasedAt)
      bodies[String(id)] = (await gateway.api('GET', `/events/${id}/body`)).bytes.toString('base64')
  const stats = (await call('GET', '/stats')) as unknown as Shown
  const texts = {
    read: tokens.read.token,
    publish: tokens.publish.token,
    pull: tokens.pull.token,
    operator: tokens.operator.token,
  }
  return { commit, tokens: texts, secret: later.secret, shown, bodies, stats }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    assert(tries < 300, 'What was waited for did not come.')
    await wait(100)
  }
}

interface Made {
  readonly id: string
  readonly secret: string
  readonly token: string
  readonly items: Shown[]
}
