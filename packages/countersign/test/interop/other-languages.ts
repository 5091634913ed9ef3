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
    secret: ed25519.publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex'),
    signingSecret: ed25519.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
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
