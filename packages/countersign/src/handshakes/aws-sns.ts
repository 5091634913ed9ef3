import { jsonField } from '../message/place.ts'
import type { HandshakeRule } from '../scheme/handshake.ts'

/**
 * SNS asks whether a subscription is wanted: the address in a confirmation that it has signed is fetched, where it
 * is SNS’s own and the topic is the one that the source is set to, the param `topicArn`. Anybody may have a topic of
 * his own and subscribe this address to it.
 *
 * Source: sns-validator 0.3.5; docs.aws.amazon.com sns verify signature.
 */
export const awsSnsHandshake: readonly HandshakeRule[] = [
  'sns.*.amazonaws.com',
  'sns.*.amazonaws.com.cn',
].map(
  (host): HandshakeRule => ({
    when: { method: 'POST', holds: [{ at: jsonField('Type'), value: 'SubscriptionConfirmation' }] },
    trust: { by: 'signature', same: { at: jsonField('TopicArn'), param: 'topicArn' } },
    visits: { at: jsonField('SubscribeURL'), host },
    reply: { status: 200 },
  }),
)
