import { webcrypto } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import {
  type CheckContext,
  defineScheme,
  type Finding,
  header,
  type Message,
  type Proof,
  type Scheme,
  safeVerify,
  token,
  verify,
} from 'countersign'
import 'countersign/messages'
import { describe, expect, test } from 'vitest'
import { platform as node } from '../src/platform/node.ts'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'

const message = { headers: {}, body: 'x' }
const error = (code: string) => ({ ok: false, error: { code } })

/** A scheme with an engine of one's own, which answers as it is told. */
function answering(
  check: (message: Message, context: CheckContext) => unknown,
  more: Partial<Proof> = {},
): Scheme {
  const proof: Proof = {
    kind: 'hmac',
    algorithm: 'none',
    covers: 'body',
    keys: 'secret',
    headers: [],
    readKey: (secret) => secret,
    check: (received, _keys, context) => check(received, context) as Finding,
    ...more,
  }
  return defineScheme(proof, { name: 'own' })
}

describe('an engine of one’s own that errs accepts nothing', () => {
  const elsewhere = runInNewContext(
    '(value, refuse) => refuse ? Promise.reject(new Error("no")) : Promise.resolve(value)',
  )

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'ERR_OPTIONS_INVALID'],
    ['true', true, 'ERR_OPTIONS_INVALID'],
    ['an empty object', {}, 'ERR_OPTIONS_INVALID'],
    ['a key that is not there', { key: 1 }, 'ERR_OPTIONS_INVALID'],
    ['no key, as indexOf says it', { key: -1 }, 'ERR_OPTIONS_INVALID'],
    ['a moment that is none', { key: 0, signedAt: Number.NaN }, 'ERR_TIMESTAMP_MALFORMED'],
    ['a promise of nothing', Promise.resolve(), 'ERR_OPTIONS_INVALID'],
  ])('%s', async (_name, finding, code) => {
    const scheme = answering(() => finding, { toleranceSeconds: 300 })
    expect(await safeVerify(message, { scheme, secrets: 'x' })).toMatchObject(error(code))
  })

  test('a promise of another realm is awaited, and its refusal counts', async () => {
    const options = { secrets: 'x' }
    const accepting = answering(() => elsewhere({ key: 0 }, false))
    expect((await verify(message, { ...options, scheme: accepting })).secretId).toBe('1')
    const refusing = answering(() => elsewhere({ key: 0 }, true))
    expect((await safeVerify(message, { ...options, scheme: refusing })).ok).toBe(false)
  })
})

describe('keys that messages name', () => {
  const fetching = answering(
    async (_message, { resolveKey }) => {
      await resolveKey?.({ id: 'k' })
      return { key: 0 }
    },
    { keys: 'resolved' },
  )

  test('without anyone to fetch them nothing is built', () => {
    expect(() => verifierOn(node, { scheme: fetching, secrets: [] })).toThrow(/give resolveKey/)
  })

  test('one that cannot be had is ERR_KEY_UNAVAILABLE, with the cause', async () => {
    const failure = new Error('no answer')
    const resolveKey = () => Promise.reject(failure)
    const result = await safeVerify(message, { scheme: fetching, secrets: [], resolveKey })
    expect(result).toMatchObject({ error: { code: 'ERR_KEY_UNAVAILABLE', cause: failure } })
  })
})

describe('on Web Crypto', () => {
  test('an engine that answers at once has its dedup key hashed too', async () => {
    const described = {
      ...answering(() => ({ key: 0 })),
      describe: () => ({ dedupe: { basis: 'signed-fields', fields: [], bytes: true } }),
    } satisfies Scheme
    const here = await verifierOn(node, { scheme: described, secrets: 'x' }).verify(message)
    const there = await verifierOn(web, { scheme: described, secrets: 'x' }).verify(message)
    expect(there.dedupe).toEqual(here.dedupe)
    expect(there.dedupe?.key).toMatch(/^[0-9a-f]{64}$/)
  })

  test('a key that wants the body is never made without it', async () => {
    for (const dedupe of [
      { basis: 'unsigned-id+bytes', fields: ['1'] },
      { basis: 'signed-fields', fields: [], bytes: true },
    ] as const) {
      const scheme: Scheme = {
        ...answering(() => ({ key: 0 })),
        dedupeBytes: undefined,
        describe: () => ({ dedupe }),
      }
      for (const on of [node, web]) {
        const event = await verifierOn(on, { scheme, secrets: 'x' }).verify(message)
        expect(() => event.dedupe).toThrow()
      }
    }
  })

  test('a time that nobody judges is no proof', async () => {
    const scheme = answering(() => ({ key: 0, signedAt: 0 }))
    const judged = { scheme, secrets: 'x', toleranceSeconds: 300 }
    expect(await safeVerify(message, judged)).toMatchObject({ error: { code: 'ERR_TIMESTAMP_TOO_OLD' } })
    const unjudged = { ...scheme, proof: { ...scheme.proof, judgeClock: undefined } }
    for (const on of [node, web])
      expect(await verifierOn(on, { ...judged, scheme: unjudged }).safeVerify(message)).toMatchObject({
        ok: false,
      })
  })

  test('a scheme that cannot describe a message says so when it is asked, as elsewhere', async () => {
    const describe = () => {
      throw new TypeError('cannot')
    }
    for (const platform of [node, web]) {
      const scheme = { ...answering(() => ({ key: 0 })), describe }
      const event = await verifierOn(platform, { scheme, secrets: 'x' }).verify(message)
      expect(() => event.type).toThrow(expect.objectContaining({ code: 'ERR_BODY_MALFORMED' }))
    }
  })
})

test.each([
  ['node:crypto', node],
  ['Web Crypto', web],
])('%s compares all of a text', (_name, { equal }) => {
  for (const [one, other, expected] of [
    ['', '', true],
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'aa', false],
    // Their lower bytes are equal.
    ['A', '\u0141', false],
    ['\u0141', '\u0141', true],
    ['x'.repeat(300), 'x'.repeat(300), true],
    [`${'x'.repeat(300)}A`, `${'x'.repeat(300)}\u0141`, false],
    ['\ud800', '\udfff', false],
  ] as const) {
    expect(equal(one, other)).toBe(expected)
  }
})

test('a token is no CryptoKey', async () => {
  const key = await webcrypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const scheme = token({ at: header('x') })
  for (const secrets of [key, key])
    expect(() => verifierOn(node, { scheme, secrets })).toThrow(/no key that this scheme takes/)
})
