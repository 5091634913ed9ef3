import { jwt } from '../engines/jwt.ts'
import { header, jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * Google Cloud Pub/Sub, push with authentication. An OpenID Connect token by RS256 for the audience that was set on the
 * subscription; it says nothing of the body. Any Google account can have such a token made for any audience: set the
 * service account, too, whose address the token must hold then. A message may come more than once; its documentation
 * tells that by `messageId`, which is unique within the topic.
 *
 * Source: docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions.
 */
export const googlePubsubPush: Scheme = jwt({
  name: 'google-pubsub-push',
  title: 'Google Cloud Pub/Sub (push)',
  documentation: ['https://docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions'],
  confidence: 'high',
  at: header('Authorization'),
  prefix: 'Bearer ',
  algorithms: ['RS256'],
  keySource: {
    hosts: ['www.googleapis.com'],
    form: 'jwks',
    url: 'https://www.googleapis.com/oauth2/v3/certs',
  },
  claims: { iss: 'https://accounts.google.com', aud: [{ param: 'audience' }], email_verified: true },
  params: {
    audience: { title: 'the audience of the push subscription, by default its address' },
    serviceAccount: {
      title: "the address of the service account that pushes; * takes anybody's",
      optional: true,
      demanded: true,
    },
  },
  agrees: ({ email }, { params: { serviceAccount } }) =>
    !serviceAccount || serviceAccount === '*' || email === serviceAccount,
  agreeing: ({ params: { serviceAccount: email } }) => (email && email !== '*' ? { email } : {}),
  expires: true,
  describe: described({ id: jsonField('message', 'messageId'), dedupe: 'unsigned-id+bytes' }),
})
