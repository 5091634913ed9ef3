// Libraries of calendars, meetings, subscriptions and event gateways: as those of sdks.mjs.
import { generateKeyPairSync } from 'node:crypto'
import { exported, main, pem, plain } from './sdk-parts.mjs'

const google = generateKeyPairSync('rsa', { modulusLength: 2048 })
const googlePublic = google.publicKey.export({ type: 'spki', format: 'pem' })
const audience = 'https://example.com/webhook'

export const services = [
  {
    name: '@zoom/rivet',
    scheme: 'zoom',
    secret: plain,
    apart: '0.4.0',
    body: '{"event":"meeting.started","payload":{"object":{"topic":"é"}}}',
    async verifier(load) {
      const { AwsLambdaReceiver } = await load('@zoom/rivet/meetings/meetings.mjs')
      const handle = new AwsLambdaReceiver({ webhooksSecretToken: plain }).start()
      return async ({ headers, body }) => {
        // It prints each message.
        const { debug } = console
        console.debug = () => {}
        // Its other receiver makes text of the bytes in this way.
        const answer = handle({ headers, body: body.toString() }).finally(() => {
          console.debug = debug
        })
        return (await answer).statusCode === 200
      }
    },
  },
  {
    name: 'google-auth-library',
    scheme: 'google-pubsub-push',
    secret: googlePublic,
    signingSecret: pem(google.privateKey),
    params: { audience, serviceAccount: 'push@example.iam.gserviceaccount.com', kid: 'key-1' },
    apart: '10.9.1',
    body: '{"message":{"messageId":"1","data":"w6k="}}',
    async verifier(load) {
      const OAuth2Client = exported(await load('google-auth-library'), 'OAuth2Client')
      const client = new OAuth2Client()
      // It asks Google for its keys by their names; here the answer is given.
      client.getFederatedSignonCertsAsync = async () => ({ certs: { 'key-1': googlePublic } })
      return async ({ headers }) => {
        const idToken = headers.authorization.replace('Bearer ', '')
        const { email } = (await client.verifyIdToken({ idToken, audience })).getPayload()
        return email === 'push@example.iam.gserviceaccount.com'
      }
    },
  },
  {
    name: 'chargebee',
    scheme: 'chargebee',
    secret: 'user:a-password',
    apart: '3.33.0',
    body: '{"id":"ev_1","event_type":"customer_created","content":{"name":"é"}}',
    async verifier(load) {
      const basicAuthValidator = exported(await load('chargebee'), 'basicAuthValidator')
      return async ({ headers, secret }) => {
        await basicAuthValidator((name, password) => `${name}:${password}` === secret)(headers)
        return true
      }
    },
  },
  {
    name: 'cronofy',
    scheme: 'cronofy',
    secret: plain,
    apart: '3.8.4',
    async verifier(load) {
      const Cronofy = main(await load('cronofy'))
      return ({ headers, body, secret }) =>
        new Cronofy({ client_id: 'x', client_secret: secret }).hmacValid({
          hmac: headers['cronofy-hmac-sha256'],
          body,
        })
    },
  },
  {
    name: 'acuityscheduling',
    scheme: 'acuity',
    secret: plain,
    apart: '0.1.9',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'action=scheduled&id=1&name=J%C3%B6rg',
    async verifier(load) {
      const acuity = main(await load('acuityscheduling'))
      return ({ headers, body, secret }) => {
        acuity.bodyParserVerify(secret)({ headers }, {}, body)
        return true
      }
    },
  },
  {
    name: '@hookdeck/sdk',
    scheme: 'hookdeck',
    secret: plain,
    apart: '0.4.0',
    async verifier(load) {
      const verify = exported(await load('@hookdeck/sdk/dist/webhooks/helpers.js'), 'verifyWebhookSignature')
      return async ({ headers, body, secret }) =>
        (await verify({ headers, rawBody: body.toString(), signingSecret: secret })).isValidSignature
    },
  },
  {
    name: 'hook0-client',
    scheme: 'hook0',
    secret: plain,
    apart: '1.1.0',
    async verifier(load) {
      const verify = exported(await load('hook0-client/dist/lib.js'), 'verifyWebhookSignature')
      return ({ headers, body, secret }) =>
        verify(headers['x-hook0-signature'], body, new Headers(headers), secret, 300)
    },
  },
]
