import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replayed } from '../../src/ingest/replayed.ts'
import { startRetention } from '../../src/keep/retention.ts'
import type { Act } from '../../src/model/act.ts'
import type { Payload, StoredEvent } from '../../src/model/event.ts'
import { formatId } from '../../src/model/id.ts'
import { post } from './raw.ts'
import { type Started, startIngest } from './start-ingest.ts'

const key = 'a signing key of mailgun'
let started: Started
beforeAll(async () => {
  started = await startIngest()
})
afterAll(() => started.stop())

const letIn: Act = {
  by: { kind: 'admin', id: null },
  operation: 'reverifyRejection',
  target: '/rejections/rej_1/reverify',
}

/** An event under a token: the signature holds for whatever stands beside it. */
function signed(token: string, event: object, at = Date.now()): string {
  const timestamp = String(Math.floor(at / 1000))
  const signature = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex')
  return JSON.stringify({ signature: { timestamp, token, signature }, 'event-data': event })
}
const send = (path: string, body: string) =>
  post(started.port, `/in/${path}`, ['Content-Type: application/json'], body)

let number = 0
const mailgun = (more: Parameters<Started['addSource']>[3] = {}) =>
  started.addSource(`mailgun-${++number}`, 'mailgun', [key], more)

test('one token is one event: its repeat is a duplicate, another body under it is refused and kept', async () => {
  const source = await mailgun()
  const at = Date.now()
  const delivered = signed('token-1', { event: 'delivered', id: '1' }, at)
  const first = await send(source.path, delivered)
  expect(first).toMatchObject({ status: 200, json: { success: true } })
  expect((await send(source.path, delivered)).json).toEqual({
    success: true,
    id: first.json.id,
    duplicate: true,
  })

  const forged = await send(source.path, signed('token-1', { event: 'failed', id: '2' }, at))
  expect(forged).toMatchObject({ status: 401, json: { error: { code: 'ERR_REPLAYED' } } })
  expect(await started.journal.events({ source: source.number, limit: 10 })).toHaveLength(1)
  expect(started.counted.refused.ERR_REPLAYED).toBe(1)

  const rejections = () => started.journal.rejections({ source: source.number, limit: 10 })
  await expect.poll(rejections).toHaveLength(1)
  const [kept] = await rejections()
  expect(kept?.code).toBe('ERR_REPLAYED')
  expect(kept?.explanation).toContain(first.json.id)
  const rejection = await started.journal.rejection(kept?.seq ?? 0)
  expect(rejection && (await started.ingest.diagnose(rejection))).toMatchObject({ matched: false })
  // Not even by hand: its signature holds, and that is all it has.
  expect(await started.ingest.reverify(kept?.seq ?? 0, letIn)).toMatchObject({
    kind: 'refused',
    code: 'ERR_REPLAYED',
  })
  expect(await rejections()).toHaveLength(1)
})

test('another token is another event, and so is the token at another source', async () => {
  const [one, two] = [await mailgun(), await mailgun()]
  const at = Date.now()
  for (const [source, token] of [
    [one, 'a'],
    [one, 'b'],
    [two, 'a'],
  ] as const) {
    const answer = await send(source.path, signed(token, { event: 'opened' }, at))
    expect(answer.json).toEqual({ success: true, id: expect.any(String) })
  }
})

test('digits moved from the token into the time make no other token of it', async () => {
  const source = await mailgun()
  const at = Date.now()
  const timestamp = String(Math.floor(at / 1000))
  const token = '12ab'
  const signature = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex')
  const shifted = (by: number) =>
    JSON.stringify({
      signature: { timestamp: timestamp + token.slice(0, by), token: token.slice(by), signature },
    })
  expect((await send(source.path, shifted(0))).status).toBe(200)
  expect((await send(source.path, shifted(1))).json.error?.code).toBe('ERR_TIMESTAMP_TOO_NEW')
})

test('of an event whose content is gone a repeat cannot be told from another body of its size: neither is delivered', async () => {
  const source = await mailgun()
  const at = Date.now()
  const answer = await send(source.path, signed('gone', { event: 'delivered' }, at))
  const [event] = await started.journal.events({ source: source.number, limit: 1 })
  expect(answer.json.id).toBe(formatId('evt', event?.seq ?? 0, event?.tag ?? 0))
  const none = { now: at, attemptsBefore: 0, ledgerBefore: 0, auditBefore: 0, limit: 100 }
  await started.journal.prune({ ...none, payloadsBefore: at + 60_000, eventsBefore: 0 })
  const repeat = await send(source.path, signed('gone', { event: 'confirmed' }, at))
  expect(repeat.json).toMatchObject({ success: true, duplicate: true })
  const other = await send(source.path, signed('gone', { event: 'failed' }, at))
  expect(other.json.error?.code).toBe('ERR_REPLAYED')
  expect(await started.journal.events({ source: source.number, limit: 10 })).toHaveLength(1)
})

test('what is stored is read for a body of its size alone', async () => {
  const body = Buffer.from('a body')
  const event = { seq: 7, tag: 1, size: body.length } as StoredEvent
  const read: number[] = []
  const journal = {
    event: async (seq: number) => (seq === event.seq ? event : null),
    payloads: async ([seq = 0]: readonly number[]) => {
      read.push(seq)
      return new Map([[seq, { event, payload: { body } as unknown as Payload }]])
    },
  }
  const told = async (sent: string, id = formatId('evt', 7, 1)) =>
    (await replayed(journal, id, Buffer.from(sent)))?.code ?? null
  expect([await told('another body'), await told(''), read]).toEqual(['ERR_REPLAYED', 'ERR_REPLAYED', []])
  expect([await told('a body'), await told('A body'), read]).toEqual([null, 'ERR_REPLAYED', [7, 7]])
  expect([await told('another body', formatId('evt', 8, 1)), read]).toEqual([null, [7, 7]])
})

test('a used token is known for as long as its signature can pass, however short the ledger is kept', async () => {
  const day = 86_400_000
  let seen = 0
  const retention = startRetention({
    journal: {
      async prune({ ledgerBefore }) {
        seen = 10 * day - ledgerBefore
        return { more: false, removed: 0, expired: [] }
      },
    },
    settings: { keepPayloads: day, keepEvents: day, keepAttempts: day, keepLedger: day, keepAudit: day },
    onExpired: () => undefined,
    log: { warn: () => undefined },
    now: () => 10 * day,
  })
  await expect.poll(() => seen).toBe(2 * day)
  await retention.stop()
})
