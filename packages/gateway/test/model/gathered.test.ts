import { expect, test } from 'vitest'
import { Gathered } from '../../src/model/gathered.ts'

/** Bytes that tell their place. */
const numbered = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at * 7 + (at >> 8))

test.each([
  [0],
  [1],
  [1024],
  [1023, 1, 1],
  [1, 100_000, 1],
  [16_384, 16_384],
  [16_384, 1, 16_384],
  Array.from({ length: 5000 }, () => 1),
  Array.from({ length: 300 }, (_, at) => (at * 97) % 700),
])('gives back what was added, whatever it came in (%#)', (...sizes) => {
  const all = numbered(sizes.reduce((sum, size) => sum + size, 0))
  const gathered = new Gathered()
  let at = 0
  for (const size of sizes) {
    gathered.add(all.slice(at, at + size))
    at += size
    expect(gathered.length).toBe(at)
  }
  expect(Buffer.compare(gathered.take(), all)).toBe(0)
  expect(gathered.length).toBe(0)
  gathered.add(Uint8Array.of(9))
  expect([...gathered.take()]).toEqual([9])
})

test('keeps nothing of what lies around a chunk, nor a chunk that may change', () => {
  const socket = Buffer.alloc(64 * 1024)
  const gathered = new Gathered()
  const chunk = socket.subarray(0, 20_000)
  gathered.add(chunk)
  chunk.fill(1)
  const taken = gathered.take()
  expect(taken.every((byte) => byte === 0)).toBe(true)
  expect(taken.buffer.byteLength).toBe(20_000)
})

test('gives back at once the memory of large chunks, joined or thrown away', () => {
  const chunks = Array.from({ length: 4 }, () => Buffer.allocUnsafeSlow(64 * 1024).fill(7))
  const gathered = new Gathered()
  for (const chunk of chunks.slice(0, 2)) gathered.add(chunk)
  expect(gathered.take().equals(Buffer.alloc(128 * 1024, 7))).toBe(true)
  for (const chunk of chunks.slice(2)) gathered.add(chunk)
  gathered.clear()
  expect(chunks.map(({ buffer }) => buffer.byteLength)).toEqual([0, 0, 0, 0])
})
