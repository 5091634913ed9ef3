import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type OpenedBrowser, openBrowser } from './open-console.ts'

// A session that ends in the middle of something loses nothing: what was entered stays, the way in comes over it, and
// what was asked for is done once. A reader is offered nothing that he may not do. A gateway that is away is waited for.

let gateway: StartedGateway
let opened: OpenedBrowser

beforeAll(async () => {
  gateway = await startGateway()
  opened = await openBrowser()
  await gateway.api('POST', '/sources', { name: 'own', scheme: 'publish' })
  await gateway.api('POST', '/events', { source: 'own', type: 'made', data: { a: 1 } })
})

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

it('asks to sign in over the form, and then does what was asked, once', async () => {
  const page = await opened.page(gateway, { path: '/replays/new?source=own&rate=7' })
  await page.getByText(/event matches|About|1 event/).waitFor()
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Replay them' }).click()
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.waitFor()
  expect(await page.getByLabel('Events a second').inputValue()).toBe('7')
  await dialog.getByLabel('Token or sign-in link').fill(gateway.token)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL(/\/replays\/rpl_\d+$/)
  const { items } = (await gateway.api('GET', '/replays')).body
  expect(items.map(({ ratePerSecond }: { ratePerSecond: number }) => ratePerSecond)).toEqual([7])
  expect(opened.faults).toEqual([])
  await page.context().close()
})

it('offers a reader nothing that he may not do, and takes a token that opens no session', async () => {
  await gateway.api('POST', '/people', { name: 'rita', role: 'read' })
  const [{ id }] = (await gateway.api('GET', '/events?source=own')).body.items
  const page = await opened.page(gateway, { person: 'rita', path: `/events/${id}` })
  await page.getByRole('heading', { name: 'made' }).waitFor()
  await page.getByRole('button', { name: 'Copy curl' }).waitFor()
  expect(await page.getByRole('button', { name: 'Replay' }).count()).toBe(0)
  await page.context().close()

  const { body } = await gateway.api('POST', '/tokens', { name: 'looks', scope: 'read' })
  const other = await opened.page(gateway, { person: null, path: `/events/${id}` })
  await other.getByLabel('Token or sign-in link').fill(body.token)
  await other.getByRole('button', { name: 'Sign in' }).click()
  await other.getByRole('heading', { name: 'made' }).waitFor()
  await other.getByText('live', { exact: true }).waitFor()
  expect(await other.context().cookies()).toEqual([])
  await other.context().close()
})

it('says since when the gateway is away, keeps what it shows, and goes on by itself', async () => {
  const page = await opened.page(gateway, { path: '/live' })
  await page.getByText('live', { exact: true }).waitFor()
  // The page is a piece of its own, and may come after the stream: it shows what comes from then on.
  await page.getByRole('heading', { name: 'Live' }).waitFor()
  await gateway.api('POST', '/events', { source: 'own', type: 'before', data: {} })
  await page.getByRole('row').filter({ hasText: 'before' }).waitFor()
  await gateway.kill9()
  await page.getByText('live', { exact: true }).waitFor()
  await gateway.api('POST', '/events', { source: 'own', type: 'after', data: {} })
  await page.getByRole('row').filter({ hasText: 'after' }).waitFor()
  expect(await page.getByRole('row').filter({ hasText: 'before' }).count()).toBe(1)
  await page.context().close()
})
