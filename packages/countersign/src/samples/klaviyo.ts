import type { Samples } from '../scheme/facts.ts'

/** A delivery of one event after Klaviyo’s documentation. */
export const klaviyoSamples: Samples = {
  'event:klaviyo.sent_sms': {
    body: '{"data":[{"external_id":"4L3cwQae2TX","topic":"event:klaviyo.sent_sms","payload":{"data":{"type":"event","id":"4L3cwQae2TX"}}}],"meta":{"klaviyo_account_id":"XXXXXX","klaviyo_webhook_id":"a8b890458b4bbfaa26d961471b83c101d6de23bd826e7e5173a15310985ec3cb","timestamp":"2024-01-04T18:05:25.000000+00:00","version":"2024-02-15"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
