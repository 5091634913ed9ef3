import { canSign, type Scheme, verify } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { signedRequest, type TestingOptions, testingSecretOf } from 'countersign/testing'
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
  paypal: { headers: { 'PayPal-Transmission-Id': '69cd13f0-d67a-11e5-baa3-778b53f4ae55' } },
  plivo: { body: 'Duration=300', headers: { ...form, 'X-Plivo-Signature-V3-Nonce': '1' } },
  'twilio-json': {
    body: '{}',
    // The SHA-256 of the body, as Twilio writes it into the URL that it calls.
    url: `${url}?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a`,
  },
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
  if (!canSign(scheme)) return expect(making).rejects.toMatchObject({ code: 'ERR_SIGN_UNSUPPORTED' })
  // A key pair's private half is for the test's author to bring.
  if (scheme.proof.keys !== 'secret')
    return expect(making).rejects.toMatchObject({ code: 'ERR_SECRET_MALFORMED' })
  const request = await making
  const publicUrl = request.url
  const event = await verify(request, { scheme, secrets: testingSecretOf(scheme), params, publicUrl })
  expect(event.scheme).toBe(name)
})
