import type { Samples } from '../scheme/facts.ts'

/** An event after Stripe’s documentation, cut short. */
export const stripeSamples: Samples = {
  'invoice.paid': {
    body: '{"id":"evt_1NG8Du2eZvKYlo2CUI79vXWy","object":"event","api_version":"2019-02-19","created":1686089970,"data":{"object":{"id":"in_1","object":"invoice","amount_paid":1250}},"livemode":false,"type":"invoice.paid"}',
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
  },
}
