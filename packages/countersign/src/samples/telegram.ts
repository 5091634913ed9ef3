import type { Samples } from '../scheme/facts.ts'

/** The message with text at https://core.telegram.org/bots/webhooks, cut short, with a made-up name. */
export const telegramSamples: Samples = {
  message: {
    body: '{"update_id":10000,"message":{"message_id":1365,"date":1441645532,"chat":{"id":1111111,"type":"private","first_name":"Zoë"},"text":"/start"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
