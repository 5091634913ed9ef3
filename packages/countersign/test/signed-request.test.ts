import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { canSign, type Proof, type Scheme, verify, WebhookError } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { samplesOf, signedRequest, type TestingOptions, testingSecretOf } from 'countersign/testing'
import { expect, test } from 'vitest'

const url = 'https://example.com/webhook'

const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
const adyenItem = {
  additionalData: {},
  pspReference: '7914073381342284',
  merchantAccountCode: 'TestMerchant',
  merchantReference: 'TestPayment-1407325143704',
  amount: { value: 1130, currency: 'EUR' },
  eventCode: 'AUTHORISATION',
  success: 'true',
}

/** What must stand in the message of some schemes beside what all have. */
const given: Readonly<Record<string, TestingOptions>> = {
  adyen: { body: { live: 'false', notificationItems: [{ NotificationRequestItem: adyenItem }] } },
  'aws-sns': {
    body: {
      ...{ Type: 'Notification', MessageId: 'i', TopicArn: 't', Message: 'm', Timestamp: '' },
      SignatureVersion: '2',
    },
  },
  braintree: { body: 'bt_payload=PD94bWw%2B%0A', headers: form },
  contentful: {
    headers: {
      'x-contentful-signed-headers': 'content-type,x-contentful-signed-headers,x-contentful-timestamp',
    },
  },
  'dropbox-sign': {
    body: '--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n{"event":{"event_type":"test","event_time":"1"}}\r\n--b--\r\n',
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
  },
  'microsoft-graph': { body: { value: [{ id: '1' }] } },
  paypal: {
    headers: {
      'PayPal-Transmission-Id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55',
    },
  },
  plivo: { body: 'Duration=300', headers: { ...form, 'X-Plivo-Signature-V3-Nonce': '1' } },
  'twilio-json': {
    body: '{}',
    // The SHA-256 of the body, as Twilio writes it into the URL that it calls.
    url: `${url}?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a`,
  },
}

const curves = { 1: 'P-256', 256: 'P-256', 384: 'P-384', 512: 'P-521' }
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** A key pair that a scheme is signed with, or the first of its ways. */
function pairFor(proof: Proof): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } {
  const [first] = proof.parts ?? []
  if (first !== undefined) return pairFor(first)
  const algorithm = proof.publicKey?.algorithm ?? proof.detached?.algorithm ?? proof.jwt?.algorithms[0] ?? ''
  if (/^(ed25519|EdDSA)$/.test(algorithm)) return generateKeyPairSync('ed25519')
  const [, bits] = /^(?:ecdsa-.*sha|ES)(1|256|384|512)$/.exec(algorithm) ?? []
  if (bits === undefined) return rsa
  return generateKeyPairSync('ec', { namedCurve: curves[bits as unknown as keyof typeof curves] })
}

/** Settings of any value where a scheme must have them. */
function paramsOf({ proof }: Scheme): Record<string, string> {
  const asked = Object.entries(proof.params ?? {}).filter(([, { optional }]) => optional !== true)
  return Object.fromEntries(
    asked.map(([name]) => [name, name === 'audience' ? url : `x-test-${name.toLowerCase()}`]),
  )
}

test.each(Object.entries(schemes))('%s', async (name, scheme) => {
  const params = paramsOf(scheme)
  const making = signedRequest(scheme, 'a.type' as never, {
    body: { id: 'evt_1' },
    url,
    params,
    ...given[name],
  })
  expect(canSign(scheme)).toBe(true)
  // RFC 9421 takes shared secrets, too.
  if (scheme.proof.keys === 'secret' || scheme.proof.messageSignature !== undefined) {
    const request = await making
    const publicUrl = request.url
    const event = await verify(request, { scheme, secrets: testingSecretOf(scheme), params, publicUrl })
    return expect(event.scheme).toBe(name)
  }
  // A key pair's private half is for the test's author to bring.
  await expect(making).rejects.toSatisfy(WebhookError.is)
  const pair = pairFor(scheme.proof)
  const request = await signedRequest(scheme, 'a.type' as never, {
    body: { id: 'evt_1' },
    url,
    params,
    ...given[name],
    secret: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  })
  const secrets = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString()
  const event = await verify(request, { scheme, secrets, params, publicUrl: request.url })
  expect(event.scheme).toBe(name)
})

const withSamples = Object.values(schemes).filter((scheme) => Object.keys(samplesOf(scheme)).length > 0)

test.each(withSamples)('samples of $name verify, and are what they are called', async (scheme) => {
  const params = paramsOf(scheme)
  const pair = scheme.proof.keys === 'secret' ? undefined : pairFor(scheme.proof)
  const secret = pair?.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const secrets =
    pair?.publicKey.export({ format: 'pem', type: 'spki' }).toString() ?? testingSecretOf(scheme)
  for (const type of Object.keys(samplesOf(scheme))) {
    const request = await signedRequest(scheme, type, { url, params, ...(secret && { secret }) })
    const event = await verify(request, { scheme, secrets, params, publicUrl: request.url })
    expect(event.type).toBe(type)
  }
})

test('fifty schemes and more have samples', () => {
  expect(withSamples.length).toBeGreaterThanOrEqual(50)
})
