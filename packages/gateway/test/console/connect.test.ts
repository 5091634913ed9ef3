import { afterAll, beforeAll, expect, it } from 'vitest'
import { simulateWebex, type WebexSimulator } from '../../../simulators/src/index.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { auditPage, type OpenedBrowser, openBrowser } from './open-console.ts'

// Somebody has the gateway make the webhook at Webex: a token that is wrong is told beside the form, the right one leads to
// the connection, which is alive, and what is written to the bot comes in verified.

let gateway: StartedGateway
let opened: OpenedBrowser
let webex: WebexSimulator

beforeAll(async () => {
  webex = await simulateWebex({
    newcomers: [
      { token: 'persontoken', email: 'person@example.com', displayName: 'A Person', type: 'person' },
      { token: 'bottoken', email: 'batbot@webex.bot', displayName: 'BatBot', type: 'bot' },
    ],
  })
  gateway = await startGateway({ args: ['--watch-seconds', '1'] })
  opened = await openBrowser()
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
  await webex?.close()
})

it('makes the webhook at the provider with a token, and shows that it lives', async () => {
  const page = await opened.page(gateway, { path: '/connections' })
  await page.getByRole('link', { name: 'Connect Webex' }).click()
  await page.getByText('Do it for me with a token').click()
  const form = page.getByRole('form', { name: 'Connect to Webex' })
  const make = form.getByRole('button', { name: 'Make the webhook' })
  expect(await make.isDisabled()).toBe(true)
  await form.getByLabel('What the source is called').fill('bot')
  await form.getByLabel('Token of Webex').fill('wrong')
  await form.getByLabel('Server of its API').fill(webex.api)
  expect(await auditPage(page)).toEqual([])
  await make.click()
  await form.getByRole('alert').getByText('ERR_PROVIDER_TOKEN').waitFor()
  await form.getByLabel('Token of Webex').fill('bottoken')
  await make.click()
  await page.waitForURL(/\/connections\/bot$/)
  await page.getByText('alive').waitFor()
  const written = await fetch(`${webex.api}/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer persontoken', 'content-type': 'application/json' },
    body: JSON.stringify({ toPersonEmail: 'batbot@webex.bot', text: 'hello' }),
  })
  expect(written.status).toBe(200)
  await expect
    .poll(async () => (await gateway.api('GET', '/events?source=bot')).body.items, { timeout: 20_000 })
    .toMatchObject([{ verdict: 'verified' }])
  expect(opened.faults).toEqual([])
  await page.context().close()
})
