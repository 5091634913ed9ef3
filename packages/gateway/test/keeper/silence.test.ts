import { expect, test } from 'vitest'
import { connectionsWithin, openFilesFor, openFilesLimit } from '../../src/keeper/descriptors.ts'
import { Silence } from '../../src/keeper/silence.ts'

const ticks = (silence: Silence, count: number, ready: boolean): boolean[] =>
  Array.from({ length: count }, () => silence.tick(ready))

test('a gateway hangs when nothing is heard for so many ticks, and is told of once', () => {
  const silence = new Silence(3)
  silence.end()
  expect(ticks(silence, 2, true)).toEqual([false, false])
  silence.end()
  expect(ticks(silence, 5, true)).toEqual([false, false, true, false, false])
})

test('one that starts has more time, and one that was never heard all of it', () => {
  const silence = new Silence(2)
  expect(ticks(silence, 100, false)).not.toContain(true)
  silence.end()
  expect(ticks(silence, 9, false).indexOf(true)).toBe(7)
  const patient = new Silence(0)
  patient.end()
  expect(ticks(patient, 100, true)).not.toContain(true)
})

test('connections fit into the open files, each with a way on to the gateway', () => {
  expect(connectionsWithin(null, 8192)).toBe(8192)
  expect(connectionsWithin(1_048_576, 8192)).toBe(8192)
  expect(connectionsWithin(1024, 8192)).toBe(480)
  expect(connectionsWithin(64, 8192)).toBe(16)
  expect(connectionsWithin(openFilesFor(8192), 8192)).toBe(8192)
  expect(connectionsWithin(openFilesFor(8192) - 1, 8192)).toBe(8191)
})

test.runIf(process.platform !== 'win32')('the system says how many files may be open', () => {
  expect(openFilesLimit()).toBeGreaterThanOrEqual(256)
})
