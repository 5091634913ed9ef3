import { webcrypto } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import {
  bodyHash,
  type CheckContext,
  defineScheme,
  either,
  type Finding,
  grouped,
  header,
  hmac,
  type Message,
  type Proof,
  type Scheme,
  safeVerify,
  sign,
  token,
  verify,
} from 'countersign'
import 'countersign/messages'
import { webex } from 'countersign/schemes/webex'
import { verifySync } from 'countersign/sync'
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

test.each([
  ['at once', null],
  ['later', Promise.resolve(null)],
])('that no key matches is a mismatch wherever it is asked for: %s', async (_when, answer) => {
  const own = answering(() => answer)
  const mismatch = { code: 'ERR_SIGNATURE_MISMATCH' }
  for (const scheme of [own, either({}, [own]), either({}, [own, own]), grouped(own, 'x', ' ')]) {
    const options = { scheme, secrets: 'x' }
    expect(await safeVerify({ headers: { x: 'a b' }, body: 'x' }, options)).toMatchObject({
      ok: false,
      error: mismatch,
    })
    await expect(verify({ headers: { x: 'a b' }, body: 'x' }, options)).rejects.toMatchObject(mismatch)
    if (answer === null) expect(() => verifySync(message, options)).toThrow(expect.objectContaining(mismatch))
  }
})

test('one of several that says that no key matches leaves it to the others', async () => {
  const none = answering(() => null)
  const proves = answering(() => ({ key: 0 }))
  const scheme = either({}, [none, proves])
  expect(await safeVerify(message, { scheme, secrets: 'x' })).toMatchObject({ ok: true })
})

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
    ['null: no key matches', null, 'ERR_SIGNATURE_MISMATCH'],
    ['a promise of that', Promise.resolve(null), 'ERR_SIGNATURE_MISMATCH'],
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

describe('what a caller changes while a check is awaited', () => {
  const secrets = 'a webex secret that is long enough'
  const kinds: readonly [string, typeof web, Scheme][] = [
    ['Web Crypto', web, webex as Scheme],
    [
      'an engine that awaits something',
      node,
      answering(async (received) => ({ key: received.header('x-spark-signature') === 'x' ? 1 : 0 })),
    ],
  ]
  test.each(kinds)('is not what is checked, nor in the event: %s', async (_name, on, scheme) => {
    const { headers, body } = await sign({ body: '{"a":1}' }, { scheme: webex, secrets })
    const given = {
      headers: { 'x-spark-signature': headers['X-Spark-Signature'] ?? '' },
      body: Buffer.from(body),
    }
    const pending = verifierOn(on, { scheme, secrets }).verify(given)
    given.headers['x-spark-signature'] = 'x'
    given.body.fill(0x78)
    const event = await pending
    expect(event.headers).toEqual({ 'x-spark-signature': headers['X-Spark-Signature'] })
    expect(event.text()).toBe('{"a":1}')
  })

  test('is copied where nothing is awaited only when the event is asked for it', async () => {
    const { headers, body } = await sign({ body: '{"a":1}' }, { scheme: webex, secrets })
    const event = verifierOn(node, { scheme: webex, secrets }).verifySync({ headers, body })
    expect(event.body).toBe(body)
  })
})

test('a key is written as it always was: the ledgers of gateways and inboxes hold older ones', async () => {
  const describe = () => ({ dedupe: { basis: 'signed-fields', fields: ['a', 'é', ''] } as const })
  const event = await verify(message, {
    scheme: { ...answering(() => ({ key: 0 })), describe },
    secrets: 'x',
  })
  expect(event.dedupe?.key).toBe('1:a,2:é,0:,')
})

test('a tolerance for a scheme that signs no time judges none', async () => {
  const secrets = 'a webex secret that is long enough'
  const signed = await sign({ body: '{}' }, { scheme: webex, secrets })
  for (const on of [node, web])
    expect(
      await verifierOn(on, { scheme: webex, secrets, toleranceSeconds: 1 }).verify(signed),
    ).toMatchObject({
      verdict: 'verified',
    })
})

test('a token is no CryptoKey', async () => {
  const key = await webcrypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const scheme = token({ at: header('x') })
  for (const secrets of [key, key])
    expect(() => verifierOn(node, { scheme, secrets })).toThrow(/no key that this scheme takes/)
})

test('on Web Crypto, too, any of several secrets may be the one, and it is said which', async () => {
  const worked = hmac({
    hash: 'sha256',
    encoding: 'hex',
    signature: header('x-signature'),
    content: [bodyHash('sha256', 'hex')],
  })
  for (const scheme of [webex as Scheme, worked]) {
    const signed = await sign({ body: '{}' }, { scheme, secrets: 'the right secret' })
    const others = ['one of before', 'another one', 'and one more']
    for (let at = 0; at <= others.length; at++) {
      const secrets = others.toSpliced(at, 0, 'the right secret')
      for (const on of [node, web])
        expect((await verifierOn(on, { scheme, secrets }).verify(signed)).secretId).toBe(String(at + 1))
    }
  }
})

test('a secret that is text is read once, until 64 others are known', async () => {
  let read = 0
  const readKey = (secret: unknown): unknown => {
    read++
    return secret
  }
  const scheme = answering(() => ({ key: 0 }), { readKey })
  const reads = async (secrets: string | string[]): Promise<number> => {
    const before = read
    await verify(message, { scheme, secrets })
    return read - before
  }
  expect([await reads('a'), await reads('a'), await reads(['a']), await reads(['a'])]).toEqual([1, 0, 1, 1])
  for (let at = 1; at < 64; at++) expect(await reads(`a${at}`)).toBe(1)
  expect([await reads('a'), await reads('a64'), await reads('a')]).toEqual([0, 1, 1])
})
