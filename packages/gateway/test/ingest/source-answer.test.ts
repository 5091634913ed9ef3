import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JournalUnavailable } from '../../src/journal/errors.ts'
import { post } from './raw.ts'
import { type Started, startIngest } from './start-ingest.ts'

const secret = 'a secret that is long enough for anybody'
const body = 'payload=%7B%22type%22%3A%22block_actions%22%7D'
const form = 'Content-Type: application/x-www-form-urlencoded'

let started: Started
let storeIsGone = false
beforeAll(async () => {
  started = await startIngest({
    limits: { maxBodyBytes: 2000 },
    between: (journal) => ({
      ...journal,
      append: (events) =>
        storeIsGone
          ? Promise.reject(new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'away'))
          : journal.append(events),
    }),
  })
  await started.addSource('slack', 'slack', [secret])
  await started.addSource('webex', 'webex', [secret])
  await started.addSource('held', 'slack', [secret], { policy: { onMismatch: 'hold' } })
})
afterAll(() => started.stop())

function slack(path: string, key = secret): ReturnType<typeof post> {
  const at = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', key).update(`v0:${at}:${body}`).digest('hex')
  const lines = [form, `X-Slack-Request-Timestamp: ${at}`, `X-Slack-Signature: v0=${signature}`]
  return post(started.port, `/in/${path}`, lines, body)
}

function webex(path: string, text: string): ReturnType<typeof post> {
  const signature = createHmac('sha1', secret).update(text).digest('hex')
  return post(started.port, `/in/${path}`, [`X-Spark-Signature: ${signature}`], text)
}

describe('what an event is answered with', () => {
  test('is empty for Slack, which makes a message of what it reads', async () => {
    const answer = await slack('slack')
    expect(answer).toMatchObject({ status: 200, text: '' })
    expect(answer.headers).toMatchObject({ 'content-length': '0' })
    expect(answer.headers).not.toHaveProperty('content-type')
  })

  test('tells Mixpanel with which action it was taken, once it is on disk', async () => {
    await started.addSource('cohorts', 'mixpanel', ['user:password'])
    const authorization = `Authorization: Basic ${Buffer.from('user:password').toString('base64')}`
    const page = JSON.stringify({ action: 'add_members', parameters: { members: [] } })
    const answer = await post(started.port, '/in/cohorts', [authorization], page)
    expect([answer.status, answer.json]).toEqual([200, { action: 'add_members', status: 'success' }])
    expect(answer.headers['content-type']).toContain('application/json')
    const other = await post(started.port, '/in/cohorts', ['Authorization: Basic eDp5'], page)
    expect([other.status, other.text]).toEqual([401, expect.not.stringContaining('success":true')])
    storeIsGone = true
    expect((await post(started.port, '/in/cohorts', [authorization], page)).status).toBe(503)
    storeIsGone = false
  })

  test('is the status that its provider wants of what is refused: Vonage sends again, signed, after a 5xx', async () => {
    await started.addSource('calls', 'vonage', [secret])
    const before = started.counted.refused.ERR_SIGNATURE_MISSING ?? 0
    const unsigned = await post(started.port, '/in/calls', [], '{"status":"answered"}')
    expect([unsigned.status, unsigned.json]).toMatchObject([
      503,
      { error: { code: 'ERR_SIGNATURE_MISSING' } },
    ])
    expect(started.counted.refused.ERR_SIGNATURE_MISSING).toBe(before + 1)
    const forged = await post(started.port, '/in/calls', ['Authorization: Bearer x'], '{"status":"answered"}')
    expect(forged.status).toBe(401)
    // Of others the same stays what its code says.
    expect((await post(started.port, '/in/webex', [], '{}')).status).toBe(401)
  })

  test('names the event for others', async () => {
    expect((await webex('webex', '{"a":1}')).json).toMatchObject({
      success: true,
      id: expect.stringMatching(/^evt_/),
    })
  })

  test('is no page that a browser would run in the name of the gateway, held or taken in', async () => {
    const answer = { status: 200, body: '<script>fetch("/api/session")</script>', contentType: 'text/html' }
    await started.addSource('page', 'webex', [secret], { policy: { answer, onMismatch: 'hold' } })
    for (const given of [
      await webex('page', '{"id":1}'),
      await post(started.port, '/in/page', [], 'forged'),
    ]) {
      expect(given.status).toBe(200)
      expect(given.headers).toMatchObject({
        'content-security-policy': "sandbox; default-src 'none'",
        'x-content-type-options': 'nosniff',
      })
    }
  })

  test('is a source’s own, of a repeat too', async () => {
    const answer = { status: 202, body: '<ok/>', contentType: 'text/xml' }
    await started.addSource('own', 'webex', [secret], { policy: { answer } })
    const text = '{"id":"w","resource":"messages","event":"created","data":{"id":"m"}}'
    for (const _ of ['first', 'again']) {
      const answered = await webex('own', text)
      expect(answered).toMatchObject({ status: 202, text: '<ok/>' })
      expect(answered.headers).toMatchObject({
        'content-type': 'text/xml',
        'x-content-type-options': 'nosniff',
      })
    }
    expect(started.counted.duplicates).toBe(1)
  })

  test('is not given before the event is on disk, nor to what is refused', async () => {
    storeIsGone = true
    expect(await slack('slack')).toMatchObject({
      status: 503,
      json: { error: { code: 'ERR_JOURNAL_UNAVAILABLE' } },
    })
    storeIsGone = false
    expect(await slack('slack', 'another secret that is long enough')).toMatchObject({ status: 401 })
  })

  test('is given for what is held: its provider is not to see a difference', async () => {
    expect(await slack('held', 'another secret that is long enough')).toMatchObject({ status: 200, text: '' })
  })
})

test('a body that is too large leaves its headers, and why: both limits', async () => {
  const source = await started.addSource('small', 'webex', [secret], { policy: { maxBodyBytes: 10 } })
  const unsigned = await started.addSource('open', 'webex', [], { unsigned: true })
  expect(await post(started.port, '/in/small', ['X-Kind: large'], 'x'.repeat(11))).toMatchObject({
    status: 413,
  })
  expect(await post(started.port, '/in/open', [], 'x'.repeat(2001))).toMatchObject({ status: 413 })
  await started.ingest.drain()
  const of = async (number: number) => {
    const rejections = await started.journal.rejections({ limit: 10, source: number })
    return rejections[0]
  }
  const [small, open] = [await of(source.number), await of(unsigned.number)]
  expect(small).toMatchObject({ code: 'ERR_BODY_TOO_LARGE', size: 0 })
  expect(small?.explanation).toBe(
    "The body of 11 bytes is larger than the source's limit, 10 (maxBodyBytes); the gateway's is 2000 (--max-body-bytes). Its headers are kept, and nothing of the body.",
  )
  expect(open?.explanation).toContain(
    "of 2001 bytes is larger than the gateway's limit, 2000 (--max-body-bytes).",
  )
  const kept = await started.journal.rejection(small?.seq ?? 0)
  expect(kept?.payload.headers).toContainEqual(['x-kind', 'large'])
  expect(await started.ingest.diagnose(kept as NonNullable<typeof kept>)).toMatchObject({
    codes: ['ERR_BODY_TOO_LARGE'],
    confidence: 'proven',
  })
  const act = {
    by: { kind: 'operator', id: 'tok_1', name: 'a' },
    operation: 'reverify',
    target: '/',
  } as never
  expect(await started.ingest.reverify(open?.seq ?? 0, act)).toMatchObject({
    kind: 'refused',
    code: 'ERR_BODY_TOO_LARGE',
  })
})
