import { createHmac, webcrypto } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import { createVerifier, safeVerify, sign, verify } from 'countersign'
import { github } from 'countersign/schemes/github'
import { slack } from 'countersign/schemes/slack'
import { webex } from 'countersign/schemes/webex'
import { safeVerifySync, verifySync } from 'countersign/sync'
import 'countersign/messages'
import { describe, expect, test } from 'vitest'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'

const secrets = 'myBongoSecret'
const text = '{"a":1,"b":2,"c":{"d":3}}'
const headers = { 'X-Spark-Signature': '01e0cb6a53731b9615b483335d77d97023410c72' }
const code = (name: string) => expect.objectContaining({ code: name })

describe('the body', () => {
  const bytes = new TextEncoder().encode(text)
  const padded = new Uint8Array([1, ...bytes, 2]).subarray(1, bytes.length + 1)

  test.each([
    ['Uint8Array', bytes],
    ['a view into a larger buffer', padded],
    ['Buffer', Buffer.from(text)],
    ['ArrayBuffer', bytes.slice().buffer],
    [
      'ArrayBuffer of another realm, as Jest has them',
      runInNewContext('bytes => new Uint8Array(bytes).buffer')([...bytes]),
    ],
    ['DataView', new DataView(bytes.slice().buffer) as unknown as Uint8Array],
    ['string', text],
  ])('as %s', async (_name, body) => {
    const event = await verify({ headers, body }, { scheme: webex, secrets })
    expect(event.text()).toBe(text)
    expect(Buffer.from(event.body).equals(Buffer.from(text))).toBe(true)
  })

  test('as a Request, and a streamed one', async () => {
    const request = () => new Request('https://example.com', { method: 'POST', headers, body: text })
    expect((await verify(request(), { scheme: webex, secrets })).verdict).toBe('verified')
    const stream = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]))
        controller.close()
      },
    })
    const streamed = new Request('https://example.com', {
      method: 'POST',
      headers,
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect((await verify(streamed, { scheme: webex, secrets })).verdict).toBe('verified')
  })

  test('a Request that was read, or is being read, is consumed', async () => {
    const read = new Request('https://example.com', { method: 'POST', headers, body: text })
    await read.json()
    await expect(verify(read, { scheme: webex, secrets })).rejects.toThrow(code('ERR_BODY_CONSUMED'))
    const locked = new Request('https://example.com', { method: 'POST', headers, body: text })
    locked.body?.getReader()
    await expect(verify(locked, { scheme: webex, secrets })).rejects.toThrow(code('ERR_BODY_CONSUMED'))
  })

  test('a Request whose stream fails is unreadable, with the cause', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('cut')) })
    const broken = new Request('https://example.com', {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    } as RequestInit)
    const result = await safeVerify(broken, { scheme: webex, secrets })
    expect(result).toMatchObject({ error: { code: 'ERR_BODY_UNREADABLE', cause: { message: 'cut' } } })
  })

  test.each([
    ['a parsed object', JSON.parse(text)],
    ['undefined', undefined],
    ['null', null],
    ['a number', 5],
    ['an array', [1, 2]],
    ['a stream', new ReadableStream()],
  ])('%s is consumed, and the hint says what to do', (_name, body) => {
    const result = safeVerifySync({ headers, body } as never, { scheme: webex, secrets })
    expect(result).toMatchObject({ ok: false, error: { code: 'ERR_BODY_CONSUMED', status: 500 } })
    expect(result.ok ? '' : result.error.hint).toMatch(/raw|Request|read/)
  })

  test('the limit: exactly is in, one more is out, in every form', async () => {
    for (const [size, accepted] of [
      [1_048_576, true],
      [1_048_577, false],
    ] as const) {
      const big = Buffer.alloc(size, 'a')
      const signed = await sign({ body: big }, { scheme: webex, secrets })
      const forms = [
        { headers: signed.headers, body: big },
        { headers: signed.headers, body: big.toString() },
        new Request('https://example.com', { method: 'POST', headers: signed.headers, body: big }),
      ]
      for (const input of forms) {
        const result = await safeVerify(input, { scheme: webex, secrets })
        expect(result.ok ? '' : result.error.code).toBe(accepted ? '' : 'ERR_BODY_TOO_LARGE')
      }
    }
  })

  test('a stream of text is unreadable, not taken for bytes', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(text)
        controller.close()
      },
    })
    const given = {
      method: 'POST',
      url: 'https://example.com',
      headers: new Headers(headers),
      body,
      bodyUsed: false,
    }
    const request = { ...given, arrayBuffer: async () => new ArrayBuffer(0) }
    expect(await safeVerify(request, { scheme: webex, secrets })).toMatchObject({
      error: { code: 'ERR_BODY_UNREADABLE' },
    })
  })

  test.each([
    ['without a stream', undefined],
    ['with a stream of another kind', { pipe: () => undefined }],
  ])('a Request class %s is read whole', async (_name, stream) => {
    const given = {
      method: 'POST',
      url: 'https://example.com',
      headers: new Headers(headers),
      bodyUsed: false,
    }
    const request = { ...given, body: stream as never, arrayBuffer: async () => bytes.slice().buffer }
    expect((await verify(request, { scheme: webex, secrets })).text()).toBe(text)
    expect(await safeVerify(request, { scheme: webex, secrets, maxBytes: 5 })).toMatchObject({
      error: { code: 'ERR_BODY_TOO_LARGE' },
    })
    const broken = { ...request, arrayBuffer: () => Promise.reject(new Error('cut')) }
    expect(await safeVerify(broken, { scheme: webex, secrets })).toMatchObject({
      error: { code: 'ERR_BODY_UNREADABLE' },
    })
  })

  test('bytes in shared memory are copied: what is checked is what the event holds', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
    shared.set(bytes)
    const event = verifySync({ headers, body: shared }, { scheme: webex, secrets })
    shared.fill(0)
    expect(event.text()).toBe(text)
  })

  test('an endless stream is not read past the limit', async () => {
    let pulled = 0
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1000
        controller.enqueue(new Uint8Array(1000))
      },
    })
    const endless = new Request('https://example.com', {
      method: 'POST',
      headers,
      body,
      duplex: 'half',
    } as RequestInit)
    await expect(verify(endless, { scheme: webex, secrets, maxBytes: 5000 })).rejects.toThrow(
      code('ERR_BODY_TOO_LARGE'),
    )
    expect(pulled).toBeLessThan(10_000)
  })

  test('on the asynchronous path a body changed after the call does not count', async () => {
    const verifier = verifierOn(web, { scheme: webex, secrets })
    const mutable = Buffer.from(text)
    const mutableHeaders: Record<string, string> = { ...headers }
    const pending = verifier.verify({ headers: mutableHeaders, body: mutable })
    mutable.fill(0)
    mutableHeaders['X-Spark-Signature'] = 'x'
    expect((await pending).text()).toBe(text)
  })
})

describe('headers', () => {
  test.each([
    ['a Headers object', new Headers(headers)],
    ['a record in any case', { 'x-SPARK-signature': headers['X-Spark-Signature'] }],
    ['a record of lists', { 'x-spark-signature': [headers['X-Spark-Signature']] }],
    ['a record with undefined in it', { ...headers, 'x-other': undefined }],
  ])('%s', async (_name, given) => {
    expect((await verify({ headers: given, body: text }, { scheme: webex, secrets })).verdict).toBe(
      'verified',
    )
  })

  const right = headers['X-Spark-Signature']
  test.each([
    ['twice in a list', { 'x-spark-signature': [right, right] }],
    ['in two cases', { 'x-spark-signature': right, 'X-Spark-Signature': right }],
    [
      'appended',
      (() => {
        const h = new Headers(headers)
        h.append('x-spark-signature', right)
        return h
      })(),
    ],
  ])('the signature %s is malformed', (_name, given) => {
    for (const run of [() => verifySync({ headers: given, body: text }, { scheme: webex, secrets })]) {
      expect(run).toThrow(code('ERR_SIGNATURE_MALFORMED'))
    }
  })

  test('an inherited header does not count', () => {
    const given = Object.create(headers)
    expect(() => verifySync({ headers: given, body: text }, { scheme: webex, secrets })).toThrow(
      code('ERR_SIGNATURE_MISSING'),
    )
  })

  test('are there by lower-case name, repeated ones joined', async () => {
    const event = await verify(
      { headers: { ...headers, 'X-Two': ['a', 'b'] }, body: text },
      { scheme: webex, secrets },
    )
    expect(event.headers).toEqual({ 'x-spark-signature': right, 'x-two': 'a, b' })
    expect(Object.isFrozen(event.headers)).toBe(true)
  })
})

describe('input and options of the wrong kind', () => {
  test.each([
    undefined,
    null,
    5,
    'text',
    {},
    { body: '' },
    { headers: null, body: '' },
    { headers: 'x', body: '' },
  ])('input %j', async (input) => {
    const result = await safeVerify(input as never, { scheme: webex, secrets })
    expect(result).toMatchObject({ error: { code: 'ERR_INPUT_INVALID', status: 400 } })
  })

  test.each([
    ['no scheme', { secrets }],
    ['a scheme by name', { scheme: 'webex', secrets }],
    ['a tolerance of NaN', { scheme: slack, secrets, toleranceSeconds: Number.NaN }],
    ['an endless tolerance', { scheme: slack, secrets, toleranceSeconds: Number.POSITIVE_INFINITY }],
    ['a negative tolerance', { scheme: slack, secrets, toleranceSeconds: -1 }],
    ['a limit of NaN', { scheme: webex, secrets, maxBytes: Number.NaN }],
    ['no valid now', { scheme: webex, secrets, now: new Date(Number.NaN) }],
    ['a number for now', { scheme: webex, secrets, now: 1531420618 }],
    ['null for now', { scheme: webex, secrets, now: null }],
    ['a path for publicUrl', { scheme: webex, secrets, publicUrl: '/in/webex' }],
  ])('%s', async (_name, options) => {
    const result = await safeVerify({ headers, body: text }, options as never)
    expect(result).toMatchObject({ error: { code: 'ERR_OPTIONS_INVALID' } })
  })

  test('undefined options', async () => {
    expect((await safeVerify({ headers, body: text }, undefined as never)).ok).toBe(false)
  })
})

describe('the order of checks', () => {
  const sent = '1531420618'
  const late = new Date(9_999_999_999_000)
  const signed = (key: string) => `v0=${createHmac('sha256', key).update(`v0:${sent}:${text}`).digest('hex')}`

  test('only authentic messages are called old', () => {
    const input = (key: string) => ({
      headers: { 'x-slack-signature': signed(key), 'x-slack-request-timestamp': sent },
      body: text,
    })
    const options = { scheme: slack, secrets, now: late }
    expect(() => verifySync(input(secrets), options)).toThrow(code('ERR_TIMESTAMP_TOO_OLD'))
    expect(() => verifySync(input('forger'), options)).toThrow(code('ERR_SIGNATURE_MISMATCH'))
  })

  test('a tolerance of one’s own', () => {
    const input = {
      headers: { 'x-slack-signature': signed(secrets), 'x-slack-request-timestamp': sent },
      body: text,
    }
    const at = (seconds: number) => ({
      scheme: slack,
      secrets,
      now: new Date((Number(sent) + seconds) * 1000),
    })
    expect(verifySync(input, { ...at(3600), toleranceSeconds: 3600 }).timestamp).toEqual(
      new Date(Number(sent) * 1000),
    )
    expect(() => verifySync(input, { ...at(1), toleranceSeconds: 0 })).toThrow(code('ERR_TIMESTAMP_TOO_OLD'))
    expect(() => verifySync(input, { ...at(-301) })).toThrow(code('ERR_TIMESTAMP_TOO_NEW'))
  })
})

describe('platforms', () => {
  test('Web Crypto cannot be synchronous, and says so', () => {
    const verifier = verifierOn(web, { scheme: webex, secrets })
    expect(verifier.safeVerifySync({ headers, body: text })).toMatchObject({
      error: { code: 'ERR_SYNC_UNSUPPORTED' },
    })
  })

  test('a Request cannot be verified synchronously', () => {
    const request = new Request('https://example.com', { method: 'POST', headers, body: text })
    expect(() => verifySync(request, { scheme: webex, secrets })).toThrow(code('ERR_SYNC_UNSUPPORTED'))
  })

  test('the dedup key is the same on both', async () => {
    const body = '{"action":"opened"}'
    const message = { ...(await sign({ body }, { scheme: github, secrets })), body }
    const input = {
      headers: { ...message.headers, 'x-github-delivery': 'd1', 'x-github-event': 'issues' },
      body,
    }
    const here = await createVerifier({ scheme: github, secrets }).verify(input)
    const there = await verifierOn(web, { scheme: github, secrets }).verify(input)
    expect(there.dedupe).toEqual(here.dedupe)
    expect(here.dedupe?.key).toMatch(/^2:d1,[0-9a-f]{64}$/)
  })

  test('a CryptoKey is a secret, on both', async () => {
    const hash = { name: 'HMAC', hash: 'SHA-1' }
    const key = await webcrypto.subtle.importKey('raw', Buffer.from(secrets), hash, false, ['sign'])
    expect((await verify({ headers, body: text }, { scheme: webex, secrets: key })).verdict).toBe('verified')
    expect(
      (await verifierOn(web, { scheme: webex, secrets: key }).verify({ headers, body: text })).verdict,
    ).toBe('verified')
    await expect(verify({ headers, body: text }, { scheme: github, secrets: key })).rejects.toThrow(
      code('ERR_SECRET_MALFORMED'),
    )
  })

  test('a CryptoKey among other secrets: whichever matches', async () => {
    const usage = { name: 'HMAC', hash: 'SHA-1' }
    const imported = async (text: string) =>
      await webcrypto.subtle.importKey('raw', Buffer.from(text), usage, false, ['sign'])
    const [key, wrong] = [await imported(secrets), await imported('other')]
    for (const [list, id] of [
      [['x', key], '2'],
      [[wrong, 'x', key], '3'],
      [[wrong, secrets], '2'],
    ] as const) {
      expect((await verify({ headers, body: text }, { scheme: webex, secrets: list })).secretId).toBe(id)
    }
    await expect(verify({ headers, body: text }, { scheme: webex, secrets: [wrong, 'x'] })).rejects.toThrow(
      code('ERR_SIGNATURE_MISMATCH'),
    )
  })

  test.each([0, 1, 8191, 8192, 8193, 65_536])(
    'bodies of %i bytes, one-shot or not, agree with createHmac',
    async (size) => {
      const body = Buffer.alloc(size, 'é')
      for (const key of ['k', 'k'.repeat(64), 'k'.repeat(65), 'k'.repeat(300)]) {
        const signature = createHmac('sha1', key).update(body).digest('hex')
        expect(
          verifySync({ headers: { 'x-spark-signature': signature }, body }, { scheme: webex, secrets: key })
            .verdict,
        ).toBe('verified')
      }
    },
  )
})
