import { expect, it } from 'vitest'
import { FailedSignIns } from '../../src/api/http/failed-sign-ins.ts'

function world() {
  let elapsed = 0
  const waits: number[] = []
  const told: object[] = []
  const failures = new FailedSignIns({
    elapsed: () => elapsed,
    sleep: async (ms) => void waits.push(ms),
    count: () => undefined,
    log: { warn: (about) => void told.push(about) },
  })
  const pass = (ms: number): void => {
    elapsed += ms
  }
  return { failures, waits, told, pass }
}

it('lets a network wait longer with each failure, to a limit, and forgets it after a quiet minute', async () => {
  const { failures, waits, told, pass } = world()
  for (let at = 0; at < 12; at++) await failures.failed('192.0.2.0/24', 'token')
  expect(waits).toEqual([125, 250, 500, 1000, 1000, 1000, 1000])
  await failures.failed('198.51.100.0/24', 'token')
  expect(waits).toHaveLength(7)
  expect(told).toEqual([
    { network: '192.0.2.0/24', failures: 6 },
    { network: '192.0.2.0/24', failures: 12 },
  ])
  pass(60_001)
  await failures.failed('192.0.2.0/24', 'link')
  expect(waits).toHaveLength(7)
})

it('remembers a bounded number of networks, those that failed last', async () => {
  const { failures, waits } = world()
  for (let at = 0; at < 5; at++) await failures.failed('first', 'token')
  for (let at = 0; at < 1_000; at++) await failures.failed(`network ${at}`, 'token')
  await failures.failed('first', 'token')
  expect(waits).toEqual([])
})

it('holds a bounded number of answers back', async () => {
  const wake: (() => void)[] = []
  const failures = new FailedSignIns({
    elapsed: () => 0,
    sleep: () => new Promise<void>((resolve) => wake.push(resolve)),
    count: () => undefined,
    log: { warn: () => undefined },
  })
  const asked = Array.from({ length: 80 }, () => failures.failed('one', 'token').catch((error) => error.code))
  await Promise.resolve()
  for (const resolve of wake) resolve()
  const refused = (await Promise.all(asked)).filter((code) => code === 'ERR_SIGN_INS_FAILED')
  expect([wake.length, refused.length]).toEqual([64, 11])
})
