import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type OpenedBrowser, openBrowser } from './open-console.ts'

// Very many of everything: the page stays a page, whose size does not grow with what is stored, finds the last of them,
// and does not ask for all of them again and again. It is a sample of them by default;
// `COUNTERSIGN_TEST_CONSOLE=all` makes 10,000 sources and 50,000 destinations.

const all = process.env.COUNTERSIGN_TEST_CONSOLE === 'all'
const sources = all ? 10_000 : 250
const destinations = all ? 50_000 : 4_000
/** Elements that a page may have: those of about a hundred rows and of what stands round them. */
const mostElements = 2500
const fillMs = all ? 900_000 : 240_000

let gateway: StartedGateway
let opened: OpenedBrowser

beforeAll(async () => {
  gateway = await startGateway({ patienceMs: 120_000 })
  opened = await openBrowser()
  let made = 0
  const one = async (): Promise<void> => {
    while (made < sources) {
      const { status } = await gateway.api('POST', '/sources', { name: `s${++made}`, scheme: 'publish' })
      expect(status).toBe(201)
    }
  }
  await Promise.all(Array.from({ length: 32 }, one))
  for (let from = 0; from < destinations; from += 1000) {
    const many = Array.from({ length: 1000 }, (_, n) => ({ name: `d${from + n + 1}`, kind: 'pull' }))
    expect((await gateway.api('POST', '/destinations', { destinations: many })).status).toBe(201)
  }
}, fillMs)

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

const elements = (page: Page): Promise<number> => page.locator('*').count()

/** Waits for a list of so many, goes to its last row by keyboard, then to one of them by the filter. */
async function walk(page: Page, list: string, count: number, field: string, name: string): Promise<void> {
  const grid = page.getByRole('grid', { name: list })
  await grid.and(page.locator(`[aria-rowcount="${count + 1}"]`)).waitFor({ timeout: fillMs })
  expect(await elements(page)).toBeLessThan(mostElements)
  await grid.getByRole('row').nth(1).focus()
  await page.keyboard.press('End')
  await grid.locator(`[role=row][aria-rowindex="${count + 1}"]:focus`).waitFor()
  expect(await elements(page)).toBeLessThan(mostElements)
  await page.getByRole('searchbox', { name: field }).fill(name)
  await grid.and(page.locator('[aria-rowcount="2"]')).waitFor()
  await grid.getByRole('row').nth(1).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

it(
  'lists very many sources',
  async () => {
    const page = await opened.page(gateway, { path: '/sources' })
    // And the one of the gateway's own.
    await walk(page, 'Sources', sources + 1, 'Name or provider', `s${sources}`)
    await page.goto(`${gateway.adminUrl}/`)
    await page.getByRole('link', { name: 'All 200 and more' }).first().waitFor()
    expect(await elements(page)).toBeLessThan(2 * mostElements)
    expect(opened.faults).toEqual([])
    await page.context().close()
  },
  fillMs,
)

it(
  'lists very many destinations, and asks for a long list the more seldom',
  async () => {
    const timed = await opened.page(gateway)
    await timed.clock.install()
    let asked = 0
    timed.on('request', (request) => {
      if (new URL(request.url()).pathname === '/api/v1/destinations') asked++
    })
    await timed.goto(`${gateway.adminUrl}/destinations`)
    const grid = timed.getByRole('grid', { name: 'Destinations' })
    await grid.and(timed.locator(`[aria-rowcount="${destinations + 1}"]`)).waitFor({ timeout: fillMs })
    const first = asked
    expect(first).toBe(destinations / 200)
    // 5 ms for each of them, where a short list is asked for every 15 s.
    await timed.clock.fastForward(destinations * 5 - 4000)
    await timed.evaluate('document.title')
    expect(asked).toBe(first)
    await timed.clock.fastForward(5000)
    await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(first)
    await timed.context().close()

    const other = await opened.page(gateway, { path: '/destinations' })
    await walk(other, 'Destinations', destinations, 'Name, address or tenant', `d${destinations}`)
    expect(opened.faults).toEqual([])
    await other.context().close()
  },
  fillMs,
)

it(
  'shows an event with five hundred tries, the last first, and the others on asking',
  async () => {
    await gateway.api('POST', '/routes', { source: 's1', destination: 'd1' })
    const event = { source: 's1', type: 'made', data: {} }
    const { id } = (await gateway.api('POST', '/events', event)).body
    await gateway.stop()
    const db = new DatabaseSync(join(gateway.data, 'journal.sqlite'))
    // Each ends otherwise than the one before it, so that none can be put together with another.
    db.exec(`
    with recursive n(n) as (select 1 union all select n + 1 from n where n < 500)
    insert into attempt (seq, lane, replay, n, at, ms, status, code, final, answer)
      select queue.seq, queue.lane, queue.replay, n, event.received_ms + n * 1000, 5, 500 + n % 4,
        'ERR_DELIVERY_ANSWER', null, cast('<b>no</b> ' || n as blob)
      from n, queue join event on event.seq = queue.seq;
    update queue set attempts = 500;
  `)
    db.close()
    gateway = await startGateway({ data: gateway.data, patienceMs: 120_000 })
    const page = await opened.page(gateway, { path: `/events/${id}` })
    await page.getByText('after 500 tries').waitFor()
    await page.getByRole('tab', { name: /^Journey/ }).click()
    await page.getByText('<b>no</b> 500').waitFor()
    expect(await elements(page)).toBeLessThan(mostElements)
    expect(await page.getByText('<b>no</b> 1', { exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Show 470 lines before these' }).click()
    await page.getByText('<b>no</b> 1', { exact: true }).waitFor()
    expect(opened.faults).toEqual([])
    await page.context().close()
  },
  fillMs,
)
