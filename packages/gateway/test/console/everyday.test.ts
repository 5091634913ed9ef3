import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { auditPage, type OpenedBrowser, openBrowser } from './open-console.ts'

// What one meets over the weeks: a source among many in the tail, personal data that stay masked, a view that one comes
// back to, a network that is gone, a clock that is wrong, and a reader who may look and nothing else.

let gateway: StartedGateway
let opened: OpenedBrowser
let event: string

beforeAll(async () => {
  gateway = await startGateway({ args: ['--egress-allow', '127.0.0.0/8'] })
  opened = await openBrowser()
  await gateway.api('POST', '/sources', { name: 'own', scheme: 'publish', masks: ['customer.email'] })
  await gateway.api('POST', '/sources', { name: 'other', scheme: 'publish' })
  await gateway.api('POST', '/destinations', { name: 'app', url: 'http://127.0.0.1:9/' })
  await gateway.api('POST', '/routes', { source: 'own', destination: 'app' })
  event = await publish('own', { customer: { email: 'ann@example.com' } })
  for (const role of ['read', 'operator']) await gateway.api('POST', '/people', { name: role, role })
})

beforeEach(() => () => expect(opened.faults).toEqual([]))

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

async function publish(source: string, data: object): Promise<string> {
  return (await gateway.api('POST', '/events', { source, type: `${source}.made`, data })).body.id
}

async function to(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
}

it('shows in the tail what came last, before anything comes', async () => {
  const page = await opened.page(gateway, { path: '/live' })
  const grid = page.getByRole('grid', { name: 'Events as they come in' })
  await grid.getByRole('row').filter({ hasText: 'own.made' }).waitFor()
  await page.getByRole('combobox', { name: 'Source' }).selectOption('other')
  await page.getByText('Nothing that matches has come in yet.').waitFor()
  await page.context().close()
})

it('follows one source by a stream of that source alone', async () => {
  const page = await opened.page(gateway, { path: '/live' })
  const streams: string[] = []
  page.on('request', (request) => {
    // Beside the one that all tabs share.
    if (request.url().includes('/stream?')) streams.push(new URL(request.url()).search)
  })
  const following = page.waitForResponse((answer) => answer.url().includes('/stream?source=own'))
  await page.getByRole('combobox', { name: 'Source' }).selectOption('own')
  await following
  const grid = page.getByRole('grid', { name: 'Events as they come in' })
  // What came before the stream has looked once is not new to it.
  const both = async (): Promise<number> => {
    for (const source of ['other', 'own']) await publish(source, {})
    return await grid.getByText('own.made').count()
  }
  await expect.poll(both, { interval: 500, timeout: 15_000 }).toBeGreaterThan(0)
  expect(await grid.getByText('other.made').count()).toBe(0)
  expect([new URL(page.url()).search, ...streams]).toEqual(['?source=own', '?source=own'])
  await page.context().close()
})

it('stays with the part of an event that one looks at, in the address and on the way to the next', async () => {
  const [older, newer] = [await publish('other', { n: 1 }), await publish('other', { n: 2 })]
  const page = await opened.page(gateway, { path: `/events/${newer}?source=other` })
  await page.getByRole('tab', { name: /^Headers/ }).click()
  await page.waitForURL(/\?source=other&part=headers$/)
  await page.getByRole('link', { name: 'Older event' }).waitFor()
  await page.keyboard.press(']')
  await page.waitForURL(new RegExp(`${older}\\?source=other&part=headers$`))
  await page.getByRole('tab', { name: /^Headers/, selected: true }).waitFor()
  await page.context().close()
})

it('masks what the source says, and lifts that by an act of the audit', async () => {
  const page = await opened.page(gateway, { person: 'operator', path: `/events/${event}` })
  await page.getByText('1 value is masked, as its source asks.').waitFor()
  const tree = page.getByRole('region', { name: 'The body as a tree' })
  expect(await tree.textContent()).toContain('•••')
  expect(await page.getByRole('button', { name: 'Copy curl' }).count()).toBe(0)
  expect(await auditPage(page)).toEqual([])
  await page.getByRole('button', { name: 'Show it: the audit tells of that' }).click()
  await tree.getByText('ann@example.com').waitFor()
  await to(page, '/settings?show=audit&by=operator')
  await page.getByText('unmask event').waitFor()
  await page.context().close()
})

it('comes back to a view by its name, which is of this person alone', async () => {
  const page = await opened.page(gateway, { path: '/events?source=own&last=7d#text=ann' })
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByLabel('Name of what you look at now').fill('Mine of the week')
  await page.getByRole('button', { name: 'Save it' }).click()
  await page.getByRole('link', { name: 'Mine of the week' }).waitFor()
  expect(await auditPage(page)).toEqual([])
  expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('ann')
  await page.keyboard.press('Escape')
  await to(page, '/deliveries')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('link', { name: 'Mine of the week' }).click()
  await page.waitForURL(/\/events\?source=own&last=7d$/)
  await page.context().close()
})

it('says since when the network is gone, keeps what it shows, and fills in what was missed', async () => {
  const page = await opened.page(gateway, { path: '/live' })
  await page.getByText('live', { exact: true }).waitFor()
  const rows = page.getByRole('grid').getByRole('row').filter({ hasText: 'own.made' })
  // What came before the stream has looked once is not new to it.
  await expect
    .poll(async () => await publish('own', {}).then(() => rows.count()), { interval: 500, timeout: 15_000 })
    .toBeGreaterThan(0)
  await page.waitForTimeout(1500)
  const before = await rows.count()
  await page.route('**/api/v1/stream', (route) => route.abort())
  await page.context().setOffline(true)
  await gateway.kill9()
  await page.getByText('Reconnecting since').waitFor()
  expect(await rows.count()).toBe(before)
  await publish('own', { missed: true })
  await page.unroute('**/api/v1/stream')
  await page.context().setOffline(false)
  await rows.nth(before).waitFor()
  await page.getByText('Reconnecting since').waitFor({ state: 'detached' })
  await page.getByText(/Back after .* 1 event came meanwhile, and is filled in\./).waitFor()
  await page.context().close()
})

it('goes to a page that it has not shown yet while the network is gone', async () => {
  const page = await opened.page(gateway)
  // The last of those that are loaded ahead.
  const loaded = `performance.getEntriesByType('resource').some(({ name }) => name.includes('/assets/more-'))`
  await expect.poll(() => page.evaluate(loaded), { timeout: 30_000 }).toBe(true)
  await page.context().setOffline(true)
  await page.getByRole('link', { name: 'More' }).click()
  await page.getByRole('link', { name: /^Replays/ }).click()
  await page.getByRole('heading', { name: 'Replays' }).waitFor()
  await page.context().setOffline(false)
  await page.getByText('Nothing was replayed in bulk yet.').waitFor()
  await page.context().close()
})

it('counts ages by the gateway’s clock where the browser’s is ten minutes off, and says so', async () => {
  for (const minutes of [10, -10]) {
    const page = await opened.page(gateway, { person: null })
    await page.context().addInitScript(`{
      const real = Date.now
      const Real = Date
      const now = () => real() + ${minutes * 60_000}
      globalThis.Date = class extends Real {
        constructor(...given) { given.length === 0 ? super(now()) : super(...given) }
        static now = now
      }
    }`)
    const { url } = (await gateway.api('POST', '/sign-ins', {})).body
    // Not by the fragment alone: the page is to be loaded under that clock.
    await page.goto('about:blank')
    await page.goto(url)
    await page
      .getByText(new RegExp(`clock is (9|10) min.* ${minutes > 0 ? 'behind' : 'ahead of'} this`))
      .waitFor()
    await publish('other', {})
    await to(page, '/sources/other')
    await page
      .getByText(/just now|\d+ s ago/)
      .first()
      .waitFor()
    await page.context().close()
  }
})

it('offers a reader nothing that changes anything, on any page', async () => {
  const page = await opened.page(gateway, { person: 'read' })
  const changing =
    /^(Save the|Make|Delete|Rotate|Revoke|Replay|Send|Discard|Pause|Resume|Erase|Retry|New (source|route|destination|token|replay|erasure)|Let in|Show it:|Add|Remove|Test|Let somebody)/
  for (const [path, told] of [
    ['/sources/own', 'Policy'],
    ['/sources', 'own'],
    ['/destinations/app', 'Latest attempts'],
    ['/destinations', 'app'],
    ['/routes', 'own'],
    ['/replays', 'Replays'],
    ['/dead', 'Dead letters'],
    ['/erasures', 'Erasures'],
    ['/connections', 'Connections'],
    ['/rejections', 'Refused'],
    [`/events/${event}`, '1 value is masked'],
    ['/settings?show=store', 'Kept for'],
  ] as const) {
    await to(page, path)
    await page.getByText(told).first().waitFor()
    await page.getByText('Asking').first().waitFor({ state: 'detached' })
    const offered = await page.locator('main').locator('button, a.button').allTextContents()
    expect([path, offered.filter((name) => changing.test(name.trim()))]).toEqual([path, []])
  }
  const asked = await page.evaluate(
    `fetch('/api/v1/sources/own', { method: 'DELETE' }).then(({ status }) => status)`,
  )
  expect(asked).toBe(403)
  await page.context().close()
})
