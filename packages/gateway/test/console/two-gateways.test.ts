import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { StartedGateway } from '../harness/start-gateway.ts'
import { withTwoGateways } from '../postgres/with-two-gateways.ts'
import { type OpenedBrowser, openBrowser } from './open-console.ts'

// The same first minutes where two gateways share PostgreSQL: the page is served by one, what comes in at the other
// appears in it, a change there is seen here, and whoever signs out at one is out at both.

const secret = 'a-secret-of-sixteen-letters-or-more'
const gateways = withTwoGateways()
let one: StartedGateway
let other: StartedGateway
let opened: OpenedBrowser

beforeAll(async () => {
  ;({ one, other } = gateways)
  opened = await openBrowser()
})

afterAll(async () => {
  await opened?.close()
})

async function send(id: string): Promise<number> {
  const body = `{"id":"hook","resource":"messages","event":"created","data":{"id":"${id}"}}`
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-spark-signature': signature }
  return (await other.post('bot', body, headers)).status
}

it('goes from a new source to its first event, which came in at the other gateway', async () => {
  const page = await opened.page(one, { path: '/sources/new?scheme=webex' })
  await page.getByLabel('Name').fill('bot')
  await page.getByLabel('Secret', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Make the source' }).click()
  await page.getByText('Waiting for the first verified event').waitFor()
  await expect.poll(() => send('m1')).toBe(200)
  await page.getByText('The first event is here').waitFor()
  await page.getByRole('link', { name: 'Look at it' }).click()
  await page.getByRole('tab', { name: /^Journey/ }).waitFor()

  await page.goto(`${one.adminUrl}/sources/bot`)
  await page.getByLabel('At most').fill('20')
  expect((await other.api('PATCH', '/sources/bot', { ratePerSecond: 10 })).status).toBe(200)
  await page.getByRole('button', { name: 'Save the policy' }).click()
  await page.getByRole('row', { name: 'At most' }).filter({ hasText: '10' }).waitFor()
  expect((await one.api('GET', '/sources/bot')).body.ratePerSecond).toBe(10)

  const session = (await page.context().cookies()).find(({ name }) => name.startsWith('countersign_session'))
  const there = async (): Promise<number> =>
    (
      await fetch(`${other.adminUrl}/api/session`, {
        headers: {
          cookie: `countersign_session_${new URL(other.adminUrl).port}=${session?.value}`,
          'sec-fetch-site': 'same-origin',
        },
      })
    ).status
  expect(await there()).toBe(200)
  await page.getByRole('button', { name: /console/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(await there()).toBe(401)
  expect(opened.faults).toEqual([])
})
