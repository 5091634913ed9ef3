import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type OpenedBrowser, openBrowser } from './open-console.ts'

// What strangers send is text and nothing else: no script runs, no direction turns, no number changes, and neither depth
// nor length stops the page.

const secret = 'a-secret-of-sixteen-letters-or-more'
let gateway: StartedGateway
let opened: OpenedBrowser
let url: string

beforeAll(async () => {
  gateway = await startGateway({ args: ['--source', 'shop=github', '--secret', secret] })
  opened = await openBrowser()
  const { items } = (await gateway.api('GET', '/sources')).body
  url = items.find(({ name }: { name: string }) => name === 'shop').url
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

/** Sends a body, and answers the id of the event that it became. */
async function send(body: Uint8Array | string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      ...headers,
    },
    body: body as Uint8Array<ArrayBuffer>,
  })
  expect(answer.status).toBe(200)
  return (await gateway.api('GET', '/events?source=shop&limit=1')).body.items[0].id
}

it('shows scripts, marks, control characters and long numbers as they are', async () => {
  const id = await send(
    '{"html":"<img src=x onerror=document.title=1><script>document.title=2</script>","turned":"a\\u202eb","nul":"\\u0000","n":12345678901234567890,"link":"javascript:alert(1)"}',
    { 'x-github-event': '<b>bold</b>', 'x-escape': 'a\u009b31mred' },
  )
  const page = await opened.page(gateway, { path: `/events/${id}` })
  const tree = page.getByRole('region', { name: 'The body as a tree' })
  await tree.getByText('12345678901234567890').waitFor()
  const text = (await tree.textContent()) ?? ''
  expect(text).toContain('<script>document.title=2</script>')
  expect(text).toContain('aU+202Eb')
  expect(text).toContain('U+0000')
  expect(await page.getByRole('heading', { level: 1 }).last().textContent()).toContain('<b>bold</b>')
  expect(
    await page.locator('a[href^="javascript"], main img, main script, main b:text("bold")').count(),
  ).toBe(0)
  await page.getByRole('tab', { name: /Headers/ }).click()
  await page.getByText('aU+009B31mred').waitFor()
  expect(await page.title()).toBe('Countersign')
  expect(opened.faults).toEqual([])
  await page.context().close()
})

it('shows JSON 10,000 deep, a megabyte in one line, and bytes that are no text', async () => {
  const deep = await send(`${'['.repeat(10_000)}"core"${']'.repeat(10_000)}`)
  const page = await opened.page(gateway, { path: `/events/${deep}` })
  const tree = page.getByRole('region', { name: 'The body as a tree' })
  await tree.evaluate((place: { scrollTop: number; scrollHeight: number }) => {
    place.scrollTop = place.scrollHeight
  })
  await tree.getByText('core').waitFor()
  // What is drawn is what is seen, however much there is.
  const elements = (): Promise<number> => page.locator('*').count()
  expect(await elements()).toBeLessThan(2500)

  const long = await send(JSON.stringify({ long: 'x'.repeat(900_000) }))
  await page.goto(`${gateway.url}/events/${long}`)
  await page.getByRole('button', { name: 'all 900000 characters' }).waitFor()
  await page.getByRole('tab', { name: 'Text' }).click()
  await page.getByRole('region', { name: 'The body as text' }).waitFor()
  expect(await elements()).toBeLessThan(2500)

  const binary = await send(Uint8Array.of(0xff, 0xfe, 0, 1, 0x41))
  await page.goto(`${gateway.url}/events/${binary}`)
  const hex = page.getByRole('region', { name: 'The body in hex' })
  await hex.getByText('ff fe 00 01 41').waitFor()
  expect(opened.faults).toEqual([])
  await page.context().close()
})

it('tells a time in the zone of who reads, and UTC to who points at it or has it in focus', async () => {
  const id = await send('{}')
  const { receivedAt } = (await gateway.api('GET', `/events/${id}`)).body
  const utc = `${receivedAt.replace('T', ' ').replace('Z', '')} UTC`
  for (const [timezoneId, hours] of [
    ['America/New_York', -5],
    ['Asia/Kolkata', 5.5],
  ] as const) {
    const page = await opened.page(gateway, { path: `/events/${id}`, timezoneId })
    const time = page.getByRole('article').locator('header time')
    const local = new Date(Date.parse(receivedAt) + hours * 3_600_000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ')
    // New York may have its summer.
    const summer = new Date(Date.parse(receivedAt) + (hours + 1) * 3_600_000).toISOString().slice(0, 19)
    expect([local, summer.replace('T', ' ')]).toContain(await time.textContent())
    await time.hover()
    expect(await page.getByRole('tooltip').textContent()).toBe(utc)
    await page.mouse.move(0, 0)
    await page.keyboard.press('Tab')
    await time.focus()
    expect(await page.getByRole('tooltip').textContent()).toBe(utc)
    await page.context().close()
  }
})

it('sends what is looked for in no address, and keeps it over a reload and the way back', async () => {
  await send('{"card":"4711 0815"}')
  const page = await opened.page(gateway, { path: '/events' })
  const addresses: string[] = []
  page.on('request', (request) => addresses.push(request.url().split('#')[0] ?? ''))
  const field = page.getByRole('searchbox', { name: 'Search events' })
  await field.fill('4711 0815')
  await field.press('Enter')
  await page.getByText('1 match').waitFor()
  await page.reload()
  await page.getByText('1 match').waitFor()
  await page.getByRole('grid', { name: 'Events with this text' }).getByRole('row').last().click()
  await page.getByRole('tab', { name: 'Journey' }).waitFor()
  await page.goBack()
  await page.getByText('1 match').waitFor()
  expect(await field.inputValue()).toBe('text:"4711 0815"')
  expect(addresses.filter((address) => address.includes('4711'))).toEqual([])
  expect(addresses.some((address) => address.endsWith('/api/v1/events/search'))).toBe(true)
  expect(opened.faults).toEqual([])
  await page.context().close()
})
