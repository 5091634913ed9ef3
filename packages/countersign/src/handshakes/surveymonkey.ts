import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * SurveyMonkey asks with HEAD whether the address is there when a webhook is made.
 *
 * Source: SurveyMonkey/public_api_docs includes/_webhooks.md; n8n-nodes-base 2.41.2 SurveyMonkeyTrigger.
 */
export const surveymonkeyHandshake: readonly HandshakeRule[] = [
  { when: { method: 'HEAD' }, trust: { by: 'nothing' }, reply: { status: 200 } },
]
