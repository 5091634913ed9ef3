import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'
import { byKeyboard } from './by-keyboard.ts'
import { type OpenedBrowser, openBrowser } from './open-console.ts'

// What is done with many at once, by who has no mouse: dead letters are chosen and sent again, others discarded and sent
// after all; a replay of many is begun with its number before the button, paused, gone on with and watched to its end.
// Nothing here is clicked.

let gateway: StartedGateway
let opened: OpenedBrowser
let receiver: RecordingReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({ args: ['--egress-allow', '127.0.0.0/8'] })
  opened = await openBrowser()
  await gateway.api('POST', '/sources', { name: 'own', scheme: 'publish' })
  await gateway.api('POST', '/destinations', { name: 'app', url: receiver.url, retryScheduleMs: [] })
  await gateway.api('POST', '/routes', { source: 'own', destination: 'app' })
  await gateway.api('POST', '/people', { name: 'ann', role: 'operator' })
  receiver.answer(500)
  for (const n of [1, 2, 3, 4])
    await gateway.api('POST', '/events', { source: 'own', type: 'made', data: { n } })
})

beforeEach(() => () => expect(opened.faults).toEqual([]))

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
  await receiver?.close()
})

it('sends dead letters again, all or some, and what was discarded after all', async () => {
  await expect
    .poll(async () => (await gateway.api('GET', '/deliveries?state=dead')).body.items.length)
    .toBe(4)
  receiver.answer(200)
  const page = await opened.page(gateway, { person: 'ann' })
  const { press, open, goTo } = byKeyboard(page)
  await page.getByRole('heading', { name: /All quiet/ }).waitFor()
  await goTo('m')
  await open(/^Dead letters/)
  await page.getByText('4 deliveries match').waitFor()
  await press('j', 'x', 'j', 'X')
  await page.getByRole('button', { name: 'Send 2 chosen again' }).waitFor()
  const before = receiver.received.length
  await open('Send 2 chosen again')
  await page.getByText('2 of 2 done').waitFor()
  await receiver.until(before + 2)

  // What is left, without a reason that one does not give.
  await open('Done')
  await page.getByText('2 deliveries match').waitFor()
  expect(await page.getByRole('button', { name: /chosen again/ }).count()).toBe(0)
  await open('Discard …')
  await page.keyboard.type('nobody wants them')
  await press('Tab')
  await page.keyboard.type('2')
  await press('Enter')
  await page.getByText('2 of 2 done').waitFor()
  await page.getByText('No delivery was given up.').waitFor()
  // And what says more than that: when each destination took something.
  await page.getByRole('list', { name: 'Last success' }).getByText('last took one').waitFor()
  await open(/^See them, or send them after all/)
  await page.waitForURL(/\/deliveries\?.*state=discarded/)
  await page.getByText('2 deliveries match').waitFor()
  await open('Send all 2 again')
  await page.getByText('2 of 2 done').waitFor()
  await receiver.until(before + 4)
  // It is written down behind the answer.
  await expect
    .poll(async () => (await gateway.api('GET', '/deliveries?state=delivered')).body.items.length)
    .toBe(4)
  await page.context().close()
})

it('replays many and sees the end; holds another that would take long, goes on, and takes it back', async () => {
  const page = await opened.page(gateway, { person: 'ann' })
  const { open, write, goTo } = byKeyboard(page)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  await goTo('m')
  await open(/^Replays/)
  await open('Replay many …')
  await write(/^Source/, 'own')
  await write(/^Events a second/, '1000')
  await page.getByText('4 events, at 1000 a second: 4 ms.').waitFor()
  const before = receiver.received.length
  await open('Replay them')
  await page.waitForURL(/\/replays\/rpl_\d+$/)
  await page.getByText('4 events queued again, 100 % of all events looked at').waitFor()
  await page.getByText('done', { exact: true }).waitFor()
  await receiver.until(before + 4)

  await goTo('m')
  await open(/^Replays/)
  await open('Replay many …')
  await write(/^Events a second/, '0.01')
  await page.getByText(/, at 0.01 a second/).waitFor()
  await open('Replay them')
  await page.waitForURL(/\/replays\/rpl_\d+$/)
  await open('Pause')
  await page.getByText('paused', { exact: true }).waitFor()
  await open('Go on')
  await page.getByText('running', { exact: true }).waitFor()
  await open('Cancel')
  await page.getByText('canceled', { exact: true }).waitFor()
  await page.context().close()
})

it('replays one event from its page by a key, which is no key behind a g', async () => {
  const [{ id }] = (await gateway.api('GET', '/events?source=own')).body.items
  const page = await opened.page(gateway, { person: 'ann', path: `/events/${id}` })
  const { press, goTo } = byKeyboard(page)
  await page.getByRole('button', { name: /^Replay/ }).waitFor()
  const before = receiver.received.length
  await press('r')
  await page.getByRole('menuitem').first().waitFor()
  await press('Enter')
  await receiver.until(before + 1)
  await page.getByRole('menuitem').first().waitFor({ state: 'detached' })
  await goTo('r')
  expect(receiver.received.length).toBe(before + 1)
  await page.context().close()
})

it('stays where one has gone when the answer to a replay comes late', async () => {
  const [{ id }] = (await gateway.api('GET', '/events?source=own')).body.items
  const page = await opened.page(gateway, { person: 'ann', path: `/events/${id}` })
  const { press, goTo } = byKeyboard(page)
  let letGo = (): void => undefined
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route('**/events/*/replay', async (route) => {
    const answer = await route.fetch()
    await held
    await route.fulfill({ response: answer })
  })
  await page.getByRole('button', { name: /^Replay/ }).waitFor()
  await press('r')
  await page.getByRole('menuitem').first().waitFor()
  const answered = page.waitForResponse('**/events/*/replay')
  await press('Enter')
  await page.getByRole('menuitem').first().waitFor({ state: 'detached' })
  await goTo('r')
  letGo()
  await (await answered).finished()
  await page.getByRole('heading', { name: 'Refused' }).waitFor()
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 300)))')
  expect(new URL(page.url()).pathname).toMatch(/\/rejections$/)
  await page.context().close()
})
