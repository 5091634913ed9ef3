import { token } from '../engines/token.ts'
import { onlyKey } from '../message/only-key.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** Telegram bots. The `secret_token` that was given to setWebhook comes back in a header. */
export const telegram: Scheme = token({
  name: 'telegram',
  title: 'Telegram',
  documentation: ['https://core.telegram.org/bots/api#setwebhook'],
  confidence: 'high',
  at: header('X-Telegram-Bot-Api-Secret-Token'),
  describe: described({ type: onlyKey('update_id'), id: jsonField('update_id') }),
  delivery: {
    retries: 'further and further apart until it works; Retry-After is heeded up to an hour',
  },
})
