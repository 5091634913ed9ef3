import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { otherSecrets } from '../../src/ingest/other-secrets.ts'
import { post } from './raw.ts'
import { type Started, startIngest } from './start-ingest.ts'

let started: Started
beforeAll(async () => {
  started = await startIngest()
})
afterAll(() => started.stop())

test('a message by the secret of another source is told to be so, to whoever may hear of that source alone', async () => {
  const own = await started.addSource('own', 'webex', ['the secret of own'])
  const other = await started.addSource('other', 'webex', ['the secret of another'])
  const body = '{"a":1}'
  const signature = createHmac('sha1', 'the secret of another').update(body).digest('hex')
  const headers = ['Content-Type: application/json', `X-Spark-Signature: ${signature}`]
  expect((await post(started.port, `/in/${own.path}`, headers, body)).status).toBe(401)
  const kept = () => started.journal.rejections({ source: own.number, limit: 1 })
  await expect.poll(kept).toHaveLength(1)
  const rejection = await started.journal.rejection((await kept())[0]?.seq ?? 0)
  if (rejection === null) throw new Error('It is not kept.')

  const told = await started.ingest.diagnose(rejection, (id) => id === other.id)
  expect(told).toMatchObject({
    matched: false,
    codes: ['secret-of-another-source'],
    confidence: 'proven',
    evidence: ['A secret of other signed it.'],
  })
  expect(JSON.stringify(told)).not.toContain('the secret of')
  for (const mayTry of [undefined, (id: string) => id !== other.id]) {
    const untold = await started.ingest.diagnose(rejection, mayTry)
    expect(untold).toMatchObject({ codes: ['ERR_SIGNATURE_MISMATCH'] })
    expect(JSON.stringify(untold)).not.toContain('other signed')
  }
})

test('256 secrets are tried at most, of sources that live and have the same scheme', () => {
  const sources = Array.from({ length: 400 }, (_, number) => ({
    id: `src_${number}`,
    name: `s${number}`,
    number,
    scheme: number === 1 ? 'github' : 'webex',
    deletedAt: number === 2 ? 1 : null,
  }))
  const live = {
    configuration: { sources },
    sourceByNumber: (number: number) => ({ secrets: [{ value: `a${number}` }, { value: `b${number}` }] }),
  }
  const found = otherSecrets(live as never, { id: 'src_0', scheme: 'webex' }, () => true)
  expect(Object.values(found).flat()).toHaveLength(256)
  for (const name of ['s0', 's1', 's2']) expect(found).not.toHaveProperty(name)
})
