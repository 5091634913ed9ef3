import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'
import { byKeyboard, tabTo } from './by-keyboard.ts'
import { type OpenedBrowser, openBrowser } from './open-console.ts'

// Whoever has no mouse does all of it: signs in, makes a source and a destination with the route between them, finds the
// first event, replays it, mends a wrong secret, lets in what was refused, changes a policy and a filter, and signs out.
// Nothing here is clicked.

const secret = 'a-secret-of-sixteen-letters-or-more'
let gateway: StartedGateway
let opened: OpenedBrowser
let receiver: RecordingReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({ args: ['--egress-allow', '127.0.0.0/8'] })
  opened = await openBrowser()
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
  await receiver?.close()
})

async function send(id: string, key = secret): Promise<number> {
  const body = `{"id":"hook","resource":"messages","event":"created","data":{"id":"${id}"}}`
  const signature = createHmac('sha1', key).update(body).digest('hex')
  const headers = { 'content-type': 'application/json', 'x-spark-signature': signature }
  return (await gateway.post('bot', body, headers)).status
}

it('goes from the way in to a replayed event, mends what is refused, and out again', async () => {
  const page = await opened.page(gateway, { person: null })
  const { press, write, open, goTo } = byKeyboard(page)
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await write(/^Token or sign-in link/, gateway.token)
  await press('Enter')
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()

  // A source, by its provider.
  await goTo('s')
  await open('Choose a provider')
  await page.getByPlaceholder('Which provider sends?').waitFor()
  await press('/')
  await page.keyboard.type('webex')
  await open(/^Webex HMAC/)
  await write(/^Name/, 'bot')
  await write(/^Secret/, secret)
  await open('Make the source')
  await page.getByText('Waiting for the first verified event').waitFor()

  // A destination, with its route.
  await goTo('d')
  // What has the focus is drawn anew when the list comes.
  await page.getByText('No destination yet').waitFor()
  await open(/New destination|Make the first/)
  await write(/^Name/, 'app')
  await write(/^Address/, receiver.url)
  await tabTo(page, /^Gets what comes in at/)
  await page.keyboard.type('bot')
  await open('Make the destination')
  await page.getByText('app is made').waitFor()

  // The first event, and the same again.
  expect(await send('m1')).toBe(200)
  await receiver.until(1)
  await goTo('e')
  await page.getByRole('row').filter({ hasText: 'verified' }).waitFor()
  await press('j', 'Enter')
  await page.waitForURL(/\/events\/evt_/)
  await page.getByRole('tab', { name: 'Journey 1' }).waitFor()
  await open(/^Replay/)
  await page.getByRole('menuitem').first().waitFor()
  await press('Enter')
  await receiver.until(2)
  await page.getByRole('tab', { name: 'Journey 2' }).waitFor()

  // A wrong secret, found, mended, its event let in.
  expect(await send('m2', 'another-secret-of-sixteen-letters')).toBe(401)
  await press('Escape')
  await goTo('r')
  await page.getByRole('link', { name: /^Prove and mend/ }).waitFor()
  await open(/^Prove and mend/)
  await page.getByRole('region', { name: 'Proof' }).waitFor()
  await write(/^New secret/, 'another-secret-of-sixteen-letters')
  await open('Add it')
  await page.getByText('It matches with the secrets of now').waitFor()
  await open('Try on 1')
  await page.getByText('1 of 1 match now.').waitFor()
  await open('Let in 1 …')
  await page.getByRole('dialog').waitFor()
  await write(/^Type 1 to go on/, '1')
  await open('Let in 1')
  await page.getByText(/1 of 1: 1 event/).waitFor()
  await receiver.until(3)

  // A policy and a filter.
  await page.goto(`${gateway.adminUrl}/sources/bot`)
  await page.getByRole('heading', { name: 'Policy' }).waitFor()
  await write(/^At most/, '50')
  await open('Save the policy')
  await expect.poll(async () => (await gateway.api('GET', '/sources/bot')).body.ratePerSecond).toBe(50)
  const [{ id }] = (await gateway.api('GET', '/routes')).body.items
  await page.goto(`${gateway.adminUrl}/routes?route=${id}`)
  await page.getByRole('region', { name: 'The route' }).waitFor()
  await write(/^Filter/, 'type == "x"')
  await open('Save the filter')
  await expect.poll(async () => (await gateway.api('GET', `/routes/${id}`)).body.filter).toBe('type == "x"')

  await open(/^console/)
  // A menu takes the focus once it is there.
  const last = page.getByRole('menuitem', { name: 'Sign out' }).and(page.locator(':focus'))
  const atLast = async (): Promise<number> => {
    await press('End')
    return await last.count()
  }
  await expect.poll(atLast, { timeout: 40_000 }).toBe(1)
  await press('Enter')
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(opened.faults).toEqual([])
})
