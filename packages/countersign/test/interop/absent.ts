/** A provider's library that is not tried, and why: it verifies no webhooks, or cannot be had. */
export interface Absent {
  readonly name: string
  readonly why: string
}

export const absent: readonly Absent[] = [
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
