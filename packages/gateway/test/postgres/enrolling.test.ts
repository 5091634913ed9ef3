import { createHmac } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { StartedGateway } from '../harness/start-gateway.ts'
import { withTwoGateways } from './with-two-gateways.ts'

// A provider brings the secret by a handshake, to whichever gateway it reaches.

const gateways = withTwoGateways()
let one: StartedGateway
let other: StartedGateway
beforeAll(() => {
  ;({ one, other } = gateways)
})

const seen = { timeout: 20_000 }

async function enrolling(name: string): Promise<void> {
  expect((await one.api('POST', '/sources', { name, scheme: 'notion' })).body).toMatchObject({
    state: 'enrolling',
  })
  for (const gateway of [one, other])
    await expect.poll(async () => (await gateway.api('GET', `/sources/${name}`)).status, seen).toBe(200)
}
const bring = async (to: StartedGateway, name: string, token: string): Promise<number> =>
  (await to.post(name, JSON.stringify({ verification_token: token }))).status
const pending = async (at: StartedGateway, name: string): Promise<readonly string[]> =>
  ((await at.api('GET', `/sources/${name}/enrollment`)).body.secrets ?? []).map(
    ({ value }: { value: string }) => value,
  )
const confirm = (at: StartedGateway, name: string) => at.api('POST', `/sources/${name}/confirm`)
const event = async (to: StartedGateway, name: string, token: string, id: string): Promise<number> => {
  const body = JSON.stringify({ id, type: 'page.created' })
  const signature = `sha256=${createHmac('sha256', token).update(body).digest('hex')}`
  return (await to.post(name, body, { 'x-notion-signature': signature })).status
}

it('a secret that comes to one gateway is confirmed at the other, and both take its events and no further secret', async () => {
  const token = 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl'
  await enrolling('tasks')
  expect(await event(other, 'tasks', token, '1')).toBe(503)
  expect(await bring(one, 'tasks', token)).toBe(200)
  await expect.poll(() => pending(other, 'tasks'), seen).toEqual([token])
  // Another is taken by neither, now that both know of the first.
  for (const gateway of [one, other]) expect(await bring(gateway, 'tasks', 'secret_of-a-stranger')).toBe(503)
  expect(await pending(one, 'tasks')).toEqual([token])
  expect((await confirm(other, 'tasks')).body).toMatchObject({ state: 'live' })
  for (const [at, gateway] of [one, other].entries()) {
    await expect.poll(() => event(gateway, 'tasks', token, `e${at}`), seen).toBe(200)
    expect(await bring(gateway, 'tasks', 'secret_of-a-stranger')).toBe(401)
  }
})

it('of two secrets that come to two gateways at once none is live until somebody has chosen', async () => {
  await enrolling('race')
  const tokens = ['secret_of-the-provider', 'secret_of-a-stranger'] as const
  const statuses = await Promise.all([bring(one, 'race', tokens[0]), bring(other, 'race', tokens[1])])
  const taken = tokens.filter((_, at) => statuses[at] === 200)
  expect(taken.length).toBeGreaterThan(0)
  for (const gateway of [one, other])
    await expect.poll(async () => (await pending(gateway, 'race')).toSorted(), seen).toEqual(taken.toSorted())
  for (const token of tokens) expect(await event(one, 'race', token, 'early')).toBe(503)
  const confirmed = await confirm(one, 'race')
  if (taken.length === 1) expect(confirmed.status).toBe(200)
  else expect(confirmed.body).toMatchObject({ code: 'ERR_NOT_ENROLLING' })
})
