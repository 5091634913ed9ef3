import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'
import { tabTo } from './by-keyboard.ts'
import { auditPage, type OpenedBrowser, openBrowser } from './open-console.ts'

// Dead letters are chosen by what the destination answered last, without a mouse; what is done with them is done with no
// other, and can be come back to as just those.

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
  for (const [index, status] of [503, 404, 500].entries()) {
    receiver.answer(status)
    await gateway.api('POST', '/events', { source: 'own', type: 'made', data: { status } })
    await vi.waitFor(async () => expect(await dead()).toBe(index + 1), { timeout: 40_000, interval: 50 })
  }
  // What is sent again waits.
  expect((await gateway.api('PATCH', '/destinations/app', { paused: true })).status).toBe(200)
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
  await receiver?.close()
})

async function dead(): Promise<number> {
  return (await gateway.api('GET', '/deliveries?state=dead')).body.items.length
}

it('are sent again by the class of their last answer, and come back to', async () => {
  const page = await opened.page(gateway, { path: '/dead' })
  await page.getByText('3 deliveries match').waitFor()
  await tabTo(page, 'Last answer')
  for (const [key, address, said] of [
    ['ArrowDown', '2xx', 'No delivery was given up for 2xx.'],
    ['ArrowDown', '3xx', 'No delivery was given up for 3xx.'],
    ['ArrowDown', '4xx', '1 delivery matches'],
    ['ArrowDown', '5xx', '2 deliveries match'],
  ] as const) {
    await page.keyboard.press(key)
    await page.waitForURL(`**/dead?httpClass=${address}`)
    await page.getByText(said).waitFor()
  }
  expect(await auditPage(page)).toEqual([])
  await tabTo(page, 'Send all 2 again')
  await page.keyboard.press('Enter')
  await page.getByText('2 of 2 done').waitFor()
  await tabTo(page, /^See them go/)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/deliveries\?.*httpClass=5xx/)
  const waiting = page.getByRole('grid', { name: 'Deliveries' })
  await waiting.and(page.locator('[aria-rowcount="3"]')).waitFor()
  const { search, searchParams } = new URL(page.url())
  expect(searchParams.get('state')).toBe('pending')

  // One that comes to the same pass later is none of them.
  await gateway.api('POST', '/events', { source: 'own', type: 'made', data: { status: 'later' } })
  await page.goto(`${gateway.adminUrl}/deliveries`)
  await waiting.and(page.locator('[aria-rowcount="4"]')).waitFor()
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('link', { name: /^2 deliveries of/ }).click()
  await page.waitForURL((url) => url.search === search)
  await waiting.and(page.locator('[aria-rowcount="3"]')).waitFor()
  expect(await page.getByRole('combobox', { name: 'Time' }).inputValue()).toBe('given')
  expect(await page.getByRole('combobox', { name: 'Last answer' }).inputValue()).toBe('5xx')

  // Without the answer: what came before that moment, and no more.
  await page.goto(`${page.url().replace('httpClass=5xx', '')}`)
  await waiting.and(page.locator('[aria-rowcount="3"]')).waitFor()
  await page.getByRole('combobox', { name: 'Time' }).selectOption({ label: 'All time' })
  await waiting.and(page.locator('[aria-rowcount="4"]')).waitFor()
  expect(new URL(page.url()).searchParams.has('to')).toBe(false)
  expect(opened.faults).toEqual([])
})
