import { token } from '../engines/token.ts'
import { namedHeader } from '../message/named-header.ts'
import { jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Fillout, by a header of one's own on the webhook: `params.tokenHeader`, `Authorization` where that is left out. It
 * proves who sends and nothing of what.
 *
 * Source: the registry webhook-co/webhook @de3aa4e.
 */
export const fillout: Scheme = token({
  name: 'fillout',
  title: 'Fillout',
  documentation: ['https://github.com/webhook-co/webhook'],
  confidence: 'medium',
  at: namedHeader('tokenHeader', 'Authorization'),
  params: { tokenHeader: { title: 'the header that holds the token', optional: true } },
  describe: described({ id: jsonField('submission', 'submissionId') }),
  unprotected: ['id'],
})
