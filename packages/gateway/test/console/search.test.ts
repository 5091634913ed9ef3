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

it('finds the same value by the index, where the source has one, and in bodies otherwise', async () => {
  await gateway.api('POST', '/sources', { name: 'indexed', scheme: 'publish', index: ['items.*.sku'] })
  const made: string[] = []
  for (const skus of [['x-1'], ['x-2', 'x-1'], ['x-2']]) {
    const event = { source: 'indexed', type: 'made', data: { items: skus.map((sku) => ({ sku })), n: 5 } }
    made.push((await gateway.api('POST', '/events', event)).body.id)
  }
  const page = await opened.page(gateway, { path: `/events/${made[0]}` })
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url().split('#')[0] ?? ''))
  await page.getByRole('button', { name: 'Find events with this items.0.sku' }).click()
  await page.getByText('2 matches').waitFor()
  const field = page.getByRole('searchbox', { name: 'Search events' })
  expect(await field.inputValue()).toBe('source:indexed path:items.*.sku text:x-1')
  expect(await page.getByRole('row').filter({ hasText: 'made' }).count()).toBe(2)
  expect(addresses.filter((address) => address.includes('x-1'))).toEqual([])
  expect(addresses.some((address) => address.endsWith('/api/v1/events/search'))).toBe(false)
  expect(await auditPage(page)).toEqual([])

  await page.getByRole('button', { name: 'Look through the bodies instead' }).click()
  await page.getByText('all looked at').waitFor()
  expect(await field.inputValue()).toBe('source:indexed text:x-1')
  await page.goto(`${gateway.adminUrl}/events/${made[0]}`)
  await page.getByRole('button', { name: 'Find events with this n' }).click()
  await page.getByText('all looked at').waitFor()
  expect(opened.faults).toEqual([])
})
