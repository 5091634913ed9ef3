import { createHmac, randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLiveConfiguration, type Live } from '../../src/configuration/live.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { secretBinding } from '../../src/model/seal-bindings.ts'
import type { SealedSecret } from '../../src/model/secret.ts'
import { defaultSourcePolicy } from '../../src/model/source-policy.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'

let folder: string
let journal: Journal
let live: Live
const seal = createSeal(randomBytes(32))
const logged: string[] = []
const log = {
  warn: (_about: object, message: string) => logged.push(message),
  error: (_about: object, message: string) => logged.push(message),
}
const now = (): number => 1000
const open = (): Promise<Live> => createLiveConfiguration({ journal, seal, log, now })

beforeEach(async () => {
  folder = scratchFolder('countersign-live-')
  journal = await openSqliteJournal({ folder })
  live = await open()
  logged.length = 0
})
afterEach(async () => {
  await journal.close()
  await rm(folder, { recursive: true, force: true })
})

const source = (name: string, more: object = {}) => ({
  id: `src_${name}`,
  name,
  path: name,
  scheme: 'webex',
  params: {},
  unsigned: false,
  state: 'live' as const,
  policy: defaultSourcePolicy('webex'),
  createdAt: 1,
  deletedAt: null,
  ...more,
})
const destination = (name: string, more: object = {}) => ({
  id: `dst_${name}`,
  name,
  to: { url: 'https://app.example.com/', allowPrivate: false },
  scheme: 'standard-webhooks',
  headers: {},
  policy: { retryScheduleMs: [], timeoutMs: 1, concurrency: 1, ratePerSecond: null },
  paused: null,
  createdAt: 1,
  deletedAt: null,
  ...more,
})
function secret(id: string, owner: string, value: string, more: Partial<SealedSecret> = {}): SealedSecret {
  const sealed = seal.seal(Buffer.from(value), secretBinding({ id, owner }))
  return { id, owner, sealed, notBefore: null, expiresAt: null, createdAt: 1, ...more }
}
const view = { source: 'a', type: 't', verdict: 'verified', size: 100, headers: {}, json: () => ({}) }

describe('the live configuration', () => {
  test('finds sources by path, name, id and number, and deleted ones by number alone', async () => {
    const snapshot = await live.change({
      sources: [source('a', { path: 'a-random' })],
      secrets: [secret('sec_1', 'src_a', 'secret')],
    })
    const found = snapshot.sourceByPath('a-random')
    expect(found?.verifier).not.toBeNull()
    expect(snapshot.sourceByPath('a')).toBeUndefined()
    expect([
      snapshot.source('a'),
      snapshot.source('src_a'),
      snapshot.sourceByNumber(found?.source.number ?? 0),
    ]).toEqual([found, found, found])
    const after = await live.change({ sources: [source('a', { path: 'a-random', deletedAt: 5 })] })
    expect([after.sourceByPath('a-random'), after.source('a'), after.source('src_a')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(after.sourceByNumber(found?.source.number ?? 0)?.source.deletedAt).toBe(5)
  })

  test('a change holds when it is over, and another gateway sees it when it looks again', async () => {
    const other = await open()
    let told = 0
    other.onChange(() => told++)
    await live.change({ sources: [source('a')] })
    expect(live.current().source('a')).toBeDefined()
    expect(other.current().source('a')).toBeUndefined()
    await other.refresh()
    expect(other.current().epoch).toBe(live.current().epoch)
    expect(other.current().source('a')).toBeDefined()
    await other.refresh()
    expect(told).toBe(1)
  })

  test('a refresh that is overtaken by a change does not bring back the old', async () => {
    const stale = await journal.since(null)
    let answer: () => void = () => undefined
    let asked = 0
    const slow = await createLiveConfiguration({
      journal: {
        ...bound(journal),
        since: () =>
          asked++ === 0
            ? Promise.resolve(stale)
            : new Promise((resolve) => {
                answer = () => resolve(stale)
              }),
      },
      seal,
      log,
      now,
    })
    const refreshed = slow.refresh()
    await slow.change({ sources: [source('a')] })
    answer()
    await refreshed
    expect(slow.current().source('a')).toBeDefined()
  })

  test('an older configuration that the store has now is used, whatever its number', async () => {
    const older = await journal.since(null)
    let restored = false
    const own = await createLiveConfiguration({
      journal: { ...bound(journal), since: async (epoch) => (restored ? older : journal.since(epoch)) },
      seal,
      log,
      now,
    })
    await own.change({ sources: [source('a')] })
    restored = true
    await own.refresh()
    expect(own.current().epoch).toBe(older.epoch)
    expect(own.current().source('a')).toBeUndefined()
  })

  test('a call-back that cannot read the configuration tries again', async () => {
    let changed: () => void = () => undefined
    let broken = false
    const sound = await createLiveConfiguration({
      journal: {
        ...bound(journal),
        since: (epoch) => (broken ? Promise.reject(new Error('gone')) : journal.since(epoch)),
        onConfigurationChanged: (listener) => {
          changed = listener
        },
      },
      seal,
      log,
      now,
    })
    await live.change({ sources: [source('a')] })
    broken = true
    changed()
    await expect
      .poll(() => logged, { timeout: 10_000 })
      .toContain('the configuration could not be read again')
    broken = false
    await expect.poll(() => sound.current().source('a')).toBeDefined()
  })

  test('what has not changed is taken over, what has is built anew', async () => {
    const first = await live.change({
      sources: [source('a'), source('b')],
      secrets: [secret('sec_a', 'src_a', 'one'), secret('sec_b', 'src_b', 'two')],
    })
    const second = await live.change({ secrets: [secret('sec_b', 'src_b', 'three')] })
    expect(second.source('a')).toBe(first.source('a'))
    expect(second.source('b')).not.toBe(first.source('b'))
  })

  test('the newest secret is tried first, and each is named by its id', async () => {
    const snapshot = await live.change({
      sources: [source('a')],
      secrets: [
        secret('sec_old', 'src_a', 'the old secret', { createdAt: 1 }),
        secret('sec_new', 'src_a', 'the new secret', { createdAt: 2 }),
      ],
    })
    const found = snapshot.source('a')
    expect(found?.secrets.map(({ id }) => id)).toEqual(['sec_new', 'sec_old'])
    const signature = createHmac('sha1', 'the old secret').update('{}').digest('hex')
    const result = found?.verifier?.safeVerifySync({
      headers: { 'x-spark-signature': signature },
      body: '{}',
    })
    expect(result?.ok === true && result.event.secretId).toBe('sec_old')
  })
})

describe('what cannot be used is broken, not open', () => {
  test.each([
    [
      'a secret of another key',
      { sealed: createSeal(randomBytes(32)).seal(Buffer.from('x'), 'secret:sec_1:src_a') },
      'ERR_SECRET_UNREADABLE',
    ],
    [
      'a secret of another row',
      { sealed: seal.seal(Buffer.from('x'), 'secret:sec_2:src_a') },
      'ERR_SECRET_UNREADABLE',
    ],
    ['no bytes', { sealed: new Uint8Array() }, 'ERR_SECRET_UNREADABLE'],
    ['an empty secret', { sealed: seal.seal(Buffer.from(''), 'secret:sec_1:src_a') }, 'ERR_SECRET_EMPTY'],
  ])('%s', async (_name, more, code) => {
    const snapshot = await live.change({
      sources: [source('a')],
      secrets: [secret('sec_1', 'src_a', 'x', more)],
    })
    expect(snapshot.source('a')).toMatchObject({ verifier: null, broken: { code } })
    expect(logged).toHaveLength(1)
  })

  test('a scheme that is not in the catalogue, even by the name of a method', async () => {
    const snapshot = await live.change({
      sources: [source('a', { scheme: 'nosuch' }), source('b', { scheme: 'constructor' })],
    })
    for (const name of ['a', 'b']) {
      expect(snapshot.source(name)).toMatchObject({ verifier: null, broken: { code: 'ERR_SCHEME_UNKNOWN' } })
    }
  })

  test('a destination whose secret cannot be opened signs nothing', async () => {
    const snapshot = await live.change({
      destinations: [destination('a'), destination('b')],
      secrets: [
        secret('sec_1', 'dst_a', 'x', { sealed: randomBytes(50) }),
        secret('sec_2', 'dst_b', `whsec_${randomBytes(24).toString('base64')}`),
      ],
    })
    expect(snapshot.destination('a')).toMatchObject({
      signer: null,
      broken: { code: 'ERR_SECRET_UNREADABLE' },
    })
    expect(snapshot.destination('b')).toMatchObject({ broken: null })
    expect(snapshot.destination('b')?.signer).not.toBeNull()
    const lane = snapshot.destination('b')?.lanes[0]?.number ?? 0
    expect(snapshot.destinationOfLane(lane)).toBe(snapshot.destination('b'))
  })
})

describe('routes', () => {
  const route = (id: string, to: string, filter: string | null) => ({
    id,
    source: 'src_a',
    destination: to,
    filter,
    createdAt: 1,
  })

  test('lead to each lane once, to paused destinations too, to deleted ones no more', async () => {
    await live.change({
      sources: [source('a')],
      destinations: [
        destination('one'),
        destination('two', { paused: 'operator' }),
        destination('three', { deletedAt: 1 }),
      ],
    })
    const snapshot = await live.change({
      routes: [
        route('r1', 'dst_one', null),
        route('r2', 'dst_one', 'true'),
        route('r3', 'dst_two', 'type == "t"'),
        route('r4', 'dst_three', null),
      ],
    })
    const found = snapshot.source('a')
    const lane = (name: string): number | undefined => snapshot.destination(name)?.lanes[0]?.number
    expect(found && snapshot.lanesFor(found, view).map(({ lane: to }) => to)).toEqual([
      lane('one'),
      lane('two'),
    ])
  })

  test('a filter that fails is counted; one that no longer compiles decides nothing and is logged', async () => {
    const snapshot = await live.change({
      sources: [source('a')],
      destinations: [destination('one')],
      routes: [route('r1', 'dst_one', 'json.missing == 1'), route('r2', 'dst_one', 'no such language')],
    })
    const found = snapshot.source('a')
    const lane = snapshot.destination('one')?.lanes[0]?.number
    expect(found && snapshot.lanesFor(found, view)).toEqual([{ lane, orderKey: null, undecided: true }])
    expect(found && snapshot.leadsTo(found, 'dst_one', view)).toBeNull()
    expect(live.filterErrors()).toBe(4)
    // Once that one cannot be used, and of each route, once a minute, that it does not decide.
    expect(logged.filter((message) => message.includes('filter'))).toHaveLength(3)
    const one = await live.change({ routes: [route('r3', 'dst_one', 'type == "t"')] })
    expect(found && one.lanesFor(found, view)).toEqual([{ lane, orderKey: null }])
    expect(found && one.leadsTo(found, 'dst_one', view)).toBe(true)
    expect(found && one.leadsTo(found, 'dst_other', view)).toBe(false)
  })
})

function bound(
  target: Journal,
): Pick<Journal, 'since' | 'configure' | 'onConfigurationChanged' | 'configureTogether'> {
  return {
    since: (epoch) => target.since(epoch),
    configure: (change, at) => target.configure(change, at),
    configureTogether: (changes) => target.configureTogether(changes),
    onConfigurationChanged: (listener) => target.onConfigurationChanged(listener),
  }
}
