import type { Samples } from '../scheme/facts.ts'

/** An event after Mailgun’s documentation, cut short; signing writes timestamp and signature beside the token. */
export const mailgunSamples: Samples = {
  delivered: {
    body: '{"signature":{"token":"a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"},"event-data":{"id":"CPgfbmQMTCKtHW6uIWtuVe","event":"delivered","recipient":"alice@example.com"}}',
    headers: { 'Content-Type': 'application/json' },
  },
}
