import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { auditPage, type OpenedBrowser, openBrowser } from './open-console.ts'

// Somebody connects Webex: chooses it, is given the address, waits, is told why the first was refused, and sees the
// page turn green at the first that verifies. Then the secret is changed, and the page tells when the old one was last
// used. A reader sees all of it and may change nothing.

const secret = 'a-secret-of-sixteen-letters-or-more'
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

async function send(id: string, key: string): Promise<number> {
  const { url } = (await gateway.api('GET', '/sources/bot')).body
  const body = `{"id":"hook","resource":"messages","event":"created","data":{"id":"${id}"}}`
  const signature = createHmac('sha1', key).update(body).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-spark-signature': signature }
  return (await fetch(url, { method: 'POST', headers, body })).status
}

it('goes from the provider to its first verified event, by way of a refused one', async () => {
  const page = await opened.page(gateway, { path: '/sources' })
  await page.getByRole('link', { name: 'Choose a provider' }).click()
  await page.getByPlaceholder('Which provider sends?').fill('webex')
  expect(await auditPage(page)).toEqual([])
  await page.getByRole('link', { name: /^Webex HMAC/ }).click()
  const make = page.getByRole('button', { name: 'Make the source' })
  expect(await make.isDisabled()).toBe(true)
  await page.getByLabel('Name').fill('bot')
  const field = page.getByLabel('Secret', { exact: true })
  await field.fill(secret)
  // No browser offers to keep what is in it.
  expect(await field.getAttribute('type')).toBe('text')
  expect(await field.getAttribute('autocomplete')).toBe('off')
  await make.click()

  await page.waitForURL(/\/sources\/bot\/first$/)
  await page.getByText(/\/in\/bot$/).waitFor()
  await page.getByText('Waiting for the first verified event').waitFor()
  await page.getByText(/countersign send webex http.*\/in\/bot --secret-env SECRET/).waitFor()
  expect(await auditPage(page)).toEqual([])

  expect(await send('m0', `${secret}\n`)).toBe(401)
  await page.getByText('1 request came and was refused').waitFor()
  await page.getByText('The provider’s secret has white space at its end.').waitFor()
  expect(await send('m1', secret)).toBe(200)
  await page.getByText('The first event is here').waitFor()
  await page.getByRole('link', { name: 'Look at it' }).click()
  await page.waitForURL(/\/events\/evt_/)
  expect(opened.faults).toEqual([])
})

it('changes the secret without a gap, and tells when the old one was last used', async () => {
  const page = await opened.page(gateway, { path: '/sources/bot' })
  await page.getByText('Rotate: add a secret').click()
  await page.getByLabel('New secret', { exact: true }).fill('another-secret-of-sixteen-letters')
  await page.getByLabel('The others').selectOption('3600')
  await page.getByRole('button', { name: 'Add it' }).click()
  const [older, newer] = [1, 0].map((at) => page.locator('section[aria-label=Secrets] tbody tr').nth(at))
  await newer?.getByText('never').waitFor()
  expect(await older?.textContent()).toContain('until')
  expect(await older?.textContent()).toMatch(/ago|just now/)
  expect(await send('m2', 'another-secret-of-sixteen-letters')).toBe(200)
  await newer?.getByText(/ago|just now/).waitFor()
  expect(await auditPage(page)).toEqual([])
  expect(opened.faults).toEqual([])
})

it('shows a reader all of a source, and nothing that changes it', async () => {
  await gateway.api('POST', '/people', { name: 'rea', role: 'read' })
  const page = await opened.page(gateway, { path: '/sources/bot', person: 'rea', colorScheme: 'dark' })
  await page.getByRole('heading', { name: 'Secrets' }).waitFor()
  await page.getByRole('heading', { name: 'Policy' }).waitFor()
  for (const name of [/Rotate/, /Revoke/, /Delete/, /Save/])
    expect(await page.getByRole('button', { name }).count()).toBe(0)
  expect(await page.getByText('Rotate: add a secret').count()).toBe(0)
  expect(await auditPage(page)).toEqual([])
  await page.goto(`${gateway.adminUrl}/sources`)
  await page.getByRole('row').filter({ hasText: 'bot' }).waitFor()
  expect(await page.getByRole('link', { name: 'New source' }).count()).toBe(0)
  expect(await auditPage(page)).toEqual([])
  expect(opened.faults).toEqual([])
})
