import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { StartedGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'
import { withTwoGateways } from '../postgres/with-two-gateways.ts'
import { type OpenedBrowser, openBrowser } from './open-console.ts'

// The same stories where two gateways share PostgreSQL: the page is served by one, what comes in at the other appears in
// it and is refused or let in here, a change there is seen here, a destination that was down is drained by whichever sends
// to it, a reader may change nothing, and whoever signs out at one is out at both.

const secret = 'a-secret-of-sixteen-letters-or-more'
const gateways = withTwoGateways(['--egress-allow', '127.0.0.0/8'])
let one: StartedGateway
let other: StartedGateway
let opened: OpenedBrowser
let receiver: RecordingReceiver

beforeAll(async () => {
  ;({ one, other } = gateways)
  receiver = await startReceiver()
  opened = await openBrowser()
})

afterAll(async () => {
  await opened?.close()
  await receiver?.close()
})

beforeEach(() => () => expect(opened.faults).toEqual([]))

async function send(id: string, key = secret): Promise<number> {
  const body = `{"id":"hook","resource":"messages","event":"created","data":{"id":"${id}"}}`
  const signature = createHmac('sha1', key).update(body).digest('hex')
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
  await page.context().close()
})

it('proves what the other has refused, mends it here, and lets it in', async () => {
  const right = 'the-secret-that-the-provider-has-now'
  for (const id of ['r1', 'r2']) expect(await send(id, right)).toBe(401)
  const page = await opened.page(one, { path: '/rejections?source=bot' })
  const group = page.getByRole('list', { name: 'Refused, by source and reason' }).getByRole('listitem')
  await group.getByText('The signature belongs to other bytes or another secret.').first().waitFor()
  await group.getByRole('link', { name: /Prove and mend/ }).click()
  await page.getByText('2 requests of bot with ERR_SIGNATURE_MISMATCH are kept').waitFor()
  await page.getByLabel('New secret', { exact: true }).fill(right)
  await page.getByRole('button', { name: 'Add it' }).click()
  await page.getByText('It matches with the secrets of now: it can be let in.').waitFor()
  await page.getByRole('button', { name: 'Try on 2' }).click()
  await page.getByText('2 of 2 match now.').waitFor()
  await page.getByRole('button', { name: 'Let in 2 …' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('2')
  await page.getByRole('button', { name: 'Let in 2', exact: true }).click()
  await page.getByText(/2 of 2: 2 events/).waitFor()
  // The other takes what is signed so from now on, and the page tells that the old secret is used no more.
  await expect.poll(() => send('r3', right)).toBe(200)
  await page.goto(`${one.adminUrl}/sources/bot`)
  const [older, newer] = [1, 0].map((at) => page.locator('section[aria-label=Secrets] tbody tr').nth(at))
  await newer?.getByText(/ago|just now/).waitFor()
  expect(await older?.textContent()).toMatch(/until.*(ago|just now)/)
  await page.context().close()
})

it('repairs a destination that was down, and sees it drained', async () => {
  receiver.answer(503, {}, 'the database is being moved')
  const made = { name: 'billing', url: receiver.url, retryScheduleMs: [3_600_000, 3_600_000] }
  expect((await one.api('POST', '/destinations', made)).status).toBe(201)
  expect((await one.api('POST', '/sources', { name: 'own', scheme: 'publish' })).status).toBe(201)
  expect((await one.api('POST', '/routes', { source: 'own', destination: 'billing' })).status).toBe(201)
  // Each is tried once, and waits an hour for the next time.
  const publish = async (n: number) =>
    (await (n % 2 === 0 ? one : other).api('POST', '/events', { source: 'own', type: 'made', data: { n } }))
      .status
  for (let n = 0; n < 6; n++) await expect.poll(() => publish(n)).toBe(201)
  await receiver.until(6)
  const page = await opened.page(one)
  await page.getByRole('link', { name: 'Look: billing' }).click()
  await page.getByText(/It answers badly.*6 times in a row/).waitFor()
  const lane = page.getByRole('region', { name: 'Its lane' })
  await lane.getByText(/^6, the next/).waitFor()
  await page.getByRole('row').filter({ hasText: '503' }).first().waitFor()

  receiver.answer(200)
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByText('taken', { exact: true }).waitFor()
  await lane.getByRole('button', { name: 'Send all 6 now' }).click()
  await lane.getByText('6 deliveries became due.').waitFor()
  await lane.getByText('nothing', { exact: true }).waitFor()
  await page.getByText('It takes what it is sent.').waitFor()
  expect((await other.api('GET', '/deliveries?destination=billing&state=delivered')).body.items).toHaveLength(
    6,
  )
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('link', { name: 'Look: billing' }).waitFor({ state: 'detached' })
  await page.context().close()
})

it('replays many, watched to the end, and offers a reader nothing of it', async () => {
  const page = await opened.page(one, { path: '/replays/new?source=own&rate=1000' })
  await page.getByText('6 events, at 1000 a second').waitFor()
  const before = receiver.received.length
  await page.getByRole('button', { name: 'Replay them' }).click()
  await page.getByText('6 events queued again, 100 % of all events looked at').waitFor()
  await page.getByText('done', { exact: true }).waitFor()
  await receiver.until(before + 6)
  const [, id] = /(rpl_\d+)$/.exec(page.url()) ?? []
  await page.context().close()

  await one.api('POST', '/people', { name: 'rea', role: 'read' })
  // At the other, which must have heard of it.
  await expect.poll(async () => (await other.api('POST', '/sign-ins', { person: 'rea' })).status).toBe(201)
  const reader = await opened.page(other, { person: 'rea', path: `/replays/${id}` })
  await reader.getByText('6 events queued again').waitFor()
  expect(await reader.locator('main').getByRole('button').count()).toBe(0)
  const asked = await reader.evaluate(
    `fetch('/api/v1/replays', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"source":"own"}' })
      .then(({ status }) => status)`,
  )
  expect(asked).toBe(403)
  await reader.context().close()
})
