import { placeText } from '../content/place-text.ts'
import { either } from '../engines/either.ts'
import { onlyWhere } from '../engines/only-where.ts'
import { publicKey } from '../engines/public-key.ts'
import { clock } from '../engines/signed-values.ts'
import { refusal } from '../errors/refusal.ts'
import { awsSnsHandshake } from '../handshakes/aws-sns.ts'
import { rfc3339 } from '../message/dates.ts'
import type { Message } from '../message/message.ts'
import { jsonField } from '../message/place.ts'
import { described } from '../scheme/described.ts'
import type { Scheme } from '../scheme/scheme.ts'

const ofNotification = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
const ofConfirmation = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']

/**
 * As AWS's own validator, with a region in place of any label: `sns.s3-us-west-2.amazonaws.com` is the bucket of whoever
 * is the first to call one `sns`.
 */
const certificateUrl =
  /^https:\/\/sns\.[a-z]{2}(?:-[a-z]+){1,3}-\d{1,2}\.amazonaws\.com(?:\.cn)?\/[\w./-]{1,200}\.pem$/

/** Name and value of the signed fields, each on a line of its own; only the subject may be absent. */
function content(message: Message): readonly string[] {
  const type = placeText(message, jsonField('Type'))
  const wanted = message.params.topicArn
  // Anybody can subscribe this address to a topic of his own, which is signed by the same keys.
  if (wanted && wanted !== '*' && placeText(message, jsonField('TopicArn')) !== wanted)
    throw refusal('ERR_SIGNATURE_MISMATCH', 'It is of another topic.')
  // Also where a key is given, and none is fetched: what names a stranger's certificate was not sent by SNS.
  const certificate = placeText(message, jsonField('SigningCertURL'))
  if (certificate !== undefined && !certificateUrl.test(certificate))
    throw refusal('ERR_SIGNATURE_MALFORMED', "It names somebody else's certificate.")
  const names = type === 'Notification' ? ofNotification : ofConfirmation
  return names.flatMap((name) => {
    const text = placeText(message, jsonField(name))
    if (text === undefined && name !== 'Subject')
      throw refusal('ERR_CONTENT_MALFORMED', `Looked for ${name} in the body.`)
    return text === undefined ? [] : [name, '\n', text, '\n']
  })
}

const of = (version: string, algorithm: 'rsa-sha1' | 'rsa-sha256'): Scheme =>
  onlyWhere(
    jsonField('SignatureVersion'),
    (text) => text === version,
    publicKey({
      algorithm,
      encoding: 'base64',
      signature: jsonField('Signature'),
      content,
      covers: 'fields',
      timestamp: clock({
        at: jsonField('Timestamp'),
        unit: 'rfc3339',
        read: rfc3339,
        toleranceSeconds: null,
      }),
      params: {
        topicArn: {
          title: 'the ARN of the topic; * takes any topic of anybody, none of which is confirmed by itself',
          optional: true,
          demanded: true,
        },
      },
      keyFrom: {
        hosts: ['*.amazonaws.com', '*.amazonaws.com.cn'],
        form: 'pem',
        of(message) {
          const url = message.field('SigningCertURL')
          return typeof url === 'string' && certificateUrl.test(url) ? { url } : undefined
        },
        issuedFor: (name) => /^sns(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/.test(name),
      },
    }),
  )

/**
 * Amazon SNS. RSA over name and value of the body's fields, by the certificate at SigningCertURL, which must lie on SNS'
 * own host; SignatureVersion says whether SHA-1 or SHA-256. Fields beyond those, such as UnsubscribeURL, are not signed. SNS
 * tries again for days, under the same MessageId, and names no tolerance for the signed time.
 *
 * Source: sns-validator 0.3.5; docs.aws.amazon.com/sns/latest/dg, sns-verify-signature-of-message.html and
 * http-notification-json.html.
 */
export const awsSns: Scheme = either(
  {
    name: 'aws-sns',
    title: 'Amazon SNS',
    documentation: ['https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html'],
    confidence: 'high',
    describe: described({ type: jsonField('Type'), id: jsonField('MessageId'), dedupe: 'signed-id' }),
    forward: ['x-amz-sns-message-type', 'x-amz-sns-topic-arn'],
    handshake: awsSnsHandshake,
  },
  [of('2', 'rsa-sha256'), of('1', 'rsa-sha1')],
)
