import { execFileSync } from 'node:child_process'
import { isNativeError } from 'node:util/types'
import { createVerifier, type Scheme, safeVerify, sign, verify, WebhookError } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { webhook } from 'countersign/fetch'
import { github } from 'countersign/schemes/github'
import { webex } from 'countersign/schemes/webex'
import { safeVerifySync, verifySync } from 'countersign/sync'
import 'countersign/messages'
import { describe, expect, test } from 'vitest'
import { errorCodes } from '../src/errors/error-codes.ts'
import { statusOf } from '../src/errors/error-status.ts'
import { told } from '../src/errors/told.ts'

const secrets = 'myBongoSecret'
const text = '{"a":1,"b":2,"c":{"d":3}}'

describe('errors', () => {
  test('have the status that the list says', () => {
    for (const [code, { status }] of Object.entries(errorCodes))
      expect([code, statusOf(code as 'ERR_ID_MISSING')]).toEqual([code, status])
  })

  test('hold their code until countersign/messages is imported; explain and the adapters need no import', () => {
    const told = (first: string): string =>
      execFileSync(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `${first}
          import { explain, safeVerify } from 'countersign'
          import { webex } from 'countersign/schemes/webex'
          const message = { headers: {}, body: '{}' }
          const options = { scheme: webex, secrets: 's' }
          const { error } = await safeVerify(message, options)
          const unread = await safeVerify({ headers: {} }, options)
          const { cause } = await explain(message, options)
          console.log(JSON.stringify([error.message, error.hint, unread.error.message, cause]))`,
        ],
        { encoding: 'utf8', cwd: new URL('.', import.meta.url) },
      )
    const place = 'Looked for the header x-spark-signature.'
    const { message, hint } = errorCodes.ERR_SIGNATURE_MISSING
    const cause = `${message} ${place}`
    const code = 'ERR_SIGNATURE_MISSING'
    expect(JSON.parse(told(''))).toEqual([
      `${code} looked-for the header x-spark-signature`,
      code,
      'ERR_BODY_CONSUMED',
      cause,
    ])
    const { message: consumed } = errorCodes.ERR_BODY_CONSUMED
    for (const first of ["import 'countersign/messages'", "import 'countersign/testing'"])
      expect(JSON.parse(told(first))).toEqual([cause, hint, consumed, cause])
    const adapter =
      "import { webhook } from 'countersign/fetch'; import { hmac, header } from 'countersign'; webhook({ scheme: hmac({ hash: 'sha1', encoding: 'hex', signature: header('a') }), secrets: 's' }, () => undefined)"
    expect(JSON.parse(told(adapter))).toEqual([cause, hint, consumed, cause])
  })

  test('say in what form a signature was expected', async () => {
    const told = async (scheme: Scheme, name: string, value: string) => {
      const result = await safeVerify({ headers: { [name]: value }, body: '' }, { scheme, secrets })
      return result.ok ? '' : result.error.message.replace(/^.*Expected/, 'Expected')
    }
    expect(await told(webex, 'x-spark-signature', 'AB')).toBe('Expected 40 characters of lower-case hex.')
    expect(await told(github, 'x-hub-signature-256', 'ab')).toBe(
      'Expected sha256= and 64 characters of lower-case hex.',
    )
  })

  test('carry no secret, signature or body', async () => {
    const error = await verify(
      { headers: { 'x-spark-signature': 'f'.repeat(40) }, body: text },
      { scheme: webex, secrets },
    ).catch((e) => e)
    expect(WebhookError.is(error)).toBe(true)
    const everything = JSON.stringify([error, error.message, error.hint, error.stack, error.cause])
    for (const hidden of [secrets, 'f'.repeat(40), text]) expect(everything).not.toContain(hidden)
  })

  test('thrown, they lead to the caller; as a value they carry no stack, and are the same otherwise', async () => {
    const forgery = { headers: {}, body: text }
    const options = { scheme: webex, secrets }
    const verifier = createVerifier(options)
    const answers = [
      await safeVerify(forgery, options),
      safeVerifySync(forgery, options),
      await verifier.safeVerify(forgery),
      verifier.safeVerifySync(forgery),
    ]
    for (const value of answers.map((answer) => (answer.ok ? undefined : answer.error))) {
      expect(value).toBeInstanceOf(WebhookError)
      expect(value).toBeInstanceOf(Error)
      expect(value?.message).toBe(
        'The request carries no signature. Looked for the header x-spark-signature.',
      )
      expect(value?.stack).toBe(`${value}`)
      for (const throws of [verify, verifySync, verifier.verify, verifier.verifySync]) {
        const thrown = await Promise.resolve()
          .then(() => throws(forgery, options))
          .catch((error) => error)
        expect(isNativeError(thrown)).toBe(true)
        expect(thrown.stack).toContain('errors.test.ts')
        expect(String(thrown)).toBe(String(value))
        expect({ ...thrown }).toEqual({ ...value })
      }
    }
  })

  test('of a newer copy of the library, with a code that this one does not have, are told without a surprise', async () => {
    const code = 'ERR_OF_A_NEWER_VERSION' as 'ERR_SIGNATURE_MISSING'
    const newer = Object.assign(new WebhookError('ERR_SIGNATURE_MISSING'), {
      code,
      message: 'Something new.',
    })
    expect(told(newer).message).toBe('Something new.')
    const answer = await webhook(
      { scheme: webex, secrets: () => Promise.reject(newer) },
      () => undefined,
    )(new Request('http://a.test/', { method: 'POST', body: '{}' }))
    expect(answer.status).toBe(401)
    const readKey = () => {
      throw newer
    }
    const scheme = { ...webex, proof: { ...webex.proof, readKey } }
    const result = await safeVerify({ headers: {}, body: text }, { scheme, secrets })
    expect(result).toMatchObject({ ok: false, error: { code: 'ERR_SECRET_MALFORMED' } })
  })

  test('JSON that is none does not quote the body', async () => {
    const body = 'the secret text'
    const { headers: signed } = await sign({ body }, { scheme: webex, secrets })
    const event = await verify({ headers: signed, body }, { scheme: webex, secrets })
    const error = (() => {
      try {
        event.json()
      } catch (e) {
        return e as WebhookError
      }
    })()
    expect(error?.code).toBe('ERR_BODY_MALFORMED')
    expect(`${error?.message} ${error?.cause}`).not.toContain('secret text')
  })

  test('of another copy of the library are recognized', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('countersign.WebhookError')]: true })
    expect(WebhookError.is(foreign)).toBe(true)
    for (const other of [new Error('x'), null, undefined, 'ERR', {}])
      expect(WebhookError.is(other)).toBe(false)
  })
})

test.each<[string, object, RegExp]>([
  ['no scheme', { scheme: undefined }, /scheme is none: import one/],
  ['a tolerance', { toleranceSeconds: Number.NaN }, /toleranceSeconds is no number of seconds/],
  ['a negative tolerance', { toleranceSeconds: -1 }, /toleranceSeconds is no number of seconds/],
  ['an endless tolerance', { toleranceSeconds: Number.POSITIVE_INFINITY }, /toleranceSeconds is no number/],
  ['a limit', { maxBytes: 0.5 }, /maxBytes is no number of bytes/],
  ['a negative limit', { maxBytes: -1 }, /maxBytes is no number of bytes/],
  ['a URL', { publicUrl: '/hook' }, /publicUrl is no whole URL/],
  ['a moment', { now: new Date(Number.NaN) }, /now is no valid Date/],
  ['a moment that is a number', { now: 1 }, /now is no valid Date/],
  [
    'no keys',
    { scheme: schemes.kinde, secrets: [] },
    /kinde fetches the keys that messages name: give resolveKey/,
  ],
  ['no param', { scheme: schemes.livekit }, /The param keyId \(.*\) of livekit is not set/],
])('what is wrong with the options is said in a sentence: %s', async (_name, wrong, sentence) => {
  const options = { scheme: schemes.webex, secrets: 'a secret of the test', ...wrong }
  const result = await safeVerify(
    { headers: { 'x-spark-signature': '0'.repeat(40) }, body: '' },
    options as never,
  )
  expect(result).toMatchObject({ ok: false, error: { code: 'ERR_OPTIONS_INVALID' } })
  expect(!result.ok && result.error.message).toMatch(sentence)
})

test('a tolerance and a limit of nothing are numbers as others are', async () => {
  const signed = await sign({ body: '' }, { scheme: webex, secrets })
  expect((await verify(signed, { scheme: webex, secrets, toleranceSeconds: 0, maxBytes: 0 })).verdict).toBe(
    'verified',
  )
})
