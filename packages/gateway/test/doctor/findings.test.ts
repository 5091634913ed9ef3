import { describe, expect, test } from 'vitest'
import { lookAtClock } from '../../src/doctor/look-at-clock.ts'
import { lookAtDisk } from '../../src/doctor/look-at-disk.ts'
import { lookAtDoors } from '../../src/doctor/look-at-doors.ts'
import { lookAtStore } from '../../src/doctor/look-at-store.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { StoreFacts } from '../../src/model/store-facts.ts'

/** Of each finding its check, its state and a word of what it says. */
function told(findings: readonly Finding[]): string[] {
  for (const { state, cure } of findings) expect(cure === null).toBe(state === 'ok')
  return findings.map(({ check, state, says }) => `${check} ${state}: ${says}`)
}

const GB = 1_000_000_000

describe('the disk', () => {
  const good = { freeBytes: 50 * GB, totalBytes: 100 * GB, inMemory: false, syncMs: 4 }
  test.each([
    ['has room and is fast', good, ['disk ok', 'fsync ok: A small write is on disk after 4 ms.']],
    ['is nearly full', { ...good, freeBytes: 1.5 * GB }, ['disk warn: ', 'fsync ok']],
    ['is full', { ...good, freeBytes: 0.5 * GB }, ['disk bad: ', 'fsync ok']],
    ['is slow', { ...good, syncMs: 80 }, ['disk ok', 'fsync warn: A small write is on disk after 80 ms.']],
    ['is memory', { ...good, inMemory: true }, ['disk ok', 'fsync bad: The data folder lies in memory']],
  ])('%s', (_what, facts, expected) => {
    const lines = told(lookAtDisk(facts, GB, true))
    expect(lines).toEqual(expected.map((start) => expect.stringMatching(new RegExp(`^${start}`))))
  })

  test('that holds keys and tokens alone may be slow, full and memory', () => {
    const poor = { freeBytes: 0.1 * GB, totalBytes: GB, inMemory: true, syncMs: 500 }
    expect(lookAtDisk(poor, GB, false).map(({ state }) => state)).toEqual(['ok'])
  })
})

test.each([
  ['one', 0, false, 'ok'],
  ['nearly that of the database', 300, true, 'ok'],
  ['visibly another', -2_000, true, 'warn'],
  ['wrong', 120_000, true, 'bad'],
])('a clock that is %s', (_what, aheadMs, shared, state) => {
  const [line] = told([lookAtClock(aheadMs, shared)])
  expect(line).toMatch(new RegExp(`^clock ${state}: `))
})

test('a database that loses, errs unseen or lets everybody in is told of, each with its cure', () => {
  const sound: StoreFacts = {
    ...{ engine: 'postgres', version: '18.1', bytes: 5 * GB, openToAll: false },
    settings: { max_connections: '100', data_checksums: 'on', synchronous_standby_names: 'one' },
  }
  expect(told(lookAtStore(sound))).toEqual([
    expect.stringContaining('commits wait for a synchronous standby'),
  ])
  const poor = { ...sound, openToAll: true, settings: { max_connections: '20', data_checksums: 'off' } }
  expect(told(lookAtStore(poor))).toEqual([
    expect.stringMatching(/^store ok: .*no synchronous standby/),
    expect.stringMatching(/^store warn: .*20 connections/),
    expect.stringMatching(/^store warn: .*no checksums/),
    expect.stringMatching(/^store warn: Every role/),
  ])
})

test('a listener for operators that others reach, and an address in the clear', () => {
  const port = { port: 10_008 }
  expect(
    told(lookAtDoors([{ role: 'all', host: '127.0.0.1', ...port }], 'https://hooks.example.com')),
  ).toEqual([expect.stringMatching(/^doors ok: API and console are served on 127\.0\.0\.1:10008 alone/)])
  const open = [
    { role: 'public', host: '0.0.0.0', ...port },
    { role: 'admin', host: '0.0.0.0', ...port },
  ] as const
  expect(told(lookAtDoors(open, 'http://hooks.example.com'))).toEqual([
    expect.stringMatching(/^doors warn: API and console are served on 0\.0\.0\.0:10008/),
    expect.stringMatching(/^doors warn: Providers reach the gateway without TLS/),
  ])
})
