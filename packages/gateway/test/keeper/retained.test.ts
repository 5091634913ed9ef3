import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Retained } from '../../src/keeper/retained.ts'

/** As a socket hands it out: nothing lies around it. */
const chunk = (bytes: number, fill = 0x61): Buffer => Buffer.alloc(bytes, fill)
/** What a body may cost beside its bytes. */
const block = 16 * 1024

describe('what is kept of a request', () => {
  test.each([1, 100, 1460, 65_536])(
    'in pieces of %i bytes is never moved: it costs its bytes and a block',
    (size) => {
      const retained = new Retained()
      retained.addHead(chunk(300))
      const memory = new Map<ArrayBufferLike, number>()
      let most = 0
      for (let length = 300; length < 300_000; length += size) {
        retained.addBody(chunk(size))
        if ((length - 300) % (size * 97) === 0)
          for (const { buffer } of retained.pieces()) memory.set(buffer, buffer.byteLength)
        most = Math.max(most, retained.capacity - retained.length)
      }
      expect(most).toBeLessThanOrEqual(block)
      for (const { buffer } of retained.pieces()) memory.set(buffer, buffer.byteLength)
      // All the memory that it ever was in, copies included.
      const taken = [...memory.values()].reduce((sum, bytes) => sum + bytes, 0)
      expect(taken).toBeLessThanOrEqual(retained.length + block)
    },
  )

  test('is what came, whatever the pieces; what was handed out stays as it was', () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 6000 }), { maxLength: 20 })
    fc.assert(
      fc.property(pieces, fc.nat(20), (came, ofHead) => {
        const retained = new Retained()
        let whole = Buffer.alloc(0)
        for (const [at, piece] of came.entries()) {
          const before = retained.pieces()
          if (at < ofHead) retained.addHead(Buffer.from(piece))
          else retained.addBody(Buffer.from(piece))
          expect(Buffer.concat(before).equals(whole)).toBe(true)
          whole = Buffer.concat([whole, piece])
          expect(Buffer.concat(retained.pieces()).equals(whole)).toBe(true)
          expect(retained.capacity).toBeGreaterThanOrEqual(retained.length)
        }
      }),
    )
  })

  test('gives back the end of what came with the head, and all of it', () => {
    const retained = new Retained()
    retained.addHead(Buffer.from('GET / HTTP/1.1\r\n'))
    retained.addHead(Buffer.from('\r\nGET'))
    expect(retained.head().toString()).toBe('GET / HTTP/1.1\r\n\r\nGET')
    retained.dropFromHead(3)
    retained.addBody(Buffer.from('body'))
    expect(Buffer.concat(retained.pieces()).toString()).toBe('GET / HTTP/1.1\r\n\r\nbody')
    expect(retained.length).toBe(22)
    retained.clear()
    expect([retained.length, retained.capacity, Buffer.concat(retained.pieces()).length]).toEqual([0, 0, 0])
  })
})

test('what was handed out keeps its bytes when nothing is retained any more', () => {
  const retained = new Retained()
  retained.addHead(Buffer.from('head'))
  for (let at = 0; at < 64; at++) retained.addBody(Buffer.alloc(1024, 'a'))
  const pieces = retained.pieces()
  retained.forget()
  expect(retained.capacity).toBe(0)
  expect(Buffer.concat(pieces).toString()).toBe(`head${'a'.repeat(64 * 1024)}`)
})

test('what nobody sees any more is given back at once', () => {
  const retained = new Retained()
  retained.addHead(chunk(20_000))
  retained.addBody(chunk(65_536))
  const pieces = retained.pieces()
  retained.clear()
  expect(pieces.map(({ buffer }) => buffer.byteLength)).toEqual([0, 0])
})

test('a few bytes of a large piece do not keep all of it', () => {
  const piece = chunk(65_536)
  const retained = new Retained()
  retained.addHead(piece.subarray(65_000))
  expect(retained.head().equals(piece.subarray(65_000))).toBe(true)
  expect(retained.head().buffer.byteLength).toBe(536)
})
