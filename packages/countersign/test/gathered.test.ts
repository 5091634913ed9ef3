import { safeVerify, sign } from 'countersign'
import { webex } from 'countersign/schemes/webex'
import { expect, test } from 'vitest'

const secrets = 'a webex secret that is long enough'

/** A stream that hands out one byte at a time, each a view of a buffer of its own size. */
function dripping(body: Uint8Array, around: number, type?: 'bytes'): ReadableStream<Uint8Array> {
  let at = 0
  const pull = (controller: { enqueue(chunk: Uint8Array<ArrayBuffer>): void; close(): void }): void => {
    if (at === body.length) {
      controller.close()
      return
    }
    const chunk = new Uint8Array(around)
    chunk[0] = body[at++] ?? 0
    controller.enqueue(chunk.subarray(0, 1))
  }
  return new ReadableStream({ pull, ...(type && { type }) } as never)
}

test.each([
  ['of its own', 1, undefined],
  ['that is a view of 4 KiB', 4096, undefined],
  ['of a byte stream that is a view of 4 KiB', 4096, 'bytes' as const],
])(
  'a Request whose stream hands out a byte %s verifies, and its event keeps its bytes alone',
  async (_name, around, type) => {
    const body = new TextEncoder().encode('{"a":"ö"}'.repeat(300))
    const { headers } = await sign({ body }, { scheme: webex, secrets })
    const init = { method: 'POST', headers, body: dripping(body, around, type), duplex: 'half' }
    const result = await safeVerify(new Request('https://example.com/', init as RequestInit), {
      scheme: webex,
      secrets,
    })
    expect(result.ok && Buffer.compare(result.event.body, body)).toBe(0)
    expect(result.ok && result.event.body.buffer.byteLength).toBeLessThan(2 * body.length + 1024)
  },
)
