import { createHmac, generateKeyPairSync, sign as signBytes, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import {
  body,
  header,
  jwt,
  publicKey,
  type Scheme,
  safeVerify,
  sign,
  type VerifyOptions,
  verify,
} from 'countersign'
import { schemes } from 'countersign/catalogue'
import { standardWebhooksV1a } from 'countersign/schemes/standard-webhooks-v1a'
import { type Vector, vectorInput, vectorSecrets } from 'countersign/vectors'
import { describe, expect, test } from 'vitest'
import { readCertificate } from '../src/keys/certificate.ts'
import { certificates } from './fixtures/certificates.ts'
import { signedByKeyPairs } from './signed-by-key-pairs.ts'

const now = new Date(1_700_000_000_000)
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString()
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const token = (head: object, claims: object, by = pair.privateKey) => {
  const content = `${encoded({ alg: 'RS256', ...head })}.${encoded(claims)}`
  return `${content}.${signBytes('sha256', Buffer.from(content), by).toString('base64url')}`
}

/** The verdict, or the code of the refusal. */
async function judged(
  scheme: Scheme,
  headers: Record<string, string>,
  options: Partial<VerifyOptions> = {},
  text = 'x',
) {
  const result = await safeVerify(
    { headers, body: text, method: 'POST', url: 'https://a.example/hook' },
    { secrets: [], now, ...options, scheme },
  )
  return result.ok ? result.event.verdict : result.error.code
}

describe('a JWT whose key is fetched', () => {
  const scheme = jwt({
    at: header('Token'),
    algorithms: ['RS256', 'ES256'],
    keySource: { hosts: ['keys.example'], form: 'jwks', url: 'https://keys.example/set' },
    claims: { aud: 'me' },
    expires: true,
  })
  const claims = { aud: 'me', exp: now.getTime() / 1000 + 60 }

  test('by its kid alone, whatever else the token says of keys', async () => {
    const asked: unknown[] = []
    const resolveKey = async (wanted: unknown) => {
      asked.push(wanted)
      return pem
    }
    const head = { kid: 'k-1', jku: 'https://evil.example', x5u: 'https://evil.example', jwk: { kty: 'oct' } }
    expect(await judged(scheme, { token: token(head, claims) }, { resolveKey })).toBe('authenticated')
    expect(asked).toEqual([{ id: 'k-1' }])
  })

  test.each([
    ['a kid that is no text', { kid: 5 }],
    ['a kid that is too long', { kid: 'k'.repeat(257) }],
    ['a kid with a line end', { kid: 'k\nx' }],
    ['an extension that is demanded', { crit: ['b64'], b64: false }],
    ['alg none', { alg: 'none' }],
    ['alg nOnE', { alg: 'nOnE' }],
    ['an algorithm that is not named', { alg: 'PS256' }],
    ['a keyed hash in place of a key pair', { alg: 'HS256' }],
    ['no algorithm', { alg: undefined }],
  ])('%s is malformed, and nothing is fetched', async (_name, head) => {
    const resolveKey = () => Promise.reject(new Error('fetched'))
    expect(await judged(scheme, { token: token(head, claims) }, { resolveKey })).toBe(
      'ERR_SIGNATURE_MALFORMED',
    )
  })

  test('a public key signs nothing as a shared secret', async () => {
    const content = `${encoded({ alg: 'HS256' })}.${encoded(claims)}`
    const forged = `${content}.${createHmac('sha256', pem).update(content).digest('base64url')}`
    expect(await judged(scheme, { token: forged }, { secrets: pem })).toBe('ERR_SIGNATURE_MALFORMED')
    expect(() => jwt({ at: header('T'), algorithms: ['HS256', 'RS256'] })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }),
    )
  })

  test.each([
    ['expired', { exp: now.getTime() / 1000 }, 'ERR_TIMESTAMP_TOO_OLD'],
    ['not yet valid', { nbf: now.getTime() / 1000 + 1 }, 'ERR_TIMESTAMP_TOO_NEW'],
    ['an exp that is text', { exp: '1700000060' }, 'ERR_TIMESTAMP_MALFORMED'],
    ['no exp', { exp: undefined }, 'ERR_TIMESTAMP_MISSING'],
    ['another audience', { aud: ['you'] }, 'ERR_SIGNATURE_MISMATCH'],
    ['one among audiences', { aud: ['you', 'me'] }, 'authenticated'],
  ])('%s', async (_name, change, code) => {
    const given = { token: token({}, { ...claims, ...change }) }
    expect(await judged(scheme, given, { secrets: pem })).toBe(code)
  })

  test('by another key, or with a key that cannot be had', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    expect(await judged(scheme, { token: token({}, claims, other) }, { secrets: pem })).toBe(
      'ERR_SIGNATURE_MISMATCH',
    )
    const resolveKey = () => Promise.reject(new Error('gone'))
    expect(await judged(scheme, { token: token({ kid: 'k' }, claims) }, { resolveKey })).toBe(
      'ERR_KEY_UNAVAILABLE',
    )
  })

  test('with a shared secret is signed as the sender does', async () => {
    const shared = jwt({
      at: header('Token'),
      algorithms: ['HS256'],
      issuedWithinSeconds: 60,
      bodyHash: { claim: 'h', hash: 'sha256', encoding: 'base64' },
    })
    const signed = await sign({ body: 'x' }, { scheme: shared, secrets: 'secret', now })
    expect(await judged(shared, signed.headers, { secrets: 'secret' })).toBe('verified')
    expect(await judged(shared, signed.headers, { secrets: 'secret' }, 'y')).toBe('ERR_SIGNATURE_MISMATCH')
    const later = new Date(now.getTime() + 61_000)
    expect(await judged(shared, signed.headers, { secrets: 'secret', now: later })).toBe(
      'ERR_TIMESTAMP_TOO_OLD',
    )
  })
})

test('Pub/Sub: a token of another service account than the one that is named proves nothing', async () => {
  const seconds = now.getTime() / 1000
  const claims = {
    ...{ aud: 'me', iss: 'https://accounts.google.com', email: 'mine@a.example', email_verified: true },
    ...{ iat: seconds, exp: seconds + 60 },
  }
  const given = (serviceAccount: string) =>
    judged(
      schemes['google-pubsub-push'] as Scheme,
      { authorization: `Bearer ${token({ kid: 'k-1' }, claims)}` },
      { params: { audience: 'me', serviceAccount }, resolveKey: async () => pem },
    )
  expect(await given('mine@a.example')).toBe('authenticated')
  expect(await given('*')).toBe('authenticated')
  expect(await given('other@a.example')).not.toBe('authenticated')
})

test.each(['1', '2'])(
  'SNS: a certificate that cannot be had is told as that, in version %s',
  async (version) => {
    const text = JSON.stringify({
      ...{ Type: 'Notification', MessageId: 'i', TopicArn: 't', Message: 'm', SignatureVersion: version },
      ...{ Timestamp: now.toISOString(), Signature: Buffer.alloc(256, 1).toString('base64') },
      SigningCertURL: 'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-1.pem',
    })
    const resolveKey = () => Promise.reject(new Error('gone'))
    const options = { params: { topicArn: '*' }, resolveKey }
    expect(await judged(schemes['aws-sns'] as Scheme, {}, options, text)).toBe('ERR_KEY_UNAVAILABLE')
  },
)

test('keys that messages name are taken from the providers’ own hosts, in their form', () => {
  const sources = Object.values(schemes).flatMap(({ name, proof: { keySource } }) => {
    if (keySource === undefined) return []
    const { hosts, form, url } = keySource
    return [[name, { hosts, form, ...(url === undefined ? {} : { url }) }]]
  })
  expect(Object.fromEntries(sources)).toEqual({
    'aws-sns': { hosts: ['*.amazonaws.com', '*.amazonaws.com.cn'], form: 'pem' },
    'google-pubsub-push': {
      hosts: ['www.googleapis.com'],
      form: 'jwks',
      url: 'https://www.googleapis.com/oauth2/v3/certs',
    },
    kinde: { hosts: ['*.kinde.com'], form: 'jwks' },
    paypal: {
      hosts: ['api.paypal.com', 'api-m.paypal.com', 'api.sandbox.paypal.com', 'api-m.sandbox.paypal.com'],
      form: 'pem',
    },
    // Their page says how to ask for one, with the account's own credentials.
    plaid: { hosts: [], form: 'jwks' },
    truelayer: { hosts: ['webhooks.truelayer.com', 'webhooks.truelayer-sandbox.com'], form: 'jwks' },
  })
})

/** A vector's message under a setting. */
async function underSetting(name: string, id: string, params: Record<string, string>): Promise<string> {
  const path = new URL(`../../../vectors/${name}.json`, import.meta.url)
  const vector = (JSON.parse(readFileSync(path, 'utf8')) as Vector[]).find((one) => one.id === id) as Vector
  const scheme = schemes[name] as Scheme
  const at = typeof vector.now === 'number' ? { now: new Date(vector.now * 1000) } : {}
  const result = await safeVerify(vectorInput(vector), {
    scheme,
    secrets: vectorSecrets(vector),
    params,
    ...at,
  })
  return result.ok ? 'good' : result.error.code
}

test.each([
  [
    'aws-sns',
    'aws-sns-2',
    'topicArn',
    'arn:aws:sns:us-west-2:123456789012:MyTopic',
    'ERR_SIGNATURE_MISMATCH',
  ],
  ['fal', 'fal-1', 'userId', 'user-1', 'ERR_CONTENT_MALFORMED'],
])(
  '%s: what is signed for another account is not taken, where the own one is told',
  async (name, id, setting, own, code) => {
    for (const taken of [{ [setting]: own }, { [setting]: '*' }, {}])
      expect(await underSetting(name, id, taken)).toBe('good')
    for (const other of [`${own}x`, own.slice(1), '**'])
      expect(await underSetting(name, id, { [setting]: other })).toBe(code)
  },
)

describe('certificates', () => {
  const { good, key, expired, other } = certificates
  const paypal = schemes.paypal as Scheme
  const at = new Date('2026-06-01T00:00:00Z')
  const message = (url = 'https://api.paypal.com/v1/notifications/certs/CERT-1') => {
    // 'x' has the CRC-32 8cdc1683.
    const text = `t-1|2026-06-01T00:00:00Z|w-1|${0x8cdc1683}`
    return {
      'PAYPAL-TRANSMISSION-ID': 't-1',
      'PAYPAL-TRANSMISSION-TIME': '2026-06-01T00:00:00Z',
      'PAYPAL-AUTH-ALGO': 'SHA256withRSA',
      'PAYPAL-CERT-URL': url,
      'PAYPAL-TRANSMISSION-SIG': signBytes('sha256', Buffer.from(text), key).toString('base64'),
    }
  }
  const read = (certificate: string, url?: string) =>
    judged(paypal, message(url), {
      now: at,
      params: { webhookId: 'w-1' },
      resolveKey: async () => certificate,
    })

  test('are read as OpenSSL reads them', () => {
    for (const text of [good, expired, other]) {
      const known = new X509Certificate(text)
      const ours = readCertificate(known.raw)
      expect(Buffer.from(ours.spki)).toEqual(known.publicKey.export({ format: 'der', type: 'spki' }))
      expect([ours.notBefore, ours.notAfter]).toEqual([
        known.validFromDate.getTime(),
        known.validToDate.getTime(),
      ])
      for (let at = 0; at < known.raw.length; at += 7) {
        const cut = () => readCertificate(known.raw.subarray(0, at))
        expect(cut).toThrow(expect.objectContaining({ code: 'ERR_SECRET_MALFORMED' }))
      }
    }
  })

  test('of the provider, valid now, from its own host', async () => {
    expect(await read(good)).toBe('authenticated')
    expect(await read(expired)).toBe('ERR_KEY_UNAVAILABLE')
    expect(await read(other)).toBe('ERR_KEY_UNAVAILABLE')
    for (const url of [
      'http://api.paypal.com/c',
      'https://api.paypal.com.evil.example/c',
      'https://evilpaypal.com/c',
      'https://api.paypal.com@evil.example/c',
      'https://evil.example/api.paypal.com/c',
      // Anybody's page or upload may lie on another host of theirs, or elsewhere on this one.
      'https://www.paypal.com/v1/notifications/certs/CERT-1',
      'https://uploads.api.paypal.com/v1/notifications/certs/CERT-1',
      'https://api.paypal.com/v1/notifications/certs/../../files/mine.pem',
      'https://api.paypal.com/v1/notifications/certs/CERT-1?to=https://evil.example',
      'https://api.paypal.com:8443/v1/notifications/certs/CERT-1',
    ])
      expect(await read(good, url)).toBe('ERR_SIGNATURE_MALFORMED')
    for (const host of ['api-m', 'api.sandbox', 'api-m.sandbox'])
      expect(await read(good, `https://${host}.paypal.com/v1/notifications/certs/CERT-1`)).toBe(
        'authenticated',
      )
  })

  test('of PayPal are those alone that sign messages', () => {
    const from = paypal.proof.publicKey?.keyFrom
    expect(from?.hosts).toEqual([
      'api.paypal.com',
      'api-m.paypal.com',
      'api.sandbox.paypal.com',
      'api-m.sandbox.paypal.com',
    ])
    const names = ['messageverificationcerts.paypal.com', 'messageverificationcerts.sandbox.paypal.com']
    expect(names.map((name) => from?.issuedFor?.(name))).toEqual([true, true])
    for (const name of [
      'www.paypal.com',
      'xmessageverificationcerts.paypal.com',
      'messageverificationcerts.paypal.com.evil.example',
    ])
      expect(from?.issuedFor?.(name)).toBe(false)
  })

  test.each([
    ['https://sns.eu-west-1.amazonaws.com.evil.example/x.pem'],
    ['https://sns.amazonaws.com/x.pem'],
    // The bucket of whoever is the first to call one so.
    ['https://sns.s3-us-west-2.amazonaws.com/x.pem'],
    ['http://sns.eu-west-1.amazonaws.com/x.pem'],
    ['https://bucket.s3.amazonaws.com/x.pem'],
    ['https://sns.eu-west-1.amazonaws.com/x'],
  ])('SNS fetches nothing from %s', async (SigningCertURL) => {
    const text = JSON.stringify({
      Type: 'Notification',
      Message: 'm',
      MessageId: 'i',
      Timestamp: '2026-06-01T00:00:00Z',
      TopicArn: 't',
      SignatureVersion: '2',
      Signature: 'AAAA',
      SigningCertURL,
    })
    const resolveKey = () => Promise.reject(new Error('fetched'))
    expect(await judged(schemes['aws-sns'] as Scheme, {}, { resolveKey }, text)).toBe(
      'ERR_SIGNATURE_MALFORMED',
    )
  })
})

describe('signing with a private key', () => {
  test.each(signedByKeyPairs().map((one) => [one.algorithm, one.ecdsa ?? '', one] as const))(
    '%s %s',
    async (algorithm, _ecdsa, { ecdsa }) => {
      const curve = {
        'ecdsa-p256-sha1': null,
        'ecdsa-p256-sha256': 'P-256',
        'ecdsa-p384-sha384': 'P-384',
        'ecdsa-p521-sha512': 'P-521',
      }[algorithm as string]
      if (curve === null) return
      const keys =
        algorithm === 'ed25519'
          ? generateKeyPairSync('ed25519')
          : curve === undefined
            ? pair
            : generateKeyPairSync('ec', { namedCurve: curve })
      const scheme = publicKey({
        algorithm,
        encoding: 'base64',
        signature: header('Sign'),
        content: [body],
        ...(ecdsa && { ecdsa }),
      })
      const secrets = keys.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
      const signed = await sign({ body: 'x' }, { scheme, secrets })
      const open = keys.publicKey.export({ format: 'pem', type: 'spki' }).toString()
      expect((await verify(signed, { scheme, secrets: open })).verdict).toBe('verified')
      await expect(sign({ body: 'x' }, { scheme, secrets: open })).rejects.toMatchObject({
        code: 'ERR_SECRET_MALFORMED',
      })
    },
  )

  test('Standard Webhooks, v1a: whsk_ signs, whpk_ verifies', async () => {
    const keys = generateKeyPairSync('ed25519')
    const { d = '', x = '' } = keys.privateKey.export({ format: 'jwk' })
    const [seed, open] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]
    for (const secret of [Buffer.concat([seed, open]), seed]) {
      const secrets = `whsk_${secret.toString('base64')}`
      const signed = await sign({ body: 'x', id: 'msg_1' }, { scheme: standardWebhooksV1a, secrets, now })
      expect(signed.headers['webhook-signature']).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/)
      const options = { scheme: standardWebhooksV1a, secrets: `whpk_${open.toString('base64')}`, now }
      expect(await verify(signed, options)).toMatchObject({ verdict: 'verified', id: 'msg_1' })
    }
  })
})
