// The providers' own libraries, each as one function that says whether it takes a message, and one that signs where it has such.
// `load(name)` imports a library; those that are too large to be installed for everybody come from a folder of their own.
import { generateKeyPairSync } from 'node:crypto'

const base64Secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const plain = 'a-secret-of-24-letters-x'

const ed25519 = generateKeyPairSync('ed25519')
const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const pem = (key) => key.export({ type: 'pkcs8', format: 'pem' })
const spki = (key) => key.export({ type: 'spki', format: 'der' })

/** `did` is whether it threw nothing and did not answer `false`. */
const standard = (name, scheme, prefix, more = {}) => ({
  name,
  scheme,
  secret: base64Secret,
  async verifier(load) {
    const { Webhook } = await load(name)
    return ({ headers, body, secret }) => new Webhook(secret).verify(body, headers) !== false
  },
  async signer(load) {
    const { Webhook } = await load(name)
    return ({ body, secret, now }) => ({
      [`${prefix}-id`]: 'msg_1',
      [`${prefix}-timestamp`]: `${Math.floor(now / 1000)}`,
      [`${prefix}-signature`]: new Webhook(secret).sign('msg_1', new Date(now), body.toString()),
    })
  },
  ...more,
})

export const sdks = [
  standard('standardwebhooks', 'standard-webhooks', 'webhook'),
  standard('svix', 'svix', 'svix'),
  {
    name: 'stripe',
    scheme: 'stripe',
    secret: plain,
    async verifier(load) {
      const { webhooks } = new (await load('stripe')).default('sk_test_x')
      return ({ headers, body, secret }) =>
        webhooks.signature.verifyHeader(body, headers['stripe-signature'], secret, 300)
    },
    async signer(load) {
      const { webhooks } = new (await load('stripe')).default('sk_test_x')
      return ({ body, secret, now }) => ({
        'stripe-signature': webhooks.generateTestHeaderString({
          payload: body.toString(),
          secret,
          timestamp: Math.floor(now / 1000),
        }),
      })
    },
  },
  {
    name: '@octokit/webhooks-methods',
    scheme: 'github',
    secret: plain,
    async verifier(load) {
      const { verify } = await load('@octokit/webhooks-methods')
      return ({ headers, body, secret }) => verify(secret, body.toString(), headers['x-hub-signature-256'])
    },
    async signer(load) {
      const { sign } = await load('@octokit/webhooks-methods')
      return async ({ body, secret }) => ({ 'x-hub-signature-256': await sign(secret, body.toString()) })
    },
  },
  {
    name: 'resend',
    scheme: 'resend',
    secret: base64Secret,
    async verifier(load) {
      const { webhooks } = new (await load('resend')).Resend('re_x')
      return ({ headers, body, secret }) => {
        const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map(
          (part) => headers[`svix-${part}`],
        )
        return (
          webhooks.verify({
            payload: body.toString(),
            headers: { id, timestamp, signature },
            webhookSecret: secret,
          }) !== false
        )
      }
    },
  },
  {
    name: 'replicate',
    scheme: 'replicate',
    secret: base64Secret,
    async verifier(load) {
      const { validateWebhook } = await load('replicate')
      return ({ headers, body, secret }) => {
        const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map(
          (part) => headers[`webhook-${part}`],
        )
        return validateWebhook({ id, timestamp, signature, body: body.toString(), secret })
      }
    },
  },
  {
    name: 'discord-interactions',
    scheme: 'discord',
    secret: spki(ed25519.publicKey).subarray(-32).toString('hex'),
    signingSecret: pem(ed25519.privateKey),
    async verifier(load) {
      const { verifyKey } = await load('discord-interactions')
      return ({ headers, body, secret }) =>
        verifyKey(body, headers['x-signature-ed25519'], headers['x-signature-timestamp'], secret)
    },
  },
  {
    name: '@sendgrid/eventwebhook',
    scheme: 'sendgrid',
    secret: spki(p256.publicKey).toString('base64'),
    signingSecret: pem(p256.privateKey),
    async verifier(load) {
      const { EventWebhook } = await load('@sendgrid/eventwebhook')
      const webhook = new EventWebhook()
      return ({ headers, body, secret }) =>
        webhook.verifySignature(
          webhook.convertPublicKeyToECDSA(secret),
          body,
          headers['x-twilio-email-event-webhook-signature'],
          headers['x-twilio-email-event-webhook-timestamp'],
        )
    },
  },
  {
    name: 'razorpay',
    scheme: 'razorpay',
    secret: plain,
    async verifier(load) {
      const { validateWebhookSignature } = (await load('razorpay')).default
      return ({ headers, body, secret }) =>
        validateWebhookSignature(body.toString(), headers['x-razorpay-signature'], secret)
    },
  },
  {
    name: 'pusher',
    scheme: 'pusher',
    secret: plain,
    body: (now) => `{"time_ms":${now},"events":[{"channel":"c","name":"channel_occupied"}]}`,
    async verifier(load) {
      const Pusher = (await load('pusher')).default
      return ({ headers, body, secret }) =>
        new Pusher({ appId: '1', key: 'app-key', secret })
          .webhook({ headers: { ...headers, 'x-pusher-key': 'app-key' }, rawBody: body.toString() })
          .isValid()
    },
  },
  {
    name: '@liveblocks/node',
    scheme: 'liveblocks',
    secret: base64Secret,
    body: '{"type":"storageUpdated","data":{"projectId":"p","roomId":"r","updatedAt":"2023-01-27T20:27:48.744Z"}}',
    async verifier(load) {
      const { WebhookHandler } = await load('@liveblocks/node')
      return ({ headers, body, secret }) =>
        new WebhookHandler(secret).verifyRequest({ headers, rawBody: body.toString() }) !== false
    },
  },
  {
    name: '@mux/mux-node',
    scheme: 'mux',
    secret: plain,
    async verifier(load) {
      const Mux = (await load('@mux/mux-node')).default
      const { webhooks } = new Mux({ tokenId: 'x', tokenSecret: 'x' })
      return async ({ headers, body, secret }) =>
        (await webhooks.verifySignature(body.toString(), headers, secret)) !== false
    },
  },
  {
    name: '@paddle/paddle-node-sdk',
    scheme: 'paddle',
    secret: plain,
    async verifier(load) {
      const { Paddle } = await load('@paddle/paddle-node-sdk')
      const { webhooks } = new Paddle('x')
      return ({ headers, body, secret }) =>
        webhooks.isSignatureValid(body.toString(), secret, headers['paddle-signature'])
    },
  },
  {
    name: '@linear/sdk',
    scheme: 'linear',
    secret: plain,
    body: (now) => `{"type":"Issue","action":"create","webhookTimestamp":${now},"webhookId":"1"}`,
    async verifier(load) {
      const { LinearWebhookClient } = await load('@linear/sdk/webhooks')
      return ({ headers, body, secret }) =>
        new LinearWebhookClient(secret).verify(
          body,
          headers['linear-signature'],
          JSON.parse(body).webhookTimestamp,
        )
    },
  },
  {
    name: '@line/bot-sdk',
    scheme: 'line',
    secret: plain,
    apart: '11.2.0',
    async verifier(load) {
      const { validateSignature } = await load('@line/bot-sdk')
      return ({ headers, body, secret }) => validateSignature(body, secret, headers['x-line-signature'])
    },
  },
  {
    name: '@slack/bolt',
    scheme: 'slack',
    secret: plain,
    apart: '5.1.0',
    async verifier(load) {
      const { verifySlackRequest } = await load('@slack/bolt/dist/receivers/verify-request.js')
      return ({ headers, body, secret }) => {
        const timestamp = Number(headers['x-slack-request-timestamp'])
        const given = {
          'x-slack-signature': headers['x-slack-signature'],
          'x-slack-request-timestamp': timestamp,
        }
        verifySlackRequest({ signingSecret: secret, body: body.toString(), headers: given })
        return true
      }
    },
  },
  {
    name: 'square',
    scheme: 'square',
    secret: plain,
    apart: '46.0.0',
    async verifier(load) {
      const { WebhooksHelper } = await load('square')
      return ({ headers, body, secret, url }) =>
        WebhooksHelper.verifySignature({
          requestBody: body.toString(),
          signatureHeader: headers['x-square-hmacsha256-signature'],
          signatureKey: secret,
          notificationUrl: url,
        })
    },
  },
  {
    name: '@workos-inc/node',
    scheme: 'workos',
    secret: plain,
    apart: '11.0.0',
    async verifier(load) {
      const { WorkOS } = await load('@workos-inc/node')
      const { webhooks } = new WorkOS('sk_x')
      return ({ headers, body, secret }) =>
        webhooks.verifyHeader({ payload: JSON.parse(body), sigHeader: headers['workos-signature'], secret })
    },
  },
]
