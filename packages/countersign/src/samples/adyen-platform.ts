import type { Samples } from '../scheme/facts.ts'

/** A notification after the worked example of Adyen’s documentation, cut short. */
export const adyenPlatformSamples: Samples = {
  ACCOUNT_HOLDER_CREATED: {
    body: '{"eventDate":"2018-07-09T12:07:27+02:00","eventType":"ACCOUNT_HOLDER_CREATED","executingUserKey":"ws","live":false,"pspReference":"9915311308462016","content":{"accountCode":"9915311308462024","accountHolderCode":"6750d8cf-80ab-4a34-b2c5-f8a1f37a79da"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
