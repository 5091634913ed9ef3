import { token } from '../engines/token.ts'
import { header } from '../message/place.ts'
import type { Scheme } from '../scheme/scheme.ts'

/** Telegram bots. The `secret_token` that was given to setWebhook comes back in a header. */
export const telegram: Scheme = token({
  name: 'telegram',
  title: 'Telegram',
  documentation: ['https://core.telegram.org/bots/api#setwebhook'],
  confidence: 'high',
  at: header('X-Telegram-Bot-Api-Secret-Token'),
})
