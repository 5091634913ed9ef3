import { createHmac } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { scratchFolder } from '../harness/scratch-folder.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { startReceiver } from '../harness/start-receiver.ts'

// Whoever may write to the store, without the key. SECURITY.md says what he can do; this holds it to that, both ways: the
// rows of the configuration are believed, and a sealed secret is none anywhere but in its own row.

let data: string
const started: StartedGateway[] = []

beforeEach(() => {
  data = scratchFolder('countersign-rewritten-')
})

afterEach(async () => {
  for (const gateway of started.splice(0)) await gateway.remove()
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

async function start(): Promise<StartedGateway> {
  const gateway = await startGateway({ data })
  started.push(gateway)
  return gateway
}

const mine = 'a secret that the attacker has himself'
const theirs = 'the secret of the source that is attacked'
const signed = (secret: string, body: string): Record<string, string> => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  'x-github-event': 'push',
  'x-github-delivery': '00000000-0000-4000-8000-000000000000',
})

test('rows of the configuration are believed; a secret that is moved to another source opens nothing', async () => {
  const [honest, other] = [await startReceiver(), await startReceiver()]
  const gateway = await start()
  await gateway.api('POST', '/sources', { name: 'attacked', scheme: 'github', secrets: [theirs] })
  await gateway.api('POST', '/sources', { name: 'own', scheme: 'github', secrets: [mine] })
  await gateway.api('POST', '/destinations', { name: 'app', url: honest.url, allowPrivate: true })
  await gateway.api('POST', '/routes', { source: 'own', destination: 'app' })
  await gateway.stop()

  const db = new DatabaseSync(join(data, 'journal.sqlite'))
  db.prepare('update destination set document = replace(document, ?, ?)').run(honest.url, other.url)
  // The sealed bytes of his own source in the row of the one that he attacks.
  const own =
    '(select sealed from secret where owner = (select id from source where document like \'%"own"%\'))'
  const attacked = '(select id from source where document like \'%"attacked"%\')'
  expect(db.prepare(`update secret set sealed = ${own} where owner = ${attacked}`).run().changes).toBe(1)
  db.close()

  const again = await start()
  const log = (): string => again.output().stdout
  expect(log()).toContain('ERR_SECRET_UNREADABLE')
  for (const secret of [mine, theirs]) {
    const answer = await again.post('attacked', '{}', signed(secret, '{}'))
    expect([answer.status, await answer.json()]).toMatchObject([500, { success: false }])
  }
  expect((await again.api('GET', '/events')).body.items).toEqual([])
  // What SECURITY.md warns of: events go where the row says.
  expect((await again.post('own', '{}', signed(mine, '{}'))).status).toBe(200)
  await other.until(1)
  expect(honest.received).toEqual([])
  const security = readFileSync(new URL('../../../../SECURITY.md', import.meta.url), 'utf8')
  expect(security.replace(/\s+/g, ' ')).toContain(
    'Who may write to the store may change the configuration: its rows are not authenticated.',
  )
  await honest.close()
  await other.close()
})
