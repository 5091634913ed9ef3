import { token } from '../engines/token.ts'
import { namedHeader } from '../message/named-header.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * What Zapier sends. Nothing is signed: the operator adds a header with a secret, or basic credentials; the secret is
 * the whole value of that header.
 */
export const zapier: Scheme = token({
  name: 'zapier',
  title: 'Zapier (outgoing)',
  documentation: ['https://help.zapier.com/hc/en-us/articles/8496326446989-Send-webhooks-in-Zaps'],
  confidence: 'medium',
  at: namedHeader('tokenHeader', 'Authorization'),
  params: { tokenHeader: { title: 'the header of the secret, where it is another one', optional: true } },
})
