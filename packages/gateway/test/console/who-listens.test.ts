import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { auditPage, type OpenedBrowser, openBrowser } from './open-console.ts'

// An event did not reach its application, since somebody's laptop took it: the page says so before all else, shows who
// listens where, and what an application that pulls has taken and not told of yet.

const instance = 'one-of-sixteen-letters'
let gateway: StartedGateway
let opened: OpenedBrowser

beforeAll(async () => {
  gateway = await startGateway()
  opened = await openBrowser()
  await gateway.api('POST', '/sources', { name: 'own', scheme: 'publish' })
  await gateway.api('POST', '/sources', { name: 'other', scheme: 'publish' })
  await gateway.api('POST', '/people', { name: 'rea', role: 'read' })
})

beforeEach(() => () => expect(opened.faults).toEqual([]))

afterAll(async () => {
  await opened?.close()
  await gateway?.remove()
})

it('tells who listens, who takes all, and what is lent', async () => {
  const claiming = { name: 'ann', instance, host: 'ann@laptop', sources: ['own'], claimSeconds: 600 }
  expect((await gateway.api('POST', '/listeners', claiming)).status).toBe(200)
  const page = await opened.page(gateway)
  const line = page.getByRole('listitem').filter({ hasText: 'goes to ann alone' })
  await line.getByText('which listens at ann@laptop').waitFor()
  await line.getByRole('link').click()
  const there = page.getByRole('region', { name: 'Who listens' })
  await there.getByText('all of it: no other destination gets it meanwhile').waitFor()
  await page.getByText('Nothing is lent.').waitFor()
  const { body: event } = await gateway.api('POST', '/events', { source: 'own', type: 'made', data: {} })
  const pulled = await gateway.api('POST', '/listeners/ann/pull', { instance, waitSeconds: 10 })
  expect(pulled.body.items).toMatchObject([{ event: event.id }])
  await page.getByRole('region', { name: 'Lent now' }).getByRole('link', { name: event.id }).waitFor()
  expect(await auditPage(page)).toEqual([])

  await there.getByRole('link', { name: 'own' }).click()
  await page.waitForURL(/\/sources\/own$/)
  await there.getByText('takes all').waitFor()
  await there.getByText('at ann@laptop').waitFor()
  expect(await auditPage(page)).toEqual([])
  await page.getByRole('link', { name: 'Sources', exact: true }).click()
  await page.getByRole('row').filter({ hasText: 'ann, which takes all' }).waitFor()
  await page.getByRole('link', { name: 'Destinations', exact: true }).click()
  await page.getByText('listens at ann@laptop').waitFor()

  await gateway.api('DELETE', '/listeners/ann')
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await line.waitFor({ state: 'detached' })
  await page.context().close()
})

it('says nothing of it to who may not listen, and asks for nothing that is refused', async () => {
  await gateway.api('POST', '/listeners', { name: 'ann', instance, sources: ['own'], claimSeconds: 600 })
  const page = await opened.page(gateway, { person: 'rea' })
  const refused: string[] = []
  page.on('response', (answer) => {
    if (answer.status() === 403) refused.push(answer.url())
  })
  await page.goto(`${gateway.adminUrl}/sources/own`)
  await page.getByRole('heading', { name: 'Policy' }).waitFor()
  await page.goto(`${gateway.adminUrl}/destinations/ann`)
  await page.getByText('Lent now').waitFor()
  expect(await page.getByRole('region', { name: 'Who listens' }).count()).toBe(0)
  expect(refused).toEqual([])
  await page.context().close()
})
