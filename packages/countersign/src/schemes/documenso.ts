import { token } from '../engines/token.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Documenso. The secret is sent as it is. A webhook without one sends the header empty, which nothing here accepts.
 *
 * Sources: documenso/documenso execute-webhook-call.ts; docs.documenso.com, webhook verification.
 */
export const documenso: Scheme = token({
  name: 'documenso',
  title: 'Documenso',
  documentation: [
    'https://docs.documenso.com/docs/developers/webhooks/verification',
    'https://github.com/documenso/documenso',
  ],
  confidence: 'high',
  at: header('X-Documenso-Secret'),
  describe: described({ type: jsonField('event') }),
})
