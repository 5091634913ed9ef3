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
      for (let length = 300; length < 300_000; length += size) {
        retained.addBody(chunk(size))
        if ((length - 300) % (size * 97) === 0)
          for (const { buffer } of retained.pieces()) memory.set(buffer, buffer.byteLength)
        expect(retained.capacity).toBeLessThanOrEqual(retained.length + block)
      }
      for (const { buffer } of retained.pieces()) memory.set(buffer, buffer.byteLength)
      // All the memory that it ever was in, copies included.
      const taken = [...memory.values()].reduce((sum, bytes) => sum + bytes, 0)
      expect(taken).toBeLessThanOrEqual(retained.length + block)
    },
  )

  test('is what came, whatever the pieces; what was handed out stays as it was', () => {
    const retained = new Retained()
    const came = Buffer.from(Array.from({ length: 50_000 }, (_, at) => at % 251))
    const handedOut: [Buffer, Uint8Array[]][] = []
    for (let at = 0; at < came.length; ) {
      const size = 1 + ((at * 7) % 5000)
      const piece = Buffer.from(came.subarray(at, at + size))
      if (at < 6000) retained.addHead(piece)
      else retained.addBody(piece)
      at += size
      handedOut.push([Buffer.from(came.subarray(0, at)), retained.pieces()])
    }
    expect(handedOut.length).toBeGreaterThan(10)
    for (const [bytes, pieces] of handedOut) expect(Buffer.concat(pieces).equals(bytes)).toBe(true)
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
