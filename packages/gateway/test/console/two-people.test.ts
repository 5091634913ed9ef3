import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { auditPage, type OpenedBrowser, openBrowser } from './open-console.ts'

// Two people change the same source, destination and route at once: the second is shown what the first has changed, and
// chooses. Nothing is overwritten unseen, and nothing that was entered is lost.

let gateway: StartedGateway
let opened: OpenedBrowser
let route: string

beforeAll(async () => {
  gateway = await startGateway({ args: ['--egress-allow', '127.0.0.0/8'] })
  opened = await openBrowser()
  await gateway.api('POST', '/sources', { name: 'own', scheme: 'publish' })
  await gateway.api('POST', '/destinations', { name: 'app', url: 'http://127.0.0.1:9/' })
  route = (await gateway.api('POST', '/routes', { source: 'own', destination: 'app' })).body.id
  for (const name of ['ann', 'ben']) await gateway.api('POST', '/people', { name, role: 'operator' })
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

async function fill(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).fill(text)
}

it('shows the second of two people what the first has changed, and lets him choose', async () => {
  const ann = await opened.page(gateway, { person: 'ann', path: '/sources/own' })
  const ben = await opened.page(gateway, { person: 'ben', path: '/sources/own' })
  await fill(ben, 'At most', '20')
  await fill(ann, 'At most', '10')
  await ann.getByRole('button', { name: 'Save the policy' }).click()
  await expect.poll(async () => (await gateway.api('GET', '/sources/own')).body.ratePerSecond).toBe(10)

  await ben.getByRole('button', { name: 'Save the policy' }).click()
  const told = ben.getByRole('alert').filter({ hasText: 'Somebody else has changed this' })
  await told.getByRole('row').filter({ hasText: 'At most' }).waitFor()
  expect(await told.getByRole('row').last().locator('th, td').allTextContents()).toEqual([
    ...['At most', 'empty', '10', '20'],
  ])
  expect(await auditPage(ben)).toEqual([])
  expect((await gateway.api('GET', '/sources/own')).body.ratePerSecond).toBe(10)
  await told.getByRole('button', { name: 'Keep what I changed' }).click()
  await ben.getByRole('button', { name: 'Save the policy' }).click()
  await expect.poll(async () => (await gateway.api('GET', '/sources/own')).body.ratePerSecond).toBe(20)

  await ann.goto(`${gateway.adminUrl}/routes?route=${route}`)
  await fill(ann, 'Filter', 'type == "ann"')
  await gateway.api('PATCH', `/routes/${route}`, { filter: 'type == "ben"' })
  await ann.getByRole('button', { name: 'Save the filter' }).click()
  await ann.getByRole('button', { name: 'Take theirs' }).click()
  expect(await ann.getByLabel('Filter').inputValue()).toBe('type == "ben"')
  expect((await gateway.api('GET', `/routes/${route}`)).body.filter).toBe('type == "ben"')

  // Seen by itself, before anything is saved.
  await ann.goto(`${gateway.adminUrl}/destinations/app`)
  await fill(ann, 'At a time', '3')
  await gateway.api('PATCH', '/destinations/app', { timeoutMs: 7000 })
  await ann.getByRole('row').filter({ hasText: 'Time-out' }).filter({ hasText: 'not changed' }).waitFor()
  expect(opened.faults).toEqual([])
})
