import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { auditPage, type OpenedBrowser, openBrowser } from './open-console.ts'

// A shop signs with another secret than the gateway knows. Somebody sees that all of it is refused and why, gives the
// right secret, tries it on what was refused, types the number, and finds the events let in.

let gateway: StartedGateway
let opened: OpenedBrowser

beforeAll(async () => {
  gateway = await startGateway({
    args: ['--source', 'shop=shopify', '--secret', 'the-secret-of-another-shop-of-ours'],
  })
  opened = await openBrowser()
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

const right = 'the-secret-of-this-shop-and-no-other'

async function send(id: string): Promise<number> {
  const body = `{"id":"${id}","total":"10.00"}`
  const answer = await gateway.post('shop', body, {
    'content-type': 'application/json',
    'x-shopify-topic': 'orders/paid',
    'x-shopify-webhook-id': id,
    'x-shopify-hmac-sha256': createHmac('sha256', right).update(body).digest('base64'),
  })
  return answer.status
}

it('is found, proven and mended, and what was refused is let in', async () => {
  for (const id of ['w1', 'w2', 'w3']) expect(await send(id)).toBe(401)
  const page = await opened.page(gateway)
  const line = page.getByRole('listitem').filter({ hasText: 'refuses all that comes: 3 requests' })
  await line
    .getByText(/in the last hour\. The signature belongs to other bytes or another secret\./)
    .waitFor()
  await line.getByRole('link', { name: 'Mend: shop' }).click()
  await page.waitForURL(/\/rejections\/rej_/)
  await page.getByRole('region', { name: 'Proof' }).waitFor()
  await page.getByRole('link', { name: 'Refused', exact: true }).click()
  const group = page.getByRole('list', { name: 'Refused, by source and reason' }).getByRole('listitem')
  await group.getByText('The signature belongs to other bytes or another secret.').waitFor()
  expect(await group.textContent()).toMatch(/^3.*shop/)
  // Counted by cause, as far as they were looked at.
  await group.getByText(/So it is of (the one|all [23]) that (was|were) looked at/).waitFor()
  expect(await auditPage(page)).toEqual([])
  // Those that were looked at, and no others, are listed by it.
  const looked = Number(/all (\d) that were/.exec((await group.textContent()) ?? '')?.[1] ?? 1)
  await group.getByRole('link', { name: /that (was|were) looked at/ }).click()
  await page.waitForURL(/\/rejections\?source=shop&code=ERR_SIGNATURE_MISMATCH&cause=ERR_SIGNATURE_MISMATCH$/)
  await page.getByText('Found to be refused for ERR_SIGNATURE_MISMATCH').waitFor()
  const listed = page.getByRole('grid', { name: 'Refused requests' })
  await expect
    .poll(async () => Number(await listed.getAttribute('aria-rowcount')) - 1, { timeout: 40_000 })
    .toBeOneOf([looked, looked + 1, looked + 2].filter((count) => count <= 3))
  expect(await auditPage(page)).toEqual([])
  await page.goto(`${gateway.adminUrl}/rejections?cause=secret-quotes`)
  await page.getByText('None that was looked at with this cause is kept.').waitFor()
  await page.getByRole('link', { name: 'For any cause' }).click()
  await page.waitForURL(/\/rejections\??$/)
  await listed.and(page.locator('[aria-rowcount="4"]')).waitFor()
  await group.getByRole('link', { name: /Prove and mend/ }).click()

  await page.waitForURL(/\/rejections\/rej_/)
  const proof = page.getByRole('region', { name: 'Proof' })
  await proof.getByText(/HMAC-SHA-256.* as received/).waitFor()
  await proof.getByText('Not found out.').waitFor()
  await page.getByText('3 requests of shop with ERR_SIGNATURE_MISMATCH are kept').waitFor()
  await page.getByRole('button', { name: 'Try on 3' }).click()
  await page.getByText('0 of 3 match now.').waitFor()
  expect(await auditPage(page)).toEqual([])

  await page.getByLabel('New secret', { exact: true }).fill(right)
  await page.getByRole('button', { name: 'Add it' }).click()
  await proof.getByText('It matches with the secrets of now: it can be let in.').waitFor()
  await page.getByRole('button', { name: 'Try on 3' }).click()
  await page.getByText('3 of 3 match now.').waitFor()

  await page.getByRole('button', { name: 'Let in 3 …' }).click()
  const dialog = page.getByRole('dialog')
  const letIn = dialog.getByRole('button', { name: 'Let in 3', exact: true })
  expect(await letIn.isDisabled()).toBe(true)
  await dialog.getByRole('textbox').fill('3')
  expect(await auditPage(page)).toEqual([])
  await letIn.click()
  await page.getByText(/3 of 3: 3 events/).waitFor()
  await page.getByRole('link', { name: 'Look at its events' }).click()
  await page.waitForURL(/\/events\?source=shop$/)
  await page.getByRole('row').filter({ hasText: 'orders/paid' }).nth(2).waitFor()
  expect((await gateway.api('GET', '/rejections')).body.items).toEqual([])
  expect(opened.faults).toEqual([])
})
