import { explain, type Scheme, safeVerify, sign, WebhookError } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { safeVerifySync } from 'countersign/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { otherSchemes } from './other-schemes.ts'
import { isPlain } from './plain-schemes.ts'

const names = [
  'x-spark-signature',
  'X-SeaTable-Signature',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'x-hub-signature-256',
  'stripe-signature',
  'x-slack-signature',
  'x-slack-request-timestamp',
  'content-type',
  '__proto__',
  'constructor',
]
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), maxLength: 70 })
const value = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  hex,
  hex.map((text) => `sha256=${text}`),
  hex.map((text) => `v0=${text}`),
  fc.base64String().map((text) => `v1,${text} v2,x`),
  fc.tuple(fc.nat(), hex).map(([time, text]) => `t=${time},v1=${text},v1=${text}`),
  fc.nat().map(String),
)
const headerName = fc.oneof(fc.constantFrom(...names), fc.string())
const headers = fc.dictionary(
  headerName,
  fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.constant(undefined)),
  { maxKeys: 12 },
)
const body = fc.oneof(fc.string(), fc.uint8Array(), fc.json(), fc.string({ unit: 'binary' }))
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

/** One of each family is tried with more. */
const often = new Set(['github', 'seatable', 'slack', 'standard-webhooks', 'stripe', 'webex'])
const runs = ({ name }: Scheme, most: number): number => (often.has(name) ? most : Math.ceil(most / 10))

describe.each(Object.entries(schemes))('%s', (_name, scheme) => {
  test('refuses anything that nobody signed, with a WebhookError', () => {
    fc.assert(
      fc.property(headers, body, (given, content) => {
        const result = safeVerifySync({ headers: given, body: content }, { scheme, secrets: secret })
        expect(result.ok).toBe(false)
        expect(!result.ok && WebhookError.is(result.error)).toBe(true)
      }),
      { numRuns: runs(scheme, 300) },
    )
  })

  test.runIf(isPlain(scheme))(
    'accepts what was signed, and nothing with a bit turned in body or signature',
    async () => {
      const bytes = fc.uint8Array({ maxLength: 200 })
      // Nothing but zero bytes is the empty key.
      const key = fc
        .uint8Array({ minLength: 1, maxLength: 150 })
        .filter((bytes) => bytes.some((one) => one > 0))
      await fc.assert(
        fc.asyncProperty(bytes, key, fc.nat(), fc.nat(7), async (content, secrets, where, bit) => {
          const signed = await sign({ body: content }, { scheme, secrets })
          expect((await safeVerify(signed, { scheme, secrets })).ok).toBe(true)
          const turned = content.slice()
          if (turned.length > 0) {
            turned[where % turned.length] = (turned[where % turned.length] ?? 0) ^ (1 << bit)
            expect((await safeVerify({ ...signed, body: turned }, { scheme, secrets })).ok).toBe(false)
          }
          const [name = '', signature = ''] = Object.entries(signed.headers).at(-1) ?? []
          const at = where % signature.length
          const changed =
            signature.slice(0, at) +
            String.fromCharCode(signature.charCodeAt(at) ^ (1 << bit)) +
            signature.slice(at + 1)
          // BoldSign tags with s1 what it signs with the secret of before: under either tag it is the same signature.
          if (changed.replace('s1=', 's0=') === signature) return
          const forged = { ...signed, headers: { ...signed.headers, [name]: changed } }
          expect((await safeVerify(forged, { scheme, secrets })).ok).toBe(false)
        }),
        { numRuns: runs(scheme, 100) },
      )
    },
  )

  test.runIf(often.has(scheme.name))('explains anything without a throw', async () => {
    await fc.assert(
      fc.asyncProperty(headers, body, async (given, content) => {
        const explanation = await explain(
          { headers: given, body: content },
          { scheme, secrets: secret, schemes },
        )
        expect(explanation.matched).toBe(false)
      }),
      { numRuns: 30 },
    )
  })
})

test('input and options of any kind at all: refused, never thrown', async () => {
  const thing = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withTypedArray: true,
  })
  await fc.assert(
    fc.asyncProperty(thing, thing, thing, thing, async (input, given, secrets, now) => {
      for (const [message, options] of [
        [input, given],
        [input, { scheme: schemes.webex, secrets }],
        [
          { headers: given, body: input },
          { scheme: schemes.stripe, secrets: 'x' },
        ],
        [
          { headers: {}, body: '' },
          { scheme: schemes.slack, secrets: 'x', now, toleranceSeconds: given, publicUrl: input },
        ],
      ]) {
        const result = await safeVerify(message as never, options as never)
        expect(result.ok).toBe(false)
        expect(!result.ok && WebhookError.is(result.error)).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

test('the engines of other schemes are total too', async () => {
  await fc.assert(
    fc.asyncProperty(headers, body, fc.webUrl(), async (given, content, url) => {
      for (const name of ['twilio', 'hubspot-v3', 'adyen', 'mailgun', 'gitlab'] as const) {
        const scheme = otherSchemes[name]
        if (scheme === undefined) continue
        const secrets = name === 'adyen' ? 'AB12' : 'secret'
        const result = await safeVerify(
          { headers: given, body: content, url, method: 'POST' },
          { scheme, secrets },
        )
        expect(result.ok).toBe(false)
      }
    }),
    { numRuns: 100 },
  )
})
