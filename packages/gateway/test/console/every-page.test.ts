import { createHmac } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { auditPage, type OpenedBrowser, openBrowser } from './open-console.ts'

// Every page, light and dark and on a phone: axe finds nothing, the policy is not broken, nothing is thrown, and nothing
// goes over the edge of a phone.

const secret = 'a-secret-of-sixteen-letters-or-more'
let gateway: StartedGateway
let opened: OpenedBrowser
let event: string
let rejection: string
let replay: string
let erasure: string

beforeAll(async () => {
  gateway = await startGateway({
    args: ['--source', 'shop=github', '--secret', secret, '--egress-allow', '127.0.0.0/8'],
  })
  opened = await openBrowser()
  await gateway.api('POST', '/destinations', { name: 'app', url: 'http://127.0.0.1:9/' })
  await gateway.api('POST', '/routes', { source: 'shop', destination: 'app' })
  await gateway.api('POST', '/destinations', { name: 'queue', kind: 'pull' })
  const { items } = (await gateway.api('GET', '/sources')).body
  const { url } = items.find(({ name }: { name: string }) => name === 'shop')
  for (const key of [secret, 'another']) {
    const body = '{"order":{"id":10023,"items":[1,null,"two"]}}'
    await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-hub-signature-256': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
      },
      body,
    })
  }
  event = (await gateway.api('GET', '/events?source=shop')).body.items[0].id
  rejection = (await gateway.api('GET', '/rejections')).body.items[0].id
  replay = (await gateway.api('POST', '/replays', { source: 'shop' })).body.id
  const nothing = { filter: 'type == "nothing"', reason: 'case 12' }
  erasure = (await gateway.api('POST', '/erasures', nothing)).body.id
  await gateway.api('POST', '/people', { name: 'ann@example.com', role: 'read' })
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

/** Addresses, and what tells that the page is there. */
const pages = [
  ['/', 'Sources'],
  ['/live', 'Live'],
  ['/events', 'Events'],
  ['/events/EVENT', 'push'],
  ['/dead', 'Dead letters'],
  ['/deliveries', 'Deliveries'],
  ['/replays', 'Replays'],
  ['/replays/REPLAY', 'of all events looked at'],
  ['/replays/new', 'Replay many events'],
  ['/connections', 'Connections'],
  ['/erasures', 'Erasures'],
  ['/erasures/ERASURE', 'case 12'],
  ['/erasures/new', 'Erase for good'],
  ['/rejections', 'One by one'],
  ['/rejections/REJECTION', 'Mend it'],
  ['/sources', 'New source'],
  ['/sources/new', 'Or without a provider'],
  ['/sources/new?scheme=webex', 'developer.webex.com'],
  ['/sources/new?scheme=own', 'Try it on a message'],
  ['/sources/shop', 'Policy'],
  ['/sources/shop/first', 'The first event is here'],
  ['/destinations', 'New destination'],
  ['/destinations/new', 'Gets what comes in at'],
  ['/destinations/app', 'Latest attempts'],
  ['/destinations/queue', 'Nothing is lent'],
  ['/routes', 'New route'],
  ['/routes?new=1&source=shop', 'Try it on the latest 100'],
  ['/catalogue', 'Not protected'],
  ['/catalogue/webex', 'Types that samples are known of'],
  ['/deliveries?state=delivered&last=1h&type=push', 'No delivery is delivered for push, last hour.'],
  ['/settings', 'New token'],
  ['/settings?show=people', 'Let somebody in'],
  ['/settings?show=audit', 'Prove that no row was altered'],
  ['/settings?show=store', 'Since the store was made'],
  ['/more', 'More'],
  ['/nowhere', 'There is no such page'],
] as const

async function visit(page: Page, path: string, told: string): Promise<void> {
  const ids = { EVENT: event, REJECTION: rejection, REPLAY: replay, ERASURE: erasure }
  const to = path.replace(/[A-Z]{2,}/, (word) => ids[word as keyof typeof ids])
  // As a link does: the page stays, what is in it changes.
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(to)})`)
  await page.getByText(told).first().waitFor()
  await page.getByText('Asking').first().waitFor({ state: 'detached' })
}

// Some forty pages, each looked through.
describe.each(['light', 'dark', 'phone'] as const)('%s', { timeout: 240_000 }, (how) => {
  it('is found in order by axe or fits on the phone, and breaks no policy', async () => {
    const page = await opened.page(gateway, {
      colorScheme: how === 'dark' ? 'dark' : 'light',
      phone: how === 'phone',
    })
    for (const [path, told] of pages) {
      await visit(page, path, told)
      if (how !== 'phone') {
        // Of the same page in other colors nothing but the colors is another.
        const rules = how === 'dark' ? ['color-contrast'] : undefined
        expect([path, await auditPage(page, rules)]).toEqual([path, []])
        continue
      }
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect([path, over]).toEqual([path, 0])
    }
    await page.context().close()
    expect(opened.faults).toEqual([])
  })
})

it('opens what pops up without breaking the policy, and axe finds it in order', async () => {
  const page = await opened.page(gateway)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find anything' }).fill(event)
  expect(await auditPage(page)).toEqual([])
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'push' }).waitFor()
  await page.getByRole('button', { name: 'Replay' }).click()
  await page.getByRole('menuitem', { name: 'To app alone' }).waitFor()
  expect(await auditPage(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.getByRole('menuitem').first().waitFor({ state: 'detached' })
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('Copy curl').waitFor()
  expect(await auditPage(page)).toEqual([])
  expect(opened.faults).toEqual([])
})

it('goes where a press on what was found and on a row of a list leads', async () => {
  const page = await opened.page(gateway)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find anything' }).fill('sour')
  await page.getByRole('option', { name: 'Sources page' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('row').filter({ hasText: 'shop' }).getByRole('gridcell').nth(2).click()
  await page.getByRole('heading', { name: 'shop', exact: true }).waitFor()
  expect(opened.faults).toEqual([])
})
