import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto'
import { queryCredentialsOf, type Scheme, safeVerify, sign, type VerifyOptions, verify } from 'countersign'
import { adyen } from 'countersign/schemes/adyen'
import { atlassianConnect } from 'countersign/schemes/atlassian-connect'
import { awsSns } from 'countersign/schemes/aws-sns'
import { azureEventgrid } from 'countersign/schemes/azure-eventgrid'
import { braintree } from 'countersign/schemes/braintree'
import { contentful } from 'countersign/schemes/contentful'
import { discord } from 'countersign/schemes/discord'
import { docusign } from 'countersign/schemes/docusign'
import { fal } from 'countersign/schemes/fal'
import { grafana } from 'countersign/schemes/grafana'
import { grafanaTimestamp } from 'countersign/schemes/grafana-timestamp'
import { kinde } from 'countersign/schemes/kinde'
import { mandrill } from 'countersign/schemes/mandrill'
import { messagebird } from 'countersign/schemes/messagebird'
import { slack } from 'countersign/schemes/slack'
import { stripe } from 'countersign/schemes/stripe'
import { travisCi } from 'countersign/schemes/travis-ci'
import { twilio } from 'countersign/schemes/twilio'
import { vonage } from 'countersign/schemes/vonage'
import { webex } from 'countersign/schemes/webex'
import { worldpayAccess } from 'countersign/schemes/worldpay-access'
import { verifySync } from 'countersign/sync'
import { describe, expect, test } from 'vitest'

// What the providers' own documentation says of messages that come seldom: signed here by hand, as it says there.

const now = new Date(1_700_000_000_000)
const seconds = now.getTime() / 1000
const secrets = 'secret'
const url = 'https://shop.example/in/hooks'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed25519 = generateKeyPairSync('ed25519')
const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (text: string, encoding: 'hex' | 'base64' = 'hex', hash = 'sha256', key = secrets): string =>
  createHmac(hash, key).update(text).digest(encoding)

/** The event, or the code of the refusal. */
async function judged(
  scheme: Scheme,
  input: { headers?: Record<string, string | readonly string[]>; body?: string; method?: string },
  options: Partial<VerifyOptions> = {},
) {
  const message = { headers: {}, body: '{"n":1}', method: 'POST', ...input }
  const result = await safeVerify(message, { secrets, now, publicUrl: url, ...options, scheme })
  return result.ok ? result.event : result.error.code
}

const verified = { verdict: 'verified' }
const authenticated = { verdict: 'authenticated' }

/** A token by HS256 over claims that hold now. */
function token(claims: object, key = secrets): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ iat: seconds, nbf: seconds, exp: seconds + 60, ...claims })}`
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`
}

describe('Adyen', () => {
  test.each(['{}', '{"notificationItems":[]}', '{"notificationItems":"one"}'])(
    'has nothing signed in a message without items: %s',
    async (body) => {
      expect(await judged(adyen, { body }, { secrets: '00ff' })).toBe('ERR_SIGNATURE_MISSING')
    },
  )
})

describe('Atlassian Connect', () => {
  const asked = (publicUrl: string, qsh: unknown, method = 'GET') =>
    judged(
      atlassianConnect,
      { method, headers: { authorization: `JWT ${token({ iss: 'client', qsh })}` } },
      { publicUrl, params: { keyId: 'client' } },
    )

  test('a hash that the Haskell library of others publishes is that of its query', async () => {
    const hash = '70282c7cf82834bd5a3d6dacda1b4ccd5cf5860a63a1fa2fb86b64d576e6a1d5'
    expect(await asked('http://localhost:2990/path/to/service?a=1&A=2&b=3&B=4', hash)).toMatchObject(
      authenticated,
    )
  })

  test.each([
    ['repeated parameters are one, with commas', '/p?a=2&a=1&b=3', 'GET&/p&a=1,2&b=3'],
    ['the token itself is left out', '/p?jwt=abc&a=1', 'GET&/p&a=1'],
    ['all is escaped as in OAuth 1.0', "/p?a=!'()*~+x", 'GET&/p&a=%21%27%28%29%2A~%20x'],
    ['an ampersand of the path is escaped', '/p&q?a=1', 'GET&/p%26q&a=1'],
  ])('%s', async (_name, target, canonical) => {
    expect(await asked(`https://shop.example${target}`, sha256(canonical))).toMatchObject(authenticated)
    expect(await asked(`https://shop.example${target}`, sha256(`${canonical}~`))).toBe(
      'ERR_SIGNATURE_MISMATCH',
    )
  })

  test.each([undefined, 5, null])('a token whose hash is %s is of no request', async (qsh) => {
    expect(await asked(url, qsh)).toBe('ERR_SIGNATURE_MISMATCH')
  })
})

describe('Amazon SNS', () => {
  const fields = {
    Message: 'm',
    MessageId: 'id-1',
    Timestamp: '2023-11-14T22:13:20.000Z',
    TopicArn: 'arn',
    Type: 'Notification',
  }
  const body = (more: object = {}): string => {
    const all = { ...fields, ...more }
    const signed = Object.entries(fields).map(([name]) => `${name}\n${all[name as keyof typeof fields]}\n`)
    const Signature = signBytes('sha256', Buffer.from(signed.join('')), rsa.privateKey).toString('base64')
    return JSON.stringify({ ...all, SignatureVersion: '2', Signature })
  }
  const given = { secrets: pem(rsa.publicKey) }

  test('tells when a message was signed, however long ago, and refuses a time that is none', async () => {
    expect(await judged(awsSns, { body: body() }, given)).toMatchObject({ timestamp: now })
    expect(await judged(awsSns, { body: body({ Timestamp: 'yesterday' }) }, given)).toBe(
      'ERR_TIMESTAMP_MALFORMED',
    )
  })

  test('no certificate is fetched where none of SNS is named', async () => {
    const asked: unknown[] = []
    const resolveKey = async (wanted: unknown) => {
      asked.push(wanted)
      return given.secrets
    }
    for (const SigningCertURL of [
      undefined,
      5,
      'https://sns.example/a.pem',
      ['https://sns.eu-west-1.amazonaws.com/a.pem'],
    ])
      expect(await judged(awsSns, { body: body({ SigningCertURL }) }, { secrets: [], resolveKey })).toMatch(
        /^ERR_SIGNATURE_/,
      )
    expect(asked).toEqual([])
  })
})

test('Azure Event Grid: the secret in the query is a credential, which is not kept in the address', () => {
  expect(queryCredentialsOf(azureEventgrid, { tokenQuery: 'code' })).toEqual(['code'])
})

test('Braintree: what has a challenge`s form, 20 to 32 hex digits, is no payload; what is longer is', async () => {
  const key = createHash('sha1').update(secrets).digest()
  const of = (payload: string) => {
    const signature = createHmac('sha1', key).update(payload).digest('hex')
    const body = new URLSearchParams({ bt_signature: `public|${signature}`, bt_payload: payload }).toString()
    return judged(braintree, { body }, { params: { keyId: 'public' } })
  }
  for (const length of [20, 32]) expect(await of('a'.repeat(length))).toBe('ERR_CONTENT_MALFORMED')
  for (const length of [19, 33]) expect(await of('a'.repeat(length))).toMatchObject(verified)
})

test('Contentful: an address without a path is asked for under a slash, as HTTP has it', async () => {
  const listed = 'x-contentful-signed-headers,x-contentful-timestamp'
  const stamp = String(now.getTime())
  const content = `POST\n/\nx-contentful-signed-headers:${listed};x-contentful-timestamp:${stamp}\n{"n":1}`
  const headers = {
    'x-contentful-signature': hmac(content),
    'x-contentful-signed-headers': listed,
    'x-contentful-timestamp': stamp,
  }
  expect(await judged(contentful, { headers }, { publicUrl: 'https://shop.example' })).toMatchObject(verified)
})

test('DocuSign: numbers of keys that were taken away are passed over, up to nine in a row', async () => {
  const good = hmac('{"n":1}', 'base64')
  const bad = hmac('other', 'base64')
  const of = (...signatures: readonly (readonly [number, string])[]) =>
    judged(docusign, {
      headers: Object.fromEntries(signatures.map(([key, text]) => [`x-docusign-signature-${key}`, text])),
    })
  expect(await of([10, good])).toMatchObject(verified)
  expect(await of([1, bad], [11, good])).toMatchObject(verified)
  expect(await of([1, bad], [12, good])).toBe('ERR_SIGNATURE_MISMATCH')
  expect(await of([11, good])).toBe('ERR_SIGNATURE_MISSING')
})

test('fal: no line of what is signed holds another', async () => {
  const of = (id: string, user: string) => {
    const content = `${id}\n${user}\n${seconds}\n${sha256('{"n":1}')}`
    const headers = {
      'x-fal-webhook-signature': signBytes(null, Buffer.from(content), ed25519.privateKey).toString('hex'),
      'x-fal-webhook-request-id': id,
      'x-fal-webhook-user-id': user,
      'x-fal-webhook-timestamp': String(seconds),
    }
    return judged(fal, { headers }, { secrets: pem(ed25519.publicKey) })
  }
  expect(await of('request', 'user')).toMatchObject({ ...verified, id: 'request' })
  expect(await of('request', 'user\nmore')).toBe('ERR_CONTENT_MALFORMED')
  expect(await of('request\nmore', 'user')).toBe('ERR_ID_MALFORMED')
})

describe('Grafana', () => {
  test('the signature stands in the header that the operator has named, and in no other', async () => {
    const params = { signatureHeader: 'X-Mine' }
    const signature = hmac('{"n":1}')
    expect(await judged(grafana, { headers: { 'x-mine': signature } }, { params })).toMatchObject(verified)
    expect(
      await judged(grafana, { headers: { 'x-grafana-alerting-signature': signature } }, { params }),
    ).toBe('ERR_SIGNATURE_MISSING')
  })

  test('so with a timestamp', async () => {
    const params = { signatureHeader: 'X-Mine', timestampHeader: 'X-Time' }
    const headers = { 'x-mine': hmac(`${seconds}:{"n":1}`), 'x-time': String(seconds) }
    expect(await judged(grafanaTimestamp, { headers }, { params })).toMatchObject(verified)
    const { 'x-mine': signature, ...rest } = headers
    expect(
      await judged(
        grafanaTimestamp,
        { headers: { ...rest, 'x-grafana-alerting-signature': signature } },
        { params },
      ),
    ).toBe('ERR_SIGNATURE_MISSING')
  })
})

test('Kinde: the keys are those of the business` own domain', async () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const content = `${part({ alg: 'RS256', kid: 'k' })}.${part({ type: 'user.created' })}`
  const body = `${content}.${signBytes('sha256', Buffer.from(content), rsa.privateKey).toString('base64url')}`
  const asked: unknown[] = []
  const resolveKey = async (wanted: unknown) => {
    asked.push(wanted)
    return pem(rsa.publicKey)
  }
  const options = { secrets: [], resolveKey, params: { subdomain: 'acme' } }
  expect(await judged(kinde, { body }, options)).toMatchObject(verified)
  expect(asked).toEqual([{ id: 'k', url: 'https://acme.kinde.com/.well-known/jwks' }])
})

describe('MessageBird', () => {
  const claims = { iss: 'MessageBird', jti: 'token-1', url_hash: sha256(url) }
  const message = (more: object, body: string) => ({
    ...{ method: 'POST', url, body },
    headers: { 'messagebird-signature-jwt': token({ ...claims, ...more }) },
  })

  test('a body of one byte is held to its hash, and none may be without', async () => {
    expect(await judged(messagebird, message({}, ''))).toMatchObject({ ...verified, id: 'token-1' })
    expect(await judged(messagebird, message({}, '5'))).toBe('ERR_SIGNATURE_MISMATCH')
    expect(await judged(messagebird, message({ payload_hash: sha256('5') }, '5'))).toMatchObject(verified)
  })

  test('is verified at once where the platform hashes at once', () => {
    const options = { scheme: messagebird, secrets, now, publicUrl: url }
    expect(verifySync(message({ payload_hash: sha256('5') }, '5'), options)).toMatchObject(verified)
  })
})

test('Vonage: the token`s own id is the event`s', async () => {
  const jwt = token({ iss: 'Vonage', jti: 'token-2', payload_hash: sha256('{"n":1}') })
  expect(await judged(vonage, { headers: { authorization: `Bearer ${jwt}` } })).toMatchObject({
    id: 'token-2',
  })
})

test('Worldpay: a signature for each of several keys, as the header lists them', async () => {
  const two = ['one', 'two']
  const { headers } = await sign({ body: '{"n":1}' }, { scheme: worldpayAccess, secrets: two, now })
  const each = two.map((key) => `1/SHA256/${hmac('{"n":1}', 'hex', 'sha256', key)}`)
  expect(headers['Event-Signature']).toBe(each.join(','))
  for (const key of two)
    expect(await judged(worldpayAccess, { headers }, { secrets: key })).toMatchObject(verified)
})

describe('what an event is', () => {
  const of = async (scheme: Scheme, body: string, headers: Record<string, string>, key: string = secrets) => {
    const { type, id, dedupe } = await verify(
      { headers, body, method: 'POST' },
      { scheme, secrets: key, now, publicUrl: url },
    )
    return [type, id, dedupe?.basis]
  }

  test('Discord: an empty id is none', async () => {
    const body = '{"type":2,"id":""}'
    const signature = signBytes(null, Buffer.from(`${seconds}${body}`), ed25519.privateKey).toString('hex')
    const headers = { 'x-signature-ed25519': signature, 'x-signature-timestamp': String(seconds) }
    expect(await of(discord, body, headers, pem(ed25519.publicKey))).toEqual(['2', undefined, undefined])
  })

  test.each([
    ['[{"event":"send"}]', 'send'],
    ['[{"event":"send"},{"event":"open"}]', ''],
    ['[]', ''],
  ])('Mandrill: of several events none speaks for the others: %s', async (events, type) => {
    const body = new URLSearchParams({ mandrill_events: events }).toString()
    const headers = { 'x-mandrill-signature': hmac(`${url}mandrill_events${events}`, 'base64', 'sha1') }
    expect(await of(mandrill, body, headers)).toEqual([type, undefined, undefined])
  })

  test.each([
    [
      '{"type":"event_callback","event_id":"Ev1","event":{"type":"message"}}',
      ['message', 'Ev1', 'signed-id'],
    ],
    ['{"type":"event_callback","event":{"type":"message"}}', ['event_callback', undefined, undefined]],
    ['{"type":"app_rate_limited","event_id":"Ev1"}', ['app_rate_limited', undefined, undefined]],
  ])('Slack: the id of the Events API is promised of its callbacks alone: %s', async (body, said) => {
    const headers = {
      'x-slack-signature': `v0=${hmac(`v0:${seconds}:${body}`)}`,
      'x-slack-request-timestamp': String(seconds),
    }
    expect(await of(slack, body, headers)).toEqual(said)
  })

  test.each([
    ['{"type":"charge.failed"}', 'charge.failed'],
    ['{"type":"charge.failed","id":""}', 'charge.failed'],
    ['{"type":5}', ''],
  ])('Stripe: what has no id has its type all the same: %s', async (body, type) => {
    const headers = { 'stripe-signature': `t=${seconds},v1=${hmac(`${seconds}.${body}`)}` }
    expect(await of(stripe, body, headers)).toEqual([type, undefined, undefined])
  })

  test.each(['null', '5', '{}', 'no JSON'])('Travis CI: a payload that says nothing: %s', async (payload) => {
    const body = new URLSearchParams({ payload }).toString()
    const signature = signBytes('sha1', Buffer.from(payload), rsa.privateKey).toString('base64')
    expect(await of(travisCi, body, { signature }, pem(rsa.publicKey))).toEqual(['', undefined, undefined])
  })

  test('Twilio: of a call it is the call`s status', async () => {
    const headers = { 'x-twilio-signature': hmac(`${url}CallStatuscompleted`, 'base64', 'sha1') }
    expect(await of(twilio, 'CallStatus=completed', headers)).toEqual(['completed', undefined, undefined])
  })

  test.each(['{"resource":"messages"}', '{"event":"created"}', '{"resource":"messages","event":5}'])(
    'Webex: half a type is none: %s',
    async (body) => {
      const headers = { 'x-spark-signature': hmac(body, 'hex', 'sha1') }
      expect(await of(webex, body, headers)).toEqual(['', undefined, undefined])
    },
  )
})
