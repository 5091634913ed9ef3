import type { Samples } from '../scheme/facts.ts'

/** The example of `email.delivered` at https://resend.com/docs/dashboard/webhooks/event-types */
export const resendSamples: Samples = {
  'email.delivered': {
    body: '{"type":"email.delivered","created_at":"2024-02-22T23:41:12.126Z","data":{"created_at":"2024-02-22T23:41:11.894719+00:00","email_id":"56761188-7520-42d8-8898-ff6fc54ce618","from":"Acme <onboarding@resend.dev>","to":["delivered@resend.dev"],"subject":"Sending this example"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
