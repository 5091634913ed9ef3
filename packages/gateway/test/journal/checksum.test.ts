import { expect, test } from 'vitest'
import { type PayloadOwner, sumDigits } from '../../src/journal/checksum.ts'
import { type PackedPayload, readPayload, writePayload } from '../../src/journal/sqlite/wire/payload.ts'
import { Pen } from '../../src/journal/sqlite/wire/pen.ts'
import { Scan } from '../../src/journal/sqlite/wire/scan.ts'
import { intactHeaders } from '../../src/journal/stored-headers.ts'
import { xxh32 } from '../../src/journal/xxh32.ts'
import type { Payload } from '../../src/model/event.ts'

const sumOf = (bytes: Uint8Array, seed: number): number =>
  xxh32(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length, seed)

/** By the reference implementation, of lengths around a stripe of 16 bytes and a word of four. */
const vectors = [
  ['', 0, '02cc5d05'],
  ['', 7, 'd7adaff8'],
  ['a', 0, '550d7456'],
  ['abc', 0, '32d153ff'],
  ['abcd', 1, 'be6e299f'],
  ['fifteen of them', 0, '352da451'],
  ['sixteen of these', 2, '61d90b8e'],
  ['seventeen of them', 0, '489532da'],
  ['Nobody inspects the spammish repetition', 0, 'e2293b2f'],
  ['Nobody inspects the spammish repetition', 4294967295, 'e26fe6cd'],
] as const

test.each(vectors)('xxh32 of %j under seed %d is %s', (text, seed, sum) => {
  expect(sumOf(Buffer.from(text), seed).toString(16).padStart(8, '0')).toBe(sum)
})

const payload: Payload = {
  method: 'POST',
  url: '/in/a?é',
  headers: [['x-a', 'é']],
  sealedHeaders: Buffer.from('sealed'),
  body: Buffer.from('a body of some thirty characters'),
}
const owner: PayloadOwner = { source: 3, receivedAt: 1_800_000_000_123 }

/** Headers as they come to SQLite; the pen begins with too little room. */
function storedHeaders(): Uint8Array {
  const pen = new Pen(new ArrayBuffer(8), new ArrayBuffer(16))
  writePayload(pen, payload, owner)
  const packed: PackedPayload = { headers: new Uint8Array(), sealed: null, body: new Uint8Array() }
  readPayload(new Scan(pen.numbers.buffer as ArrayBuffer, pen.bytes.buffer as ArrayBuffer), packed)
  return packed.headers
}

function isIntact(stored: Uint8Array, changed: Partial<Payload>, of: PayloadOwner = owner): boolean {
  const { method, url, body, sealedHeaders: sealed } = { ...payload, ...changed }
  return intactHeaders({ ...of, method, url, headers: stored, sealed, body }) !== null
}

test('SQLite’s checksum tells each bit that has changed, and what was moved or cut', () => {
  const stored = storedHeaders()
  expect(isIntact(stored, {})).toBe(true)
  const flips = (bytes: Uint8Array): Uint8Array[] =>
    Array.from({ length: bytes.length * 8 }, (_, bit) =>
      bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
    )
  for (const body of flips(payload.body)) expect(isIntact(stored, { body })).toBe(false)
  for (const sealedHeaders of flips(Buffer.from('sealed')))
    expect(isIntact(stored, { sealedHeaders })).toBe(false)
  for (const other of flips(stored)) expect(isIntact(other, {}), Buffer.from(other).toString()).toBe(false)
  const changes: Partial<Payload>[] = [
    { method: 'POS' },
    { method: 'POS', url: 'T/in/a?é' },
    { url: '/in/a?e' },
    { sealedHeaders: null },
    { sealedHeaders: payload.body, body: Buffer.from('sealed') },
    { body: payload.body.subarray(1) },
    { body: Buffer.alloc(0) },
  ]
  for (const change of changes) expect(isIntact(stored, change), JSON.stringify(change)).toBe(false)
  for (const other of [
    { source: 4 },
    { receivedAt: owner.receivedAt + 1 },
    { receivedAt: owner.receivedAt + 2 ** 32 },
  ])
    expect(isIntact(stored, {}, { ...owner, ...other })).toBe(false)
  expect(Buffer.from(stored.subarray(-sumDigits)).toString()).toMatch(/^[g-v]{8}$/)
})
