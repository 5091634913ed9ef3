import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
const right = 'the-secret-that-the-provider-has'

beforeAll(async () => {
  gateway = await startGateway()
  await gateway.api('POST', '/sources', {
    name: 'webex',
    scheme: 'webex',
    secrets: ['another-secret-phrase'],
  })
})

afterAll(() => gateway.remove())

async function send(body: string, secret: string): Promise<void> {
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  expect((await gateway.post('webex', body, { 'x-spark-signature': signature })).status).toBe(401)
}

const reverify = async (body: object) => (await gateway.api('POST', '/rejections/reverify', body)).body
const kept = async () => (await gateway.api('GET', '/rejections?limit=100')).body.items

it('lets in what verifies now, the oldest first and once, with a count before', async () => {
  // No more at once than its budget keeps.
  const bodies = ['{"n":0}', '{"n":1}', 'forged']
  for (const body of bodies) await send(body, body === 'forged' ? 'nobody-s-secret-phrase' : right)
  await expect.poll(async () => (await kept()).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2)
  const all = await kept()
  const good = all.filter(({ size }: { size: number }) => size === 7).length
  const bad = all.length - good
  const none = { letIn: 0, duplicates: 0, refused: 0, next: null }
  const bytes = all.reduce((sum: number, { size }: { size: number }) => sum + size, 0)
  expect(await reverify({ source: 'webex', dryRun: true })).toEqual({ ...none, matched: all.length, bytes })
  expect(await reverify({ source: 'webex', code: 'ERR_SIGNATURE_MISSING', dryRun: true })).toMatchObject({
    matched: 0,
  })
  const groups = async () => (await gateway.api('GET', '/rejections/groups?source=webex')).body.items
  await expect.poll(async () => (await groups())[0]?.count, { timeout: 10_000 }).toBe(3)
  expect(await groups()).toMatchObject([
    { source: 'webex', code: 'ERR_SIGNATURE_MISMATCH', kept: all.length, sample: all[0].id },
  ])
  // Found once it is asked for.
  await expect.poll(async () => (await groups())[0]?.cause, { timeout: 30_000 }).toEqual(expect.any(String))
  // And counted, a look after the other.
  await expect
    .poll(async () => (await groups())[0]?.causes, { timeout: 30_000 })
    .toMatchObject([
      {
        codes: ['ERR_SIGNATURE_MISMATCH'],
        cause: 'The signature belongs to other bytes or another secret.',
        count: expect.any(Number),
        sample: expect.stringMatching(/^rej_/),
      },
    ])
  // The secret is another still.
  expect(await reverify({ source: 'webex' })).toMatchObject({ ...none, refused: all.length })
  expect((await gateway.api('GET', '/stats')).body.events).toBe(0)

  await gateway.api('POST', '/sources/webex/secrets', { value: right })
  const env = { COUNTERSIGN_URL: gateway.adminUrl, COUNTERSIGN_TOKEN: gateway.token }
  const command = (...args: string[]) => runCommand(['rejection', 'reverify', ...args], { env })
  expect((await command('--source', 'webex', '--dry-run')).stdout).toContain(
    `${all.length} are meant, ${bytes} bytes`,
  )
  const done = await command('--source', 'webex', '--rate', '1', '--json')
  expect(JSON.parse(done.stdout)).toEqual({
    matched: all.length,
    bytes,
    letIn: good,
    duplicates: 0,
    refused: bad,
  })
  const { body: events } = await gateway.api('GET', '/events')
  expect(events.items).toHaveLength(good)
  expect(await kept()).toHaveLength(bad)
  // Each with its row of the audit, which tells what was asked for.
  const { body: audit } = await gateway.api('GET', '/audit?operation=reverifyRejections')
  expect(audit.items).toHaveLength(good)
  expect(await reverify({ source: 'webex' })).toMatchObject({ letIn: 0, refused: bad })
  expect((await gateway.api('POST', '/rejections/reverify', { source: 'none' })).status).toBe(404)
  expect((await command()).code).toBe(2)
})
