/** A provider's library that is not tried, and why: it verifies no webhooks, or cannot be had. */
export interface Absent {
  readonly name: string
  readonly why: string
}

export const absent: readonly Absent[] = [
  { name: 'nylas', why: 'verifies no webhooks: neither that of npm (8.4.0) nor that of PyPI (6.18.0)' },
  { name: 'chargebee (Python)', why: 'verifies no webhooks (3.29.0); that of npm is tried' },
  { name: 'intuit-oauth', why: 'verifies no webhooks of QuickBooks (4.2.5)' },
  { name: 'xero-node', why: 'verifies no webhooks (20.0.0)' },
  { name: 'recurly', why: 'verifies no webhooks (4.81.0)' },
  { name: 'loops', why: 'verifies no webhooks (7.3.0)' },
  { name: 'mailgun.js', why: 'verifies no webhooks (14.0.1); that of Go is tried' },
  {
    name: 'lago-javascript-client',
    why: 'verifies no webhooks (1.53.0); that of PyPI (1.55.0) fetches the key, and leaves the token to a library for JWT',
  },
  { name: '@airwallex/node-sdk', why: 'verifies no webhooks (2.1.0-beta.5)' },
  { name: '@aftership/tracking-sdk', why: 'verifies no webhooks (17.0.0)' },
  {
    name: '@coinbase/cdp-sdk',
    why: 'verifies no webhooks (1.57.0), nor does `cdp-sdk` of PyPI (1.51.0)',
  },
  { name: 'cloudflare', why: 'verifies no webhooks (7.3.0)' },
  { name: '@mergeapi/merge-node-client', why: 'verifies no webhooks (4.0.4)' },
  { name: '@xdevplatform/xdk', why: 'verifies no webhooks of X (0.6.6)' },
  { name: 'mailersend (Python)', why: 'verifies no webhooks (2.2.0); that of npm is tried' },
  {
    name: 'paypalrestsdk',
    why: 'of PyPI (1.13.3), given up by PayPal; it checks by a function that `pyOpenSSL` no longer has',
  },
  {
    name: 'cashfree-pg (Python)',
    why: 'wants a `urllib3` (6.0.1) that the others do not run with; that of npm is tried',
  },
  { name: 'lark-oapi', why: 'of PyPI (1.7.5), 101 MB; that of npm is tried' },
  { name: 'plaid', why: 'verifies no webhooks; it leaves the token to a library for JWT' },
  { name: '@paypal/paypal-server-sdk', why: 'verifies no webhooks; PayPal has to be asked' },
  { name: 'boldsign', why: 'that of npm (3.2.0) verifies no webhooks; that of Python is tried' },
  { name: 'checkout-sdk-node', why: 'verifies no webhooks (5.2.1)' },
  { name: '@typeform/api-client', why: 'verifies no webhooks as it is published (2.10.4)' },
  {
    name: '@sinch/sdk-core',
    why: 'cannot be installed (1.5.0): it wants a version of `@sinch/conversation` that npm does not have',
  },
  { name: 'increase', why: 'that of npm is of others; that of Python is tried' },
  {
    name: '@maxio-com/advanced-billing-sdk',
    why: 'verifies no webhooks (6.1.0), nor does `maxio-advanced-billing-sdk` of PyPI (10.0.0)',
  },
  {
    name: '@mollie/api-client',
    why: 'verifies no webhooks (4.6.0), nor does `mollie-api-python` of PyPI (4.0.0)',
  },
  {
    name: 'webexpythonsdk',
    why: 'verifies no webhooks (2.0.6), nor does `webexteamssdk` before it (1.7); both are of PyPI',
  },
]
