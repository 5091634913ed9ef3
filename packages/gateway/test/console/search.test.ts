import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { auditPage, type OpenedBrowser, openBrowser } from './open-console.ts'

// Somebody has an order's number and nothing else, and looks for it in the bodies.

let gateway: StartedGateway
let opened: OpenedBrowser

beforeAll(async () => {
  gateway = await startGateway()
  opened = await openBrowser()
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

it('finds the event whose body holds what is typed, and says where it has looked', async () => {
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  for (const order of ['a-10021', 'a-10022', 'a-10023']) {
    const event = { source: 'shop', type: 'orders/paid', data: { order } }
    expect((await gateway.api('POST', '/events', event)).status).toBe(201)
  }
  const page = await opened.page(gateway, { path: '/events' })
  await page.getByRole('row').filter({ hasText: 'orders/paid' }).nth(2).waitFor()

  await page.getByRole('searchbox', { name: 'Search events' }).fill('a-10022')
  await page.keyboard.press('Enter')
  await page.getByText('1 match').waitFor()
  await page.getByText('all looked at').waitFor()
  expect(await page.getByRole('row').filter({ hasText: 'orders/paid' }).count()).toBe(1)
  expect(await auditPage(page)).toEqual([])

  await page.getByRole('searchbox', { name: 'Search events' }).fill('')
  await page.keyboard.press('Enter')
  await page.getByRole('row').filter({ hasText: 'orders/paid' }).nth(2).waitFor()
  expect(opened.faults).toEqual([])
})
