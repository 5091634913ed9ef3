import type { Samples } from '../scheme/facts.ts'

/** A notification as the tests of Adyen’s own PHP library have it. */
export const adyenSamples: Samples = {
  AUTHORISATION: {
    body: '{"live":"false","notificationItems":[{"NotificationRequestItem":{"pspReference":"7914073381342284","merchantAccountCode":"TestMerchant","merchantReference":"TestPayment-1407325143704","amount":{"value":1130,"currency":"EUR"},"eventCode":"AUTHORISATION","success":"true","additionalData":{}}}]}',
    headers: { 'Content-Type': 'application/json' },
  },
}
