import { createHmac } from 'node:crypto'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { JournalUnavailable } from '../../src/journal/errors.ts'
import type { Journal } from '../../src/journal/journal.ts'
import type { Appended } from '../../src/journal/port/intake.ts'
import { post, raw } from './raw.ts'
import { type Started, type StartOptions, startIngest } from './start-ingest.ts'

const secret = 'a webex secret that is long enough'
const signed = (body: string, key = secret): string =>
  `X-Spark-Signature: ${createHmac('sha1', key).update(body).digest('hex')}`

let started: Started | null = null
afterEach(() => started?.stop())

async function start(
  options: StartOptions = {},
  more: Parameters<Started['addSource']>[3] = {},
): Promise<Started> {
  started = await startIngest(options)
  await started.addSource('webex', 'webex', [secret], more)
  return started
}
const send = ({ port }: Started, body: string, key = secret) =>
  post(port, '/in/webex', [signed(body, key)], body)

/** A journal whose append is another one for as long as the test wants. */
function failing(): {
  between: (journal: Journal) => Journal
  append: Journal['append'] | null
  reject: Journal['reject'] | null
} {
  const fault: ReturnType<typeof failing> = {
    append: null,
    reject: null,
    between: (journal) =>
      new Proxy(journal, {
        get(target, name) {
          if (name === 'append' && fault.append !== null) return fault.append
          if (name === 'reject' && fault.reject !== null) return fault.reject
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
  }
  return fault
}

describe('limits answer before anything breaks', () => {
  test('a source over its rate: 429, and the others go on', async () => {
    const own = await start({}, { policy: { ratePerSecond: 3 } })
    await own.addSource('other', 'webex', [secret])
    own.clock = 1_000_000
    const answers = await Promise.all(Array.from({ length: 5 }, (_, at) => send(own, `r${at}`)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429])
    const refused = answers.find(({ status }) => status === 429)
    expect(refused).toMatchObject({ headers: { 'retry-after': '2' }, json: { error: { code: 'ERR_RATE' } } })
    expect((await post(own.port, '/in/other', [signed('o')], 'o')).status).toBe(200)
    own.clock += 400
    expect((await send(own, 'later')).status).toBe(200)
  })

  test('a recorded message that is sent again and again uses nothing up of it', async () => {
    const own = await start({}, { policy: { ratePerSecond: 2 } })
    own.clock = 1_000_000
    const recorded = JSON.stringify({
      ...{ id: 'hook', resource: 'messages', event: 'created', data: { id: 'message' } },
    })
    expect((await send(own, recorded)).json.duplicate).toBeUndefined()
    for (let at = 0; at < 10; at++)
      expect(await send(own, recorded)).toMatchObject({ status: 200, json: { duplicate: true } })
    expect((await send(own, 'news')).status).toBe(200)
    expect((await send(own, 'one too many')).status).toBe(429)
  })

  test('forged requests use nothing up of a source’s rate', async () => {
    const own = await start({}, { policy: { ratePerSecond: 2 } })
    own.clock = 1_000_000
    for (let at = 0; at < 10; at++) expect((await send(own, `f${at}`, 'a wrong secret')).status).toBe(401)
    expect((await send(own, 'true')).status).toBe(200)
    expect((await send(own, 'true too')).status).toBe(200)
    expect((await send(own, 'one too many')).status).toBe(429)
  })

  test('an intake that one network has filled: 503 for it and not for another, and it empties again', async () => {
    const fault = failing()
    const limits = { intakeBytes: 20_000, trustedProxies: ['127.0.0.1'] }
    const own = await start({ between: fault.between, limits })
    const held: (() => void)[] = []
    const append = own.journal.append.bind(own.journal)
    fault.append = (events) =>
      new Promise((resolve, reject) => held.push(() => append(events).then(resolve, reject)))
    const waiting = [send(own, 'a'.repeat(4000)), send(own, 'b'.repeat(4000))]
    await expect.poll(() => held.length, { timeout: 10_000 }).toBeGreaterThan(0)
    await expect.poll(() => own.ingest.saturation().heldBytes, { timeout: 10_000 }).toBeGreaterThan(12_000)
    const refused = await send(own, 'c')
    expect(refused).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
      json: { error: { code: 'ERR_INTAKE_FULL' } },
    })
    const forwarded = 'X-Forwarded-For: 198.51.100.1'
    waiting.push(post(own.port, '/in/webex', [signed('d'), forwarded], 'd'))
    await expect.poll(() => own.ingest.saturation().heldBytes, { timeout: 10_000 }).toBeGreaterThan(14_000)
    fault.append = null
    for (const go of held) go()
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200])
    expect(own.ingest.saturation().heldBytes).toBe(0)
    expect((await send(own, 'e')).status).toBe(200)
  })

  test('what was refused and is to be kept waits for the store likewise, and is counted', async () => {
    const fault = failing()
    const own = await start({ between: fault.between, limits: { intakeBytes: 10_000 } })
    const held: (() => void)[] = []
    const reject = own.journal.reject.bind(own.journal)
    fault.reject = (rejections) =>
      new Promise((resolve, refuse) => held.push(() => reject(rejections).then(resolve, refuse)))
    expect((await send(own, 'f'.repeat(4000), 'a wrong secret')).status).toBe(401)
    expect(own.ingest.saturation().heldBytes).toBe(6048)
    expect(await send(own, 'g'.repeat(4000))).toMatchObject({ status: 503 })
    for (const go of held) go()
    await expect.poll(() => own.ingest.saturation().heldBytes, { timeout: 10_000 }).toBe(0)
    expect((await send(own, 'g'.repeat(4000))).status).toBe(200)
  })

  test('bodies that begin and never go on are counted from their first byte', async () => {
    const own = await start({ limits: { intakeBytes: 100_000 } })
    const head = 'POST /in/webex HTTP/1.1\r\nHost: hooks.example.com\r\nContent-Length: 1000000\r\n\r\n'
    const sockets: Socket[] = []
    const begin = (): Promise<unknown> =>
      raw(own.port, `${head}${'a'.repeat(50_000)}`, (socket) => void sockets.push(socket))
    const first = begin()
    await expect.poll(() => own.ingest.saturation().heldBytes, { timeout: 10_000 }).toBe(52_048)
    // An eighth of the intake is kept for whole bodies; what goes beyond is read and thrown away.
    const second = begin()
    await expect
      .poll(() => sockets[1]?.connecting === false && sockets[1].writableLength, { timeout: 10_000 })
      .toBe(0)
    expect((await send(own, 'whole')).status).toBe(200)
    for (const socket of sockets) socket.destroy()
    await Promise.all([first, second])
    await expect
      .poll(() => own.counted.refused, { timeout: 10_000 })
      .toEqual({
        ERR_BODY_UNREADABLE: 1,
        ERR_INTAKE_FULL: 1,
      })
    await expect.poll(() => own.ingest.saturation().heldBytes, { timeout: 10_000 }).toBe(0)
    expect((await send(own, 'x')).status).toBe(200)
  })

  test('a disk that is nearly full: 503, never a 2xx', async () => {
    const own = await start({ limits: { minFreeBytes: Number.MAX_SAFE_INTEGER } })
    await expect.poll(() => own.ingest.saturation().diskLow, { timeout: 10_000 }).toBe(true)
    const refused = await send(own, 'x')
    expect(refused).toMatchObject({
      status: 503,
      headers: { 'retry-after': '2' },
      json: { error: { code: 'ERR_DISK_LOW' } },
    })
    expect(own.accepted).toEqual([])
  })

  test('a gateway that stops answers what it has read, and refuses nobody meanwhile', async () => {
    const fault = failing()
    const own = await start({ between: fault.between })
    const held: (() => void)[] = []
    const append = own.journal.append.bind(own.journal)
    fault.append = (events) =>
      new Promise((resolve, reject) => held.push(() => append(events).then(resolve, reject)))
    const before = send(own, 'before')
    await expect.poll(() => held.length, { timeout: 10_000 }).toBe(1)
    const drained = own.ingest.drain()
    fault.append = null
    expect((await send(own, 'after')).status).toBe(200)
    for (const go of held) go()
    await drained
    expect(own.ingest.saturation().heldBytes).toBe(0)
    expect((await before).status).toBe(200)
  })
})

describe('a store that fails', () => {
  test.each([
    ['ERR_JOURNAL_FULL', new JournalUnavailable('ERR_JOURNAL_FULL', 'full')],
    ['ERR_JOURNAL_READ_ONLY', new JournalUnavailable('ERR_JOURNAL_READ_ONLY', 'read-only')],
    ['ERR_JOURNAL_UNAVAILABLE', new Error('something unforeseen')],
  ])('%s: 503 with Retry-After, and 200 once it works again', async (code, error) => {
    const fault = failing()
    const own = await start({ between: fault.between })
    fault.append = () => Promise.reject(error)
    const refused = await send(own, 'x')
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '2' }, json: { error: { code } } })
    expect(own.accepted).toEqual([])
    fault.append = null
    expect((await send(own, 'x')).json.duplicate).toBeUndefined()
  })

  test('a rejection that was to be held and could not be kept: 503', async () => {
    const fault = failing()
    const own = await start({ between: fault.between }, { policy: { onMismatch: 'hold' } })
    fault.reject = () => Promise.reject(new JournalUnavailable('ERR_JOURNAL_FULL', 'full'))
    expect(await send(own, 'x', 'a wrong secret')).toMatchObject({
      status: 503,
      json: { error: { code: 'ERR_JOURNAL_FULL' } },
    })
    fault.reject = null
    expect((await send(own, 'x', 'a wrong secret')).json.held).toBe(true)
  })
})

describe('a configuration that changes under way', () => {
  test('what was verified under the old one is verified again', async () => {
    const fault = failing()
    const own = await start({ between: fault.between })
    const append = own.journal.append.bind(own.journal)
    const turns: number[] = []
    const old = [...own.live.current().configuration.secrets][0]?.id ?? ''
    fault.append = async (events) => {
      turns.push(events[0]?.epoch ?? 0)
      // Between the check and the commit another gateway takes the secret away.
      if (turns.length === 1) await own.journal.configure({ remove: [old] }, Date.now())
      return append(events)
    }
    expect(await send(own, 'x')).toMatchObject({ status: 500, json: { error: { code: 'ERR_SECRET_EMPTY' } } })
    expect(turns).toHaveLength(1)
    expect(own.accepted).toEqual([])
  })

  test('and accepted where it still holds', async () => {
    const fault = failing()
    const own = await start({ between: fault.between })
    const append = own.journal.append.bind(own.journal)
    const epochs: number[] = []
    fault.append = async (events) => {
      epochs.push(events[0]?.epoch ?? 0)
      if (epochs.length === 1) await own.journal.configure({}, Date.now())
      return append(events)
    }
    expect((await send(own, 'x')).status).toBe(200)
    expect(epochs).toHaveLength(2)
    expect(epochs[1]).toBeGreaterThan(epochs[0] ?? 0)
  })

  test('one that never stops changing: 503, not a loop without end', async () => {
    const fault = failing()
    const own = await start({ between: fault.between })
    let turns = 0
    fault.append = async (events) => {
      turns++
      return events.map((): Appended => ({ outcome: 'stale' }))
    }
    expect((await send(own, 'x')).status).toBe(503)
    expect(turns).toBeLessThan(20)
  })
})
