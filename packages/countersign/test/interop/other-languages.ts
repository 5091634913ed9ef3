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

const python = { language: 'Python', signs: true } as const
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
    secret: '12345678901234567890123456789012',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'CallSid=CA1&From=%2B14158675310&Name=J%C3%B6rg',
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
  { ...go, library: 'stripe-go', version: '84.4.1', scheme: 'stripe', secret: text },
  { ...go, library: 'slack-go', version: '0.35.0', scheme: 'slack', secret: text, signs: false },
  { ...go, library: 'go-github', version: '83.0.0', scheme: 'github', secret: text, signs: false },
  { ...go, library: 'svix-webhooks', version: '1.44.0', scheme: 'svix', secret: base64 },
  { ...go, library: 'standard-webhooks', version: '0.0.1', scheme: 'standard-webhooks', secret: base64 },
]

/** How a library is named beside those of npm. */
export const nameOf = ({ library, language }: OtherSdk): string => `${library} (${language})`
