import { stripTypeScriptTypes } from 'node:module'
import { header, hmac, type Scheme, sign } from 'countersign'
import { schemes } from 'countersign/catalogue'
import type { Vector } from 'countersign/vectors'
import { describe, expect, test } from 'vitest'
import { Hunt, type Watch } from './mutations/hunt.ts'
import { judged, judgedTwice } from './mutations/judged.ts'
import { marked } from './mutations/marked.ts'
import { read, written } from './mutations/message.ts'
import { type Subject, subjectOf, subjectsOf } from './mutations/subjects.ts'

// Changed messages of every scheme. Here none is kept to be changed further: `npm run fuzz` does, and tries as many as it
// is told.

const runs = Number(process.env.COUNTERSIGN_TEST_MUTATIONS ?? 20_000)
const seed = Number(process.env.COUNTERSIGN_TEST_SEED ?? 1)
const each = Math.ceil(runs / Object.keys(schemes).length)

test.each(Object.entries(schemes))('%s: no changed message passes or throws', async (_name, scheme) => {
  const wrong = await new Hunt(await subjectsOf(scheme), seed).run(each)
  expect(wrong?.why).toBeUndefined()
})

test.each(Object.entries(schemes))(
  '%s: nothing beside what is signed changes id or type unless it is said so',
  async (_name, scheme) => {
    for (const subject of await subjectsOf(scheme)) {
      const { message, said } = subject.original
      const names = new Set([...Object.keys(message.headers), ...scheme.forward, 'content-type'])
      for (const name of names) {
        const others = Object.entries(message.headers).filter(
          ([one]) => one.toLowerCase() !== name.toLowerCase(),
        )
        for (const more of [{}, { [name]: 'other' }]) {
          const changed = { ...message, headers: { ...Object.fromEntries(others), ...more } }
          expect([name, await judged(subject, changed, { message, said })]).toEqual([name, undefined])
        }
      }
    }
  },
)

const vector: Vector = {
  id: 'own-1',
  scheme: 'own',
  expect: 'valid',
  secret: 'a shared secret',
  method: 'POST',
  url: 'https://example.com/hook?a=1',
  headers: { 'x-id': 'one' },
  body: '{"type":"made"}',
}
type Options = Partial<Parameters<typeof hmac>[0]>

/** A scheme over the body, and a message under it. */
async function own(options: Options = {}): Promise<Subject> {
  const scheme: Scheme = hmac({
    hash: 'sha256',
    encoding: 'hex',
    signature: header('x-signature'),
    covers: 'body',
    ...options,
  })
  const { body = '', url } = vector
  const { headers } = await sign({ body, url }, { scheme, secrets: 'a shared secret' })
  return subjectOf(scheme, { ...vector, headers: { ...vector.headers, ...headers } })
}

describe('what is judged wrongly is seen', () => {
  test.each<[string, Options, string]>([
    [
      'a body whose end is not signed',
      { content: ({ body }) => [body.subarray(0, 8)] },
      'another body is accepted',
    ],
    [
      'an id beside the signature',
      { describe: (message) => ({ id: message.header('x-id') }) },
      'another id is accepted',
    ],
    [
      'a type beside the signature',
      { describe: (message) => ({ type: message.header('x-id') }) },
      'another type is accepted',
    ],
    [
      'a dedup key beside the signature',
      {
        unprotected: ['id'],
        describe: (message) => ({ dedupe: { basis: 'signed-id', fields: [`${message.header('x-id')}`] } }),
      },
      'another signed dedup key is accepted',
    ],
    [
      'a query that is cut at its second question mark',
      { content: ({ body, url = '' }) => [...url.split('?', 2), body] },
      'another search is accepted',
    ],
    [
      'a description that reads what is not there',
      { describe: ({ body }) => ({ type: JSON.parse(String(body)).type.trim() }) },
      'threw ERR_BODY_MALFORMED',
    ],
  ])('%s', async (_what, options, why) => {
    const wrong = await new Hunt([await own(options)], seed).run(30_000)
    expect(wrong?.why ?? '').toContain(why)
    // The command that is told with it shows it again.
    if (wrong !== undefined)
      expect(await judged(wrong.subject, read(written(wrong.message)), wrong.from)).toBe(wrong.why)
  })

  test('a verdict that is another each time', async () => {
    let asked = 0
    const subject = await own({ unprotected: ['type'], describe: () => ({ type: `${asked++}` }) })
    expect(await judgedTwice(subject, subject.original.message, subject.original)).toMatch(
      /^judged as .*, then as /,
    )
  })

  test('nothing else', async () => {
    expect(await new Hunt([await own()], seed).run(5000)).toBeUndefined()
  })
})

/** Blocks of a scheme of a test, which says itself what has run. */
class Told implements Watch {
  readonly ran = new Set<number>()
  none(): Uint8Array {
    return new Uint8Array(3)
  }
  begin(): void {
    this.ran.clear()
  }
  addTo(known: Uint8Array): boolean {
    const fresh = [...this.ran].filter((block) => known[block] === 0)
    for (const block of fresh) known[block] = 1
    return fresh.length > 0
  }
}

test('what keeping leads to step by step, chance alone does not find', async () => {
  const blocks = new Told()
  const words = ['<', '>', '!']
  const planted = await own({
    describe({ body }) {
      for (const [at, word] of words.entries()) {
        if (!body.includes(word.charCodeAt(0))) return {}
        blocks.ran.add(at)
      }
      throw new TypeError('all the way')
    },
  })
  const subject = { ...planted, words }
  const [kept, random] = [new Hunt([subject], 1, blocks), new Hunt([subject], 1, blocks, false)]
  expect((await kept.run(100_000))?.why ?? '').toContain('all the way')
  expect(await random.run(20_000)).toBeUndefined()
  expect(random.reached?.at(-1)).toBe(0)
  expect(kept.kept).toBeGreaterThan(1)
}, 60_000)

describe('marks', () => {
  const source = `
    function f(a: number, b = a > 1 ? 'x' : 'y'): string {
      if (a === 1) return 'one'
      else b += '!'
      for (let i = 0; i < a; i++) b += i
      try { if (a === 3) throw new Error('three') } catch { b += 'c' }
      switch (a) { case 4: b += 'four'; break; default: }
      const g = (c?: string) => c ?? (a > 5 || b)
      let d: unknown
      d ??= { e: (() => ({ h: a }))() }
      return b + g() + JSON.stringify(d)
    }`
  const plain = new Function('a', `${stripTypeScriptTypes(source)}; return f(a)`)
  let marks = 0
  const text = stripTypeScriptTypes(marked(source, 'f.ts', () => `ran.add(${marks++})`))
  const withMarks = new Function('ran', 'a', `${text}; return f(a)`)

  test('change nothing of what a source does', () => {
    for (const a of [0, 1, 2, 3, 4, 5, 6]) expect(withMarks(new Set(), a)).toEqual(plain(a))
  })

  test('tell what has run', () => {
    const ran = (a: number): number => {
      const found = new Set<number>()
      withMarks(found, a)
      return found.size
    }
    expect([ran(0), ran(1), ran(2), ran(3), ran(4)]).toEqual([11, 4, 12, 14, 12])
    const all = new Set<number>()
    for (const a of [0, 1, 2, 3, 4, 6]) withMarks(all, a)
    expect(all.size).toBe(marks)
  })
})
