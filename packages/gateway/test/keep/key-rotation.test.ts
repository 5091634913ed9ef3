import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { SealStore } from '../../src/journal/port/seals.ts'
import { openSqliteJournal } from '../../src/journal/sqlite/open.ts'
import { KeyRotation } from '../../src/keep/key-rotation.ts'
import type { KeptKey } from '../../src/model/kept-key.ts'
import { headersBinding, repeatBinding } from '../../src/model/seal-bindings.ts'
import { loadKeys } from '../../src/seal/key.ts'
import { createRing } from '../../src/seal/ring.ts'
import { createSeal } from '../../src/seal/seal.ts'
import { sampleEvent, samplePayload, sampleRejection } from '../journal/samples.ts'
import { temporaryFolder } from '../journal/sqlite/subject.ts'

const silent = { info: () => undefined, warn: () => undefined }
const plain = Buffer.from('[["authorization","Bearer x"]]')

/** A journal on a folder that keeps its own key, as a start opens it, and what changes that key. */
async function open(folder: string, wrap: (store: SealStore) => SealStore = (store) => store) {
  const { keys } = loadKeys({ env: {}, dataFolder: folder, mayCreate: !existsSync(join(folder, 'key')) })
  const ring = createRing(keys)
  const chooseKey = (kept: KeptKey | null) => {
    if (kept !== null) ring.use(kept)
    return { keyFingerprint: ring.fingerprint, auditKey: Buffer.from(ring.mark('key', 'audit'), 'hex') }
  }
  const given = ring.fingerprint
  const journal = await openSqliteJournal({ folder, chooseKey })
  const rotation = new KeyRotation({
    ...{ ring, given, folder, log: silent, settleMs: 0, elapsed: () => performance.now() },
    journal: wrap(journal),
    resealSetup: async () => 0,
  })
  return { journal, ring, rotation }
}

async function scratch(): Promise<string> {
  const { folder, remove } = await temporaryFolder()
  onTestFinished(remove)
  return folder
}

const keyIn = (folder: string, name = 'key'): Uint8Array =>
  new Uint8Array(Buffer.from(readFileSync(join(folder, name), 'utf8'), 'base64'))

/** An event and a rejection with sealed headers; answers how many of them this key alone opens. */
async function store({ journal, ring }: Awaited<ReturnType<typeof open>>): Promise<void> {
  const at = 5_000
  const payload = () => samplePayload({ sealedHeaders: ring.seal(plain, headersBinding(1, at)) })
  await journal.append([sampleEvent({ receivedAt: at, payload: payload() })])
  await journal.reject([sampleRejection({ receivedAt: at, payload: payload() })])
}

async function opened(journal: SealStore, key: Uint8Array): Promise<number> {
  const seal = createSeal(key)
  let count = 0
  for (const of of ['event', 'rejection'] as const)
    for (const { sealed, source, receivedAt } of (await journal.sealedHeaders(of, 0)).rows)
      try {
        seal.open(sealed, headersBinding(source, receivedAt))
        count++
      } catch {
        // Sealed with another.
      }
  return count
}

test('killed before or after any step, a change of keys goes on at the next start, and each key is there that is needed', async () => {
  let cut = 0
  for (let whole = false; !whole; cut++) {
    const folder = await scratch()
    // What is cut is what writes: before it, and every second time behind it, when nobody has heard of it yet.
    let writes = 0
    let died: () => void = () => undefined
    const dead = new Promise<'dead'>((resolve) => {
      died = () => resolve('dead')
    })
    const never = new Promise<never>(() => undefined)
    const cutting = async <T>(write: () => Promise<T>): Promise<T> => {
      const at = writes++
      if (at < Math.floor(cut / 2)) return await write()
      if (cut % 2 === 1) await write()
      died()
      return await never
    }
    const dying = (store: SealStore): SealStore => ({
      ...store,
      keepKey: (from, to) => cutting(() => store.keepKey(from, to)),
      resealHeaders: (of, rows) => cutting(() => store.resealHeaders(of, rows)),
    })
    const second = await open(folder, dying)
    await store(second)
    const old = keyIn(folder)
    const done = second.rotation
      .rotate(async () => undefined)
      .then(async () => {
        while (second.rotation.report().state !== 'done')
          await new Promise((resolve) => setTimeout(resolve, 2))
        return 'done' as const
      })
    whole = (await Promise.race([dead, done])) === 'done'
    await second.journal.close()
    const third = await open(folder)
    // All that is stored opens, whichever key sealed it.
    for (const of of ['event', 'rejection'] as const)
      for (const { sealed, source, receivedAt } of (await third.journal.sealedHeaders(of, 0)).rows)
        expect(third.ring.open(sealed, headersBinding(source, receivedAt))).toEqual(plain)
    expect((await third.journal.proveAudit()).fault).toBeNull()
    third.rotation.start()
    await third.rotation.rotate(async () => undefined)
    await expect.poll(() => third.rotation.report().state).toBe('done')
    expect(readdirSync(folder).filter((name) => name.startsWith('key'))).toEqual(['key'])
    expect(keyIn(folder)).not.toEqual(old)
    expect(await opened(third.journal, keyIn(folder))).toBe(2)
    await third.rotation.stop()
    await third.journal.close()
  }
  // Before and behind the change of the key, an event's headers and a rejection's, and once not at all.
  expect(cut).toBe(7)
})

test('cut between the change and the names of its files, the next start gives them their names', async () => {
  for (const linked of [false, true]) {
    const folder = await scratch()
    const first = await open(folder)
    await store(first)
    const old = keyIn(folder)
    const turned = first.ring.add(new Uint8Array(32).fill(7))
    writeFileSync(join(folder, 'key.new'), Buffer.alloc(32, 7).toString('base64'), { mode: 0o600 })
    await first.journal.keepKey(first.ring.fingerprint, first.ring.turnTo(turned))
    await first.journal.close()
    if (linked) writeFileSync(join(folder, 'key.old'), Buffer.from(old).toString('base64'), { mode: 0o600 })
    const second = await open(folder)
    expect(second.ring.fingerprint).toBe(turned)
    second.rotation.start()
    expect(keyIn(folder)).toEqual(new Uint8Array(32).fill(7))
    await expect.poll(() => second.rotation.report()).toMatchObject({ state: 'done', resealed: 2 })
    expect(await opened(second.journal, keyIn(folder))).toBe(2)
    await second.rotation.stop()
    await second.journal.close()
  }
})

test('what was answered under idempotency keys is sealed anew, page by page, and nothing of it opens with the old key', async () => {
  const folder = await scratch()
  const { journal, ring, rotation } = await open(folder)
  const old = createSeal(keyIn(folder))
  const keys = Array.from({ length: 300 }, (_, at) => `key-${at}`)
  const begun = (key: string) => ({ key, request: 'one', expiresAt: 10 })
  for (const key of [...keys, 'under way']) await journal.beginOnce(begun(key), 0)
  for (const key of keys) await journal.endOnce(key, ring.seal(plain, repeatBinding(key)))
  await rotation.rotate(async () => undefined)
  await expect.poll(() => rotation.report()).toMatchObject({ state: 'done', resealed: 300 })
  for (const key of keys) {
    const { answer = null } = (await journal.beginOnce(begun(key), 0)) ?? {}
    expect(ring.open(answer ?? plain, repeatBinding(key))).toEqual(plain)
    expect(() => old.open(answer ?? plain, repeatBinding(key))).toThrow()
  }
  expect((await journal.beginOnce(begun('under way'), 0))?.answer).toBeNull()
  await rotation.stop()
  await journal.close()
})

test('without another key there is nothing to turn to, and nothing is where a gateway lacks it', async () => {
  const folder = await scratch()
  const { journal, ring } = await open(folder)
  const parts = {
    ...{ ring, given: ring.fingerprint, folder: null, log: silent, settleMs: 0 },
    ...{ resealSetup: async () => 0, elapsed: () => 0 },
  }
  let told = 0
  const tell = async (): Promise<void> => void told++
  const alone = new KeyRotation({ ...parts, journal })
  await expect(alone.rotate(tell)).rejects.toMatchObject({ code: 'ERR_KEY_NOT_GIVEN' })
  const old = ring.fingerprint
  const given = ring.add(new Uint8Array(32).fill(9))
  const among = (others: readonly (readonly string[])[]): KeyRotation =>
    new KeyRotation({ ...parts, given, journal: { ...journal, keysOfGateways: async () => others } })
  // Another without the next key, and one that does not say which it has.
  for (const other of [[old], []])
    await expect(among([[old, given], other]).rotate(tell)).rejects.toMatchObject({
      code: 'ERR_KEY_NOT_EVERYWHERE',
    })
  expect(await journal.keptKey()).toEqual({ fingerprint: old, root: null })
  expect(told).toBe(0)
  const all = among([
    [old, given],
    [given, old],
  ])
  expect((await all.rotate(tell)).fingerprint).toBe(given)
  expect((await journal.keptKey())?.fingerprint).toBe(given)
  expect(told).toBe(1)
  await expect.poll(() => all.report()).toMatchObject({ state: 'done', others: [old] })
  await all.stop()
  await journal.close()
})
