import { expect, it } from 'vitest'
import { type Content, Contents } from '../../src/deliver/contents.ts'

function content(seq: number, bytes = 10): Content {
  return {
    event: {
      ...{ seq, tag: 1, source: 1, verdict: 'verified', secret: null, type: 't', providerEventId: null },
      ...{ receivedAt: 0, size: bytes, contentType: null, sameBytesAs: null, erasedAt: null },
    },
    payload: { method: 'POST', url: '/', headers: [], sealedHeaders: null, body: new Uint8Array(bytes) },
  }
}

/** A journal that has every event, and counts what is asked of it. */
function journal(): {
  payloads: (seqs: readonly number[]) => Promise<Map<number, Content>>
  asked: number[][]
} {
  const asked: number[][] = []
  return {
    asked,
    async payloads(seqs) {
      asked.push([...seqs])
      return new Map(seqs.map((seq) => [seq, content(seq)]))
    },
  }
}

it('what is kept stays for as many uses as were said, and no longer', () => {
  const contents = new Contents(journal(), 2 ** 20)
  contents.keep(content(1), 2)
  contents.keep(content(1), 1)
  contents.keep(content(2), 1)
  for (const left of [2, 1, 0]) {
    contents.done(1)
    expect(contents.get(1) !== undefined).toBe(left > 0)
  }
  expect(contents.get(2)).toBeDefined()
  contents.done(2)
  expect(contents.get(2)).toBeUndefined()
})

it('what is read once for several stays until each has used it', async () => {
  const store = journal()
  const contents = new Contents(store, 2 ** 20)
  const read = await Promise.all([contents.load(7), contents.load(7), contents.load(7), contents.load(8)])
  expect(read.map((one) => (typeof one === 'string' ? one : one.event.seq))).toEqual([7, 7, 7, 8])
  expect(store.asked).toEqual([[7, 8]])
  contents.done(7)
  contents.done(7)
  expect(contents.get(7)).toBeDefined()
  contents.done(7)
  expect(contents.get(7)).toBeUndefined()
  contents.done(8)
  expect(contents.get(8)).toBeUndefined()
})

it('what has been used makes room: its bytes are counted no more', () => {
  const contents = new Contents(journal(), 3 * (2_048 + 10))
  for (let seq = 1; seq <= 50; seq += 1) {
    contents.keep(content(seq), 1)
    contents.done(seq)
  }
  for (const seq of [51, 52, 53]) contents.keep(content(seq), 1)
  expect([51, 52, 53].map((seq) => contents.get(seq)?.event.seq)).toEqual([51, 52, 53])
  contents.keep(content(54), 1)
  expect([51, 52, 53, 54].map((seq) => contents.get(seq)?.event.seq)).toEqual([undefined, 52, 53, 54])
})
