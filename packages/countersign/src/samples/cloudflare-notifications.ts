import type { Samples } from '../scheme/facts.ts'

/** A notification after Cloudflare’s reference of webhook payloads, cut short. */
export const cloudflareNotificationsSamples: Samples = {
  advanced_ddos_attack_l4_alert: {
    body: '{"account_id":"9035f53656c247e895c5a6939ae8a0e0","alert_correlation_id":"000eaa907ed24e78946d3a93adb2ae57","alert_event":"ALERT_STATE_EVENT_START","alert_type":"advanced_ddos_attack_l4_alert","data":{"account_name":"string"},"ts":1136214245}',
    headers: { 'Content-Type': 'application/json' },
  },
}
