// Writes docs/console: every page of the console, light, dark and on a phone, of a gateway with a few days' trouble in it.
// `npm run pictures` makes them anew, after `npm run build`; `npm run pictures -- overview` those of one name.
import { createHmac } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { openBrowser } from '../packages/gateway/test/console/open-console.ts'
import { type StartedGateway, startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { startReceiver } from '../packages/gateway/test/harness/start-receiver.ts'

const folder = fileURLToPath(new URL('../docs/console/', import.meta.url))
const wanted = process.argv.slice(2)
const quality = 62
const shop = 'the-secret-of-the-shop-and-no-other'
const bot = 'a-secret-of-the-bot-and-no-other'

/** Pages by the names of their pictures; ids are put in where their names stand. */
const pages: Readonly<Record<string, readonly [path: string, told: string, press?: string]>> = {
  overview: ['/', 'Sources'],
  live: ['/live', 'Live'],
  events: ['/events?source=shop', 'orders/paid'],
  event: ['/events/EVENT', 'Journey'],
  headers: ['/events/EVENT', 'Journey', 'Headers'],
  journey: ['/events/DEAD', 'Journey', 'Journey'],
  refused: ['/rejections', 'One by one'],
  proof: ['/rejections/REJECTION', 'are kept'],
  sources: ['/sources', 'New source'],
  'new-source': ['/sources/new', 'Or without a provider'],
  'new-webex': ['/sources/new?scheme=webex', 'developer.webex.com'],
  'own-scheme': ['/sources/new?scheme=own', 'Try it on a message'],
  waiting: ['/sources/tables/first', 'Waiting for the first'],
  source: ['/sources/shop', 'Policy'],
  destinations: ['/destinations', 'New destination'],
  'new-destination': ['/destinations/new', 'Gets what comes in at'],
  destination: ['/destinations/billing', 'Latest attempts'],
  pulled: ['/destinations/audit', 'Lent now'],
  listener: ['/destinations/ann', 'Somebody listens here'],
  routes: ['/routes?route=ROUTE', 'Try it on the latest 100'],
  dead: ['/dead', 'match'],
  deliveries: ['/deliveries', 'Deliveries'],
  replays: ['/replays', 'Replays'],
  'new-replay': ['/replays/new?source=shop', 'Replay many events'],
  replay: ['/replays/REPLAY', 'of all events looked at'],
  erasures: ['/erasures', 'case 4711'],
  'new-erasure': ['/erasures/new', 'Erase for good'],
  connections: ['/connections', 'Connections'],
  schemes: ['/catalogue', 'Not protected'],
  scheme: ['/catalogue/webex', 'Types that samples'],
  tokens: ['/settings', 'New token'],
  people: ['/settings?show=people', 'Let somebody in'],
  audit: ['/settings?show=audit', 'Prove that no row'],
  store: ['/settings?show=store', 'Kept for'],
  more: ['/more', 'Erasures'],
}

const receiver = await startReceiver()
const down = await startReceiver()
down.answer(503, {}, 'the database is being moved')
const gateway = await startGateway({ args: ['--egress-allow', '127.0.0.0/8'] })
const opened = await openBrowser()
try {
  const ids = await fill(gateway)
  mkdirSync(folder, { recursive: true })
  if (wanted.length === 0) for (const name of readdirSync(folder)) rmSync(`${folder}${name}`)
  for (const how of ['light', 'dark', 'phone'] as const) {
    const page = await opened.page(gateway, {
      colorScheme: how === 'dark' ? 'dark' : 'light',
      phone: how === 'phone',
    })
    for (const [name, [path, told, press]] of Object.entries(pages)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue
      await page.goto(gateway.adminUrl + path.replace(/[A-Z]{3,}/, (word) => ids[word] ?? ''))
      await page.getByText(told).first().waitFor()
      await page.getByText('Asking').first().waitFor({ state: 'detached' })
      if (press !== undefined) await page.getByRole('tab', { name: new RegExp(`^${press}`) }).click()
      if (name === 'live') await send(gateway, 'orders/paid', `live-${how}`)
      await page.waitForTimeout(name === 'live' ? 1500 : 400)
      writeFileSync(`${folder}${name}-${how}.webp`, await pictureOf(page))
    }
    await page.context().close()
  }
} finally {
  await opened.close()
  await gateway.remove()
  await receiver.close()
  await down.close()
}
const sizes = readdirSync(folder).map((name) => statSync(`${folder}${name}`).size)
console.log(`${sizes.length} pictures, ${Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000)} kB`)

/** The browser itself makes WebP, a third of the size of a PNG. */
async function pictureOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality })
  await session.detach()
  return Buffer.from(data, 'base64')
}

/** Sends one of the shop's; by `indent` it was written again on its way. */
async function send(to: StartedGateway, topic: string, id: string, secret = shop, indent = 0): Promise<void> {
  const order = {
    order: { id: 10_023 + id.length, total: '129.00', currency: 'EUR' },
    customer: { name: 'Ann Example', email: 'ann@example.com' },
    items: [
      { sku: 'A-17', count: 2 },
      { sku: 'B-4', count: 1 },
    ],
    reference: id,
  }
  const body = JSON.stringify(order)
  await to.post('shop', JSON.stringify(order, null, indent), {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-webhook-id': id,
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  })
}

/** Waits until so many causes of what the shop was refused for are found. */
async function causesOf(of: StartedGateway, count: number): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const [group] = (await of.api('GET', '/rejections/groups?source=shop')).body.items
    if ((group?.causes.length ?? 0) >= count) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`There are fewer than ${count} causes.`)
}

/** Sets up a shop, a bot and what hears of them; some of it in trouble. */
async function fill(to: StartedGateway): Promise<Record<string, string>> {
  const made = async (path: string, body: object): Promise<{ id: string }> =>
    (await to.api('POST', path, body)).body
  await made('/sources', {
    ...{ name: 'shop', scheme: 'shopify', secrets: [shop], masks: ['customer.email', 'customer.name'] },
    silentAfterMs: 3_600_000,
  })
  await made('/sources', { name: 'bot', scheme: 'webex', secrets: [bot] })
  await made('/sources', { name: 'tables', scheme: 'seatable', secrets: ['a-secret-of-the-tables'] })
  await made('/sources', { name: 'product', scheme: 'publish' })
  await made('/destinations', { name: 'app', url: receiver.url })
  await made('/destinations', { name: 'billing', url: down.url, retryScheduleMs: [] })
  await made('/destinations', { name: 'audit', kind: 'pull' })
  await made('/routes', { source: 'shop', destination: 'app' })
  const route = await made('/routes', {
    ...{ source: 'shop', destination: 'billing', filter: 'type.startsWith("orders/")' },
  })
  await made('/routes', { source: 'bot', destination: 'app' })
  await made('/routes', { source: 'product', destination: 'audit' })
  for (let n = 0; n < 40; n++)
    await send(to, n % 3 === 0 ? 'orders/paid' : n % 3 === 1 ? 'orders/create' : 'products/update', `w${n}`)
  for (let n = 0; n < 12; n++) {
    const body = `{"id":"hook","resource":"messages","event":"created","data":{"id":"m${n}"}}`
    const signature = createHmac('sha1', bot).update(body).digest('hex')
    const headers = { 'content-type': 'application/json', 'x-spark-signature': signature }
    await to.post('bot', body, headers)
  }
  // Some that a proxy has written again, and then those of a secret that ends with a line.
  for (let n = 0; n < 2; n++) await send(to, 'orders/paid', `written${n}`, shop, 2)
  await causesOf(to, 1)
  for (let n = 0; n < 9; n++) await send(to, 'orders/paid', `refused${n}`, `${shop}\n`)
  await causesOf(to, 2)
  for (let n = 0; n < 5; n++)
    await made('/events', { source: 'product', type: 'invoice.sent', data: { invoice: 2_000 + n } })
  const replay = await made('/replays', { source: 'bot', ratePerSecond: 50 })
  await made('/erasures', { filter: 'type == "nothing"', reason: 'case 4711' })
  await made('/tokens', { name: 'ci', scope: 'operator' })
  await made('/tokens', { name: 'dashboard', scope: 'read' })
  await made('/people', { name: 'ann@example.com', role: 'operator' })
  await made('/people', { name: 'ben@example.com', role: 'read' })
  await to.api('PATCH', '/sources/shop', { ratePerSecond: 100 })
  const listener = { name: 'ann', instance: 'a-process-of-the-pictures', host: 'ann@laptop' }
  await made('/listeners', { ...listener, sources: ['bot'], claimSeconds: 600 })
  await made('/destinations/audit/pull', { limit: 2, leaseSeconds: 600 })
  const first = async (path: string) => (await to.api('GET', path)).body.items[0]
  for (let tries = 0; tries < 50 && !(await first('/deliveries?state=dead')); tries++)
    await new Promise((resolve) => setTimeout(resolve, 200))
  return {
    EVENT: (await first('/events?source=shop&type=orders%2Fpaid')).id,
    DEAD: (await first('/deliveries?state=dead')).event,
    REJECTION: (await first('/rejections')).id,
    REPLAY: replay.id,
    ROUTE: route.id,
  }
}
