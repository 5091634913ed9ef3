import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { noFaults, simulateWebex, type WebexSimulator } from '../../../simulators/src/index.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type Front, startFront } from './front.ts'

const newcomers = [
  { token: 'persontoken', email: 'person@example.com', displayName: 'A Person', type: 'person' as const },
  { token: 'bottoken', email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' as const },
]
let gateway: StartedGateway
let webex: WebexSimulator
let front: Front

beforeAll(async () => {
  gateway = await startGateway({ args: ['--watch-seconds', '3600'] })
})
beforeEach(async () => {
  webex = await simulateWebex({ newcomers })
  front = await startFront(webex.api.replace('/v1', ''))
})
afterEach(async () => {
  await Promise.all([front.close(), webex.close()])
})
afterAll(() => gateway.remove())

function connect(name: string) {
  const settings = { resource: 'messages', event: 'created' }
  return gateway.api('POST', '/connections', {
    ...{ provider: 'webex', token: 'bottoken', api: `${front.url}/v1`, settings, name },
  })
}
const hooks = () => [...webex.webhooks.all.values()]
const show = async (name: string) => (await gateway.api('GET', `/connections/${name}`)).body

test('the webhook is made and the answer lost: it is found, not made twice', async () => {
  front.decide = (call) => (call === 'POST /v1/webhooks' ? 'lose-answer' : 'pass')
  const made = await connect('found')
  expect(made.status, made.bytes.toString()).toBe(201)
  expect(hooks().map(({ id }) => id)).toEqual([made.body.webhook])
  expect(front.calls.filter((call) => call.startsWith('POST'))).toHaveLength(1)
})

test('the call is lost on the way: nothing is left on either side', async () => {
  front.decide = (call) => (call === 'POST /v1/webhooks' ? 'cut' : 'pass')
  expect((await connect('lost')).body.code).toBe('ERR_PROVIDER_UNREACHABLE')
  expect(hooks()).toEqual([])
  expect((await gateway.api('GET', '/sources/lost')).status).toBe(404)
  front.decide = () => 'pass'
  expect((await connect('lost')).status).toBe(201)
})

test('the webhook is made and Webex is gone: our side is taken back, and the next attempt adopts the webhook', async () => {
  let gone = false
  front.decide = (call) => {
    if (call === 'POST /v1/webhooks') gone = true
    return call === 'POST /v1/webhooks' ? 'lose-answer' : gone ? 'cut' : 'pass'
  }
  expect((await connect('later')).body.code).toBe('ERR_PROVIDER_UNREACHABLE')
  expect((await gateway.api('GET', '/sources/later')).status).toBe(404)
  expect(hooks()).toHaveLength(1)
  front.decide = () => 'pass'
  const made = await connect('later')
  expect(hooks().map(({ id }) => id)).toEqual([made.body.webhook])
})

test('killed while the webhook is made: the connection is finished with the webhook that there is', async () => {
  front.decide = (call) => (call === 'POST /v1/webhooks' ? 'hold' : 'pass')
  const asked = connect('killed').catch(() => null)
  await expect.poll(() => hooks().length, { timeout: 20_000 }).toBe(1)
  await gateway.kill9()
  await asked
  expect(await show('killed')).toMatchObject({ state: 'connecting', webhook: null })
  front.decide = () => 'pass'
  await gateway.api('POST', '/connections/killed/check')
  expect(await show('killed')).toMatchObject({ state: 'connected', webhook: hooks()[0]?.id })
  expect(hooks()).toHaveLength(1)
})

test('killed while it is taken away: the watch ends it', async () => {
  await connect('ending')
  front.decide = (call) => (call.startsWith('DELETE') ? 'hold' : 'pass')
  const impatient = new AbortController()
  const asked = fetch(`${gateway.adminUrl}/api/v1/connections/ending`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${gateway.token}` },
    signal: impatient.signal,
  }).catch(() => null)
  await expect.poll(() => hooks().length, { timeout: 20_000 }).toBe(0)
  expect(await show('ending')).toMatchObject({ state: 'disconnecting' })
  front.decide = () => 'pass'
  impatient.abort()
  await asked
  await gateway.kill9()
  await gateway.api('POST', '/connections/ending/check')
  expect((await gateway.api('GET', '/connections/ending')).status).toBe(404)
  expect((await gateway.api('GET', '/sources/ending')).status).toBe(404)
})

test('a source that is deleted by itself takes its webhook along', async () => {
  const { id } = (await connect('orphan')).body
  await gateway.api('DELETE', '/sources/orphan')
  expect(hooks()).toHaveLength(1)
  const checked = await gateway.api('POST', `/connections/${id}/check`)
  expect(checked.status, gateway.output().stdout).toBe(404)
  expect(hooks()).toEqual([])
  expect((await gateway.api('GET', `/connections/${id}`)).status).toBe(404)
})

test('an emulator that cannot change a webhook: it is replaced, a rotation leaves the old secret, the end is one', async () => {
  front.decide = (call) =>
    call === 'POST /v1/webhooks' ? 'lose-answer' : call === 'GET /v1/webhooks' ? 'pass' : 'cut'
  const first = await connect('emulated')
  expect(first.status).toBe(201)
  await gateway.api('DELETE', '/connections/emulated?force=true')
  front.decide = (call) => (call.startsWith('PUT') ? 'unknown' : 'pass')
  const made = await connect('emulated')
  expect(made.status, made.bytes.toString()).toBe(201)
  expect(hooks().map(({ id }) => id)).toEqual([made.body.webhook])
  expect(made.body.webhook).not.toBe(first.body.webhook)
  expect((await gateway.api('POST', '/connections/emulated/rotate', {})).body.code).toBe(
    'ERR_PROVIDER_NOT_FOUND',
  )
  expect((await gateway.api('GET', '/sources/emulated/secrets')).body.items).toHaveLength(1)
  webex.webhooks.all.clear()
  front.decide = (call) => (call.startsWith('DELETE') ? 'refuse' : 'pass')
  expect((await gateway.api('DELETE', '/connections/emulated')).status).toBe(204)
})

test('a rotation of which nobody knows leaves both secrets good, and its repetition ends it', async () => {
  await connect('turned')
  const secrets = async () => (await gateway.api('GET', '/sources/turned/secrets')).body.items
  front.decide = (call) => (call.startsWith('PUT') ? 'lose-answer' : 'pass')
  expect((await gateway.api('POST', '/connections/turned/rotate', {})).body.code).toBe(
    'ERR_PROVIDER_UNREACHABLE',
  )
  expect(await secrets()).toHaveLength(2)
  write('signed with the new one')
  await expect.poll(async () => (await gateway.api('GET', '/events?source=turned')).body.items.length).toBe(1)
  front.decide = () => 'pass'
  expect((await gateway.api('POST', '/connections/turned/rotate', { overlapSeconds: 0 })).status).toBe(200)
  const live = (await secrets()).filter(
    ({ expiresAt }: { expiresAt: string | null }) => expiresAt === null || Date.parse(expiresAt) > Date.now(),
  )
  expect(live).toHaveLength(1)
})

test('a provider whose clock runs an hour ahead: what was missed is found all the same', async () => {
  webex.control.change({ ...noFaults, clockAheadMs: 3_600_000 })
  await connect('ahead')
  const [hook] = hooks()
  if (hook === undefined) throw new Error('no webhook')
  hook.status = 'inactive'
  write('from the future')
  await gateway.api('POST', '/connections/ahead/check')
  const { items } = (await gateway.api('GET', '/events?source=ahead')).body
  expect(items.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['backfilled'])
})

function write(text: string): void {
  const [person, bot] = [webex.world.person('person@example.com'), webex.world.person('batbot@webex.bot')]
  if (person === undefined || bot === undefined) throw new Error('nobody is there')
  webex.world.post(person, webex.world.directRoom(person, bot), { text })
}
