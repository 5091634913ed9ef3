import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type OpenedBrowser, openBrowser } from './open-console.ts'

// The first minutes with the page: the link of the first start opens it, the first verified event appears in it by
// itself, its address can be given to a colleague, and signing out leaves nothing behind.

const secret = 'a-secret-of-sixteen-letters-or-more'
let gateway: StartedGateway
let opened: OpenedBrowser

beforeAll(async () => {
  gateway = await startGateway({ args: ['--source', 'shop=github', '--secret', secret] })
  opened = await openBrowser()
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

async function send(body: string): Promise<Response> {
  const { items } = (await gateway.api('GET', '/sources')).body
  const { url } = items.find(({ name }: { name: string }) => name === 'shop')
  return await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  })
}

it('goes from the first link to the first verified event, and out again', async () => {
  const page = await opened.page(gateway, { person: null })
  expect(await page.getByRole('button', { name: 'Sign in' }).isVisible()).toBe(true)
  await page.getByLabel('Token or sign-in link').fill(gateway.token)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Live', exact: true }).click()
  await page.getByText('live', { exact: true }).waitFor()
  await page.getByText('Nothing has come in').waitFor()

  expect((await send('{"ref":"refs/heads/main"}')).status).toBe(200)
  const row = page.getByRole('row').filter({ hasText: 'verified' })
  await row.waitFor()
  expect(await row.textContent()).toContain('push')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/events\/evt_[0-9a-z]+$/)
  await page.getByRole('heading', { name: /push/ }).waitFor()

  await page.reload()
  await page.getByRole('heading', { name: /push/ }).waitFor()
  await page.getByText(/^came /).waitFor()
  expect(await page.getByText('signed by its provider at').count()).toBe(0)

  // One whose provider signs when.
  expect(
    (await gateway.api('POST', '/sources', { name: 'pay', scheme: 'stripe', secrets: [secret] })).status,
  ).toBe(201)
  const at = Math.floor(Date.now() / 1000) - 200
  const body = '{"id":"evt_1","type":"charge.failed"}'
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  expect((await gateway.post('pay', body, { 'stripe-signature': `t=${at},v1=${signature}` })).status).toBe(
    200,
  )
  const [{ id }] = (await gateway.api('GET', '/events?source=pay')).body.items
  await page.goto(`${gateway.adminUrl}/events/${id}`)
  const signed = page.getByText(/^signed by its provider at .*, 3 min( \d+ s)? before$/)
  expect(await signed.locator('time').getAttribute('datetime')).toBe(new Date(at * 1000).toISOString())

  await page.getByRole('button', { name: /console/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(await page.context().cookies()).toEqual([])
  expect(opened.faults).toEqual([])
})

it('serves one page to anybody, under every address of its own, and holds it to itself', async () => {
  const page = await fetch(`${gateway.url}/`)
  const policy = page.headers.get('content-security-policy') ?? ''
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  const html = await page.text()
  for (const path of ['/events/evt_1', '/sources/x', '/settings'])
    expect(await (await fetch(`${gateway.url}${path}`)).text()).toBe(html)
  const etag = page.headers.get('etag') ?? ''
  const again = await fetch(`${gateway.url}/`, { headers: { 'if-none-match': etag } })
  expect([again.status, await again.text()]).toEqual([304, ''])
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1]
  const asset = await fetch(`${gateway.url}${script}`, { headers: { 'accept-encoding': 'br' } })
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(asset.headers.get('content-encoding')).toBe('br')
  expect((await fetch(`${gateway.url}/assets/..%2findex.html`)).status).toBe(404)
  expect((await fetch(`${gateway.url}/elsewhere`)).status).toBe(404)
})
