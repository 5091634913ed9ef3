import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'
import { type OpenedBrowser, openBrowser } from './open-console.ts'

// A destination that was down is put right from the page: what was given up is counted, sent again and gone from the
// list; a replay of many is begun with its number before the button, and watched to its end.

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
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
  await receiver?.close()
})

it('sends what was given up again, by its number, once the destination is back', async () => {
  receiver.answer(500, {}, 'the disk is full')
  for (const n of [1, 2, 3])
    await gateway.api('POST', '/events', { source: 'own', type: 'made', data: { n } })
  await expect
    .poll(async () => (await gateway.api('GET', '/deliveries?state=dead')).body.items.length)
    .toBe(3)

  const page = await opened.page(gateway)
  await page.getByRole('link', { name: 'Look: 3 deliveries' }).click()
  await page.getByText('3 deliveries match').waitFor()
  await page.getByRole('row').filter({ hasText: '500' }).first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/events\/evt_.*#dlv_/)
  await page.getByText('the disk is full').waitFor()

  receiver.answer(200)
  const before = receiver.received.length
  await page.goBack()
  await page.getByRole('button', { name: 'Send all 3 again' }).click()
  await page.getByText('3 of 3 done').waitFor()
  await receiver.until(before + 3)
  await page.getByText('No delivery was given up.').waitFor()
  await page.getByRole('link', { name: 'See them go' }).click()
  await page.waitForURL(/\/deliveries\?.*state=pending/)
  expect(opened.faults).toEqual([])
  await page.context().close()
})

it('replays many, says how many before it begins, and shows the end of it', async () => {
  const page = await opened.page(gateway, { path: '/replays/new?source=own&rate=1000' })
  await page.getByText('3 events, at 1000 a second').waitFor()
  const before = receiver.received.length
  await page.getByRole('button', { name: 'Replay them' }).click()
  await page.waitForURL(/\/replays\/rpl_\d+$/)
  await page.getByText('3 events queued again, 100 % of all events looked at').waitFor()
  await page.getByText('done', { exact: true }).waitFor()
  await receiver.until(before + 3)
  expect(opened.faults).toEqual([])
  await page.context().close()
})
