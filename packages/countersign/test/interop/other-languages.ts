import { generateKeyPairSync } from 'node:crypto'
import type { Signed } from './cases.ts'

/** A provider's library of another language than JavaScript. */
export interface OtherSdk extends Signed {
  /** As the programs in other-languages/ name it. */
  readonly library: string
  readonly language: 'Python' | 'Go'
  readonly version: string
  readonly signs: boolean
}

const text = 'a-secret-of-24-letters-x'
const base64 = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const ed25519 = generateKeyPairSync('ed25519')
const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const p521 = generateKeyPairSync('ec', { namedCurve: 'secp521r1' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })

const twilio = {
  secret: '12345678901234567890123456789012',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'CallSid=CA1&From=%2B14158675310&Name=J%C3%B6rg',
}
const sendgrid = {
  secret: p256.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  signingSecret: p256.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}
/** Signing writes timestamp and signature beside the token. */
const mailgun = {
  secret: text,
  body: '{"signature":{"token":"a8ce0edb2dd8301dee6c2405"},"event-data":{"id":"1","event":"delivered","name":"é"}}',
}
const dropboxSign = {
  secret: text,
  headers: { 'content-type': 'multipart/form-data; boundary=b' },
  body: '--b\r\ncontent-disposition: form-data; name="json"\r\n\r\n{"event":{"event_type":"signature_request_sent"},"name":"é"}\r\n--b--\r\n',
}
const pusher = {
  secret: text,
  headers: { 'x-pusher-key': 'app-key' },
  body: (now: number): string => `{"time_ms":${now},"events":[{"channel":"c","name":"é"}]}`,
}
const adyenKey = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056'
const adyenItem = {
  pspReference: '7914073381342284',
  merchantAccountCode: 'TestMerchant',
  merchantReference: 'TestPayment-1407325143704 é',
  amount: { value: 1130, currency: 'EUR' },
  eventCode: 'AUTHORISATION',
  success: 'true',
}
const adyen = {
  secret: adyenKey,
  body: JSON.stringify({ live: 'false', notificationItems: [{ NotificationRequestItem: adyenItem }] }),
}
const checkXml =
  '<notification><timestamp type="datetime">2026-11-28T00:00:00Z</timestamp><kind>check</kind><subject><check type="boolean">true</check></subject></notification>'
const braintree = {
  secret: text,
  params: { keyId: 'public-key' },
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: `bt_payload=${encodeURIComponent(`${btoa(checkXml)}\n`)}`,
}
const plivo = {
  secret: text,
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    'x-plivo-signature-v3-nonce': '12345678901234567890',
  },
  body: 'Event=Hangup&From=14158675310&Name=J%C3%B6rg',
}
const truelayer = {
  secret: p521.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  signingSecret: p521.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}
const google = {
  secret: rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  signingSecret: rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  params: {
    audience: 'https://example.com/webhook',
    serviceAccount: 'push@example.iam.gserviceaccount.com',
  },
}
const ed25519Keys = {
  signingSecret: ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
}
const ed25519Public = ed25519.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
const livekit = {
  secret: `${text}-of-32-bytes`,
  params: { keyId: 'api-key' },
  body: '{"event":"room_started","id":"é"}',
}
const gocardless = { secret: text, body: '{"events":[{"id":"EV1","action":"é"}]}' }

const python = { language: 'Python', signs: true } as const
const checks = { language: 'Python', signs: false } as const
const go = { language: 'Go', signs: true } as const

/** Python's from PyPI, Go's from its module proxy, where `python3` and `go` are. */
export const otherSdks: readonly OtherSdk[] = [
  { ...python, library: 'stripe', version: '16.1.0', scheme: 'stripe', secret: text },
  { ...python, library: 'slack-sdk', version: '3.48.0', scheme: 'slack', secret: text },
  { ...python, library: 'svix', version: '2.9.1', scheme: 'svix', secret: base64 },
  { ...python, library: 'standardwebhooks', version: '1.1.0', scheme: 'standard-webhooks', secret: base64 },
  {
    ...python,
    library: 'twilio',
    version: '9.13.0',
    scheme: 'twilio',
    ...twilio,
  },
  {
    ...python,
    library: 'PyNaCl',
    version: '1.6.2',
    scheme: 'discord',
    ...ed25519Keys,
    secret: ed25519Public.toString('hex'),
    signs: false,
  },
  {
    ...python,
    library: 'pyairtable',
    version: '3.5.1',
    scheme: 'airtable',
    secret: base64.slice('whsec_'.length),
    // It reads what Airtable sends, and nothing else.
    body: '{"base":{"id":"app1"},"webhook":{"id":"ach1"},"timestamp":"2022-02-01T21:25:05.663Z"}',
    signs: false,
  },
  { ...python, library: 'boldsign', version: '3.3.4', scheme: 'boldsign', secret: text, signs: false },
  { ...python, library: 'increase', version: '0.552.0', scheme: 'increase', secret: base64, signs: false },
  { ...checks, library: 'dropbox-sign', version: '2.0.0', scheme: 'dropbox-sign', ...dropboxSign },
  { ...checks, library: 'razorpay', version: '2.0.1', scheme: 'razorpay', secret: text },
  { ...checks, library: 'line-bot-sdk', version: '3.27.0', scheme: 'line', secret: text },
  { ...checks, library: 'pusher', version: '3.3.4', scheme: 'pusher', ...pusher },
  { ...checks, library: 'gocardless-pro', version: '3.22.0', scheme: 'gocardless', ...gocardless },
  { ...checks, library: 'openai', version: '3.51.0', scheme: 'openai', secret: base64 },
  { ...checks, library: 'resend', version: '2.51.0', scheme: 'resend', secret: base64 },
  { ...checks, library: 'squareup', version: '46.0.0.20260916', scheme: 'square', secret: text },
  { ...checks, library: 'pycronofy', version: '2.1.1', scheme: 'cronofy', secret: text },
  { ...checks, library: 'viberbot', version: '1.0.12', scheme: 'viber', secret: text },
  { ...checks, library: 'Adyen', version: '16.0.0', scheme: 'adyen', ...adyen },
  { ...python, library: 'Adyen', version: '16.0.0', scheme: 'adyen-platform', secret: adyenKey },
  { ...checks, library: 'braintree', version: '4.48.0', scheme: 'braintree', ...braintree },
  { ...checks, library: 'easypost', version: '10.7.0', scheme: 'easypost', secret: text },
  { ...checks, library: 'coinbase-commerce', version: '1.0.1', scheme: 'coinbase-commerce', secret: text },
  {
    ...checks,
    library: 'mercadopago',
    version: '3.6.0',
    scheme: 'mercado-pago',
    secret: text,
    headers: { 'x-request-id': 'request-1' },
  },
  { ...checks, library: 'paddle-python-sdk', version: '1.16.1', scheme: 'paddle', secret: text },
  { ...checks, library: 'polar-sdk', version: '1.0.2', scheme: 'polar', secret: text },
  { ...python, library: 'truelayer-signing', version: '0.4.0', scheme: 'truelayer', ...truelayer },
  { ...checks, library: 'blockfrost-python', version: '0.7.0', scheme: 'blockfrost', secret: text },
  { ...checks, library: 'dodopayments', version: '1.123.0', scheme: 'dodopayments', secret: base64 },
  { ...checks, library: 'lithic', version: '0.133.0', scheme: 'lithic', secret: base64 },
  { ...checks, library: 'finch-api', version: '2.9.1', scheme: 'finch', secret: base64.slice(6) },
  { ...checks, library: 'orb-billing', version: '4.90.0', scheme: 'orb', secret: text },
  { ...python, library: 'modern-treasury', version: '1.80.0', scheme: 'modern-treasury', secret: text },
  { ...checks, library: 'sendgrid', version: '6.12.5', scheme: 'sendgrid', ...sendgrid },
  {
    ...checks,
    library: 'messagebird',
    version: '2.2.0',
    scheme: 'messagebird',
    secret: `${text}-of-32-bytes`,
  },
  { ...checks, library: 'plivo', version: '4.63.0', scheme: 'plivo', ...plivo },
  {
    ...checks,
    library: 'telnyx',
    version: '4.189.0',
    scheme: 'telnyx',
    ...ed25519Keys,
    secret: ed25519Public.toString('base64'),
  },
  { ...checks, library: 'workos', version: '10.1.0', scheme: 'workos', secret: text },
  { ...python, library: 'hubspot-api-client', version: '12.0.0', scheme: 'hubspot-v1', secret: text },
  { ...python, library: 'hubspot-api-client', version: '12.0.0', scheme: 'hubspot-v2', secret: text },
  { ...python, library: 'hubspot-api-client', version: '12.0.0', scheme: 'hubspot-v3', secret: text },
  {
    ...checks,
    library: 'box-sdk-gen',
    version: '1.17.0',
    scheme: 'box',
    secret: text,
    headers: { 'box-signature-version': '1', 'box-signature-algorithm': 'HmacSHA256' },
  },
  { ...checks, library: 'livekit-api', version: '1.2.2', scheme: 'livekit', ...livekit },
  { ...checks, library: 'elevenlabs', version: '2.78.0', scheme: 'elevenlabs', secret: text },
  { ...checks, library: 'anthropic', version: '2.14.0', scheme: 'anthropic', secret: base64 },
  { ...checks, library: 'qstash', version: '3.4.0', scheme: 'qstash', secret: `${text}-of-32-bytes` },
  { ...checks, library: 'replicate', version: '1.0.7', scheme: 'replicate', secret: base64 },
  { ...checks, library: 'cloudinary', version: '1.46.3', scheme: 'cloudinary', secret: text },
  { ...checks, library: 'stream-chat', version: '4.33.0', scheme: 'getstream', secret: text },
  { ...checks, library: 'onfido-python', version: '6.2.0', scheme: 'onfido', secret: text },
  { ...python, library: 'retell-sdk', version: '6.2.13', scheme: 'retell', secret: text },
  {
    ...checks,
    library: 'discord-interactions',
    version: '0.4.0',
    scheme: 'discord',
    ...ed25519Keys,
    secret: ed25519Public.toString('hex'),
  },
  { ...checks, library: 'sinch', version: '2.3.0', scheme: 'sinch', secret: text },
  { ...checks, library: 'sinch', version: '2.3.0', scheme: 'sinch-numbers', secret: text },
  { ...checks, library: 'hook0-client', version: '2.0.3', scheme: 'hook0', secret: text },
  { ...checks, library: 'convoy-python', version: '0.2.0', scheme: 'convoy', secret: text },
  { ...checks, library: 'vonage-jwt', version: '1.1.5', scheme: 'vonage', secret: `${text}-of-32-bytes` },
  {
    ...checks,
    library: 'google-auth',
    version: '2.63.0',
    scheme: 'google-pubsub-push',
    ...google,
    body: '{"message":{"messageId":"1","data":"w6k="}}',
  },
  { ...go, library: 'stripe-go', version: '84.4.1', scheme: 'stripe', secret: text },
  { ...go, library: 'slack-go', version: '0.35.0', scheme: 'slack', secret: text, signs: false },
  { ...go, library: 'go-github', version: '83.0.0', scheme: 'github', secret: text, signs: false },
  { ...go, library: 'svix-webhooks', version: '1.44.0', scheme: 'svix', secret: base64 },
  { ...go, library: 'standard-webhooks', version: '0.0.1', scheme: 'standard-webhooks', secret: base64 },
  { ...go, library: 'twilio-go', version: '1.31.0', scheme: 'twilio', ...twilio, signs: false },
  { ...go, library: 'line-bot-sdk-go', version: '8.14.0', scheme: 'line', secret: text, signs: false },
  { ...go, library: 'go-pagerduty', version: '1.8.0', scheme: 'pagerduty', secret: text, signs: false },
  { ...go, library: 'sendgrid-go', version: '3.16.1', scheme: 'sendgrid', ...sendgrid, signs: false },
  { ...go, library: 'mailgun-go', version: '4.23.0', scheme: 'mailgun', ...mailgun, signs: false },
  { ...go, library: 'paddle-go-sdk', version: '4.1.0', scheme: 'paddle', secret: text, signs: false },
  { ...go, library: 'resend-go', version: '3.1.1', scheme: 'resend', secret: base64, signs: false },
  { ...go, library: 'gitea-sdk', version: '0.25.1', scheme: 'gitea', secret: text, signs: false },
  { ...go, library: 'razorpay-go', version: '1.3.3', scheme: 'razorpay', secret: text, signs: false },
  { ...go, library: 'openai-go', version: '3.98.0', scheme: 'openai', secret: base64, signs: false },
]

/** How a library is named beside those of npm. */
export const nameOf = ({ library, language }: OtherSdk): string => `${library} (${language})`
