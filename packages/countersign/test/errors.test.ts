import { isNativeError } from 'node:util/types'
import { createVerifier, safeVerify, sign, verify, WebhookError } from 'countersign'
import { webhook } from 'countersign/fetch'
import { webex } from 'countersign/schemes/webex'
import { safeVerifySync, verifySync } from 'countersign/sync'
import { describe, expect, test } from 'vitest'
import { detailOf } from '../src/errors/webhook-error.ts'

const secrets = 'myBongoSecret'
const text = '{"a":1,"b":2,"c":{"d":3}}'

describe('errors', () => {
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
    expect(detailOf(newer)).toBe('Something new.')
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
