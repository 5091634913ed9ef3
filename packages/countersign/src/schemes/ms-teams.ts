import { hmac } from '../engines/hmac/hmac.ts'
import { fromBase64 } from '../message/encoding.ts'
import { header, jsonField } from '../message/place.ts'
import { base64 } from '../message/spelling.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Microsoft Teams outgoing webhook. Base64 HMAC-SHA256 of the raw body after `HMAC ` in `Authorization`. The key is
 * the base64 text of the security token, decoded. The answer to the message is the HTTP answer.
 *
 * Sources: OfficeDev/microsoft-teams-sample-outgoing-webhook AuthProvider.cs @d6e0f5e; learn.microsoft.com, outgoing
 * webhooks.
 */
export const msTeams: Scheme = hmac({
  name: 'ms-teams',
  title: 'Microsoft Teams outgoing webhook',
  documentation: [
    'https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-outgoing-webhook',
    'https://github.com/OfficeDev/microsoft-teams-sample-outgoing-webhook',
  ],
  confidence: 'high',
  hash: 'sha256',
  encoding: base64,
  signature: header('Authorization'),
  prefix: 'HMAC ',
  key: { encoding: 'base64', decode: fromBase64 },
  describe: described({ type: jsonField('type'), id: jsonField('id') }),
  credentials: ['authorization'],
  delivery: { timeoutSeconds: 5 },
})
