import { hmac } from '../engines/hmac/hmac.ts'
import { unlikeChallenge } from '../engines/unlike-challenge.ts'
import { twitterHandshake } from '../handshakes/twitter.ts'
import { onlyKey } from '../message/only-key.ts'
import { header } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * X (Twitter) Account Activity. Base64 HMAC-SHA256 of the raw body after `sha256=` in `x-twitter-webhooks-signature`.
 * The key is the app's consumer secret, which answers the challenges, too: a body of a challenge's form, letters, digits,
 * `-` and `_`, is no event. The type is the key beside `for_user_id`, such as `tweet_create_events`.
 *
 * Sources: docs.x.com, account activity; xdevplatform/account-activity-dashboard helpers/security.js.
 */
export const twitter: Scheme = hmac({
  name: 'twitter',
  title: 'X (Twitter) Account Activity',
  documentation: [
    'https://docs.x.com/x-api/webhooks/introduction',
    'https://github.com/xdevplatform/account-activity-dashboard',
  ],
  confidence: 'medium',
  hash: 'sha256',
  encoding: base64,
  signature: header('x-twitter-webhooks-signature'),
  prefix: 'sha256=',
  content: unlikeChallenge({ alphabet: 'token', most: 128 }),
  covers: 'body',
  describe: described({ type: onlyKey('for_user_id') }),
  handshake: twitterHandshake,
})
