import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { JournalUnavailable } from '../../src/journal/errors.ts'
import type { NewEvent } from '../../src/journal/port/intake.ts'
import { StoreWatch } from '../../src/process/store-watch.ts'

// What a store says that can be away: an outage that the log tells of is one of minutes.

let now = 0
let away = true
let said: [level: string, about: object, message: string][]
let probes: number
let watch: StoreWatch

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  now = 1_000_000
  away = true
  said = []
  probes = 0
  const answer = async <T>(value: T): Promise<T> => {
    if (away) throw new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The store is away.')
    return value
  }
  watch = new StoreWatch({
    journal: {
      append: () => answer([]),
      probe: () => {
        probes++
        return answer(undefined)
      },
    },
    log: {
      warn: (about, message) => void said.push(['warn', about, message]),
      error: (about, message) => void said.push(['error', about, message]),
    },
    now: () => now,
  })
})
afterEach(() => {
  watch.close()
  vi.useRealTimers()
})

const events = [{ payload: { body: new Uint8Array(5) } }, { payload: { body: new Uint8Array(5) } }]
const append = () => watch.append(events as unknown as readonly NewEvent[])

/** So many seconds go by, in each of which two events are refused. */
async function seconds(count: number): Promise<void> {
  for (let second = 0; second < count; second++) {
    now += 1000
    await append().catch(() => undefined)
    await vi.advanceTimersByTimeAsync(1000)
  }
}

it('an outage is told as it begins, once a minute while it lasts with what it cost, and as it ends', async () => {
  await expect(append()).rejects.toThrow('away')
  expect(said).toEqual([
    [
      'error',
      { code: 'ERR_JOURNAL_UNAVAILABLE', problem: 'The store is away.' },
      'The store takes nothing in; callers are answered 503.',
    ],
  ])
  await seconds(59)
  expect(said).toHaveLength(1)
  await seconds(1)
  expect(said.slice(1)).toEqual([
    [
      'error',
      { seconds: 60, refused: 122, problem: 'The store is away.' },
      'The store still takes nothing in.',
    ],
  ])
  await seconds(60)
  expect(said.slice(2)).toMatchObject([['error', { seconds: 120, refused: 242 }, expect.any(String)]])

  away = false
  await seconds(2)
  expect(said).toHaveLength(3)
  // Nothing has failed for three seconds.
  await seconds(1)
  expect(said.slice(3)).toEqual([['warn', { seconds: 123, refused: 242 }, 'The store takes events again.']])
  away = true
  await seconds(1)
  expect(said.slice(4)).toMatchObject([['error', {}, expect.stringContaining('takes nothing in')]])
})

it('tries a write of its own where nothing comes in, once a second at most', async () => {
  expect(await watch.look()).toBe('The store is away.')
  for (let look = 0; look < 10; look++) expect(await watch.look()).toBe('The store is away.')
  expect(probes).toBe(1)
  away = false
  now += 1001
  expect(await watch.look()).toBeNull()
  expect(probes).toBe(2)
})

it('an append that the store neither takes nor refuses is told of after two seconds, and not when it is over', async () => {
  let end = (): void => undefined
  const waiting = new StoreWatch({
    journal: {
      append: () => new Promise((resolve) => (end = () => resolve([]))),
      probe: async () => undefined,
    },
    log: { warn: () => undefined, error: () => undefined },
    now: () => now,
  })
  const appended = waiting.append(events as unknown as readonly NewEvent[])
  now += 2_000
  expect(await waiting.look()).toBeNull()
  now += 1
  expect(await waiting.look()).toBe('What came in waits for the store since 2 s.')
  end()
  await appended
  expect(await waiting.look()).toBeNull()
  waiting.close()
})
