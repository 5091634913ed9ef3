// The providers' own libraries, each as one function that says whether it takes a message, and one that signs where it has such.
// `load(name)` imports a library; those that are too large to be installed for everybody come from a folder of their own.

import { createHash } from 'node:crypto'
import { base64Secret, client, ed25519, exported, main, p256, p521, pem, plain, spki } from './sdk-parts.mjs'
import { commerce } from './sdks-commerce.mjs'
import { platforms } from './sdks-platforms.mjs'
import { services } from './sdks-services.mjs'

const adyenKey = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056'
const adyenBody = JSON.stringify({
  live: 'false',
  notificationItems: [
    {
      NotificationRequestItem: {
        pspReference: '7914073381342284',
        merchantAccountCode: 'TestMerchant',
        merchantReference: 'TestPayment-1407325143704 é',
        amount: { value: 1130, currency: 'EUR' },
        eventCode: 'AUTHORISATION',
        success: 'true',
      },
    },
  ],
})

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

/** Two kinds of messages, told apart by the names of their headers. */
const shopify = (scheme, headers) => ({
  name: '@shopify/shopify-api',
  scheme,
  secret: plain,
  apart: '15.0.0',
  headers,
  async verifier(load) {
    await load('@shopify/shopify-api/dist/esm/adapters/node/index.mjs')
    const { shopifyApi, LogSeverity } = await load('@shopify/shopify-api/dist/esm/lib/index.mjs')
    const { webhooks } = shopifyApi({
      apiKey: 'key',
      apiSecretKey: plain,
      hostName: 'example.com',
      apiVersion: '2026-10',
      isEmbeddedApp: false,
      logger: { level: LogSeverity.Error },
    })
    return async ({ headers: received, body }) => {
      const rawRequest = { method: 'POST', url: '/webhook', headers: received }
      return (await webhooks.validate({ rawBody: body.toString(), rawRequest, rawResponse: {} })).valid
    }
  },
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
  {
    name: 'twilio',
    scheme: 'twilio',
    secret: '12345678901234567890123456789012',
    apart: '6.3.1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'CallSid=CA1&From=%2B14158675310&Name=J%C3%B6rg',
    async verifier(load) {
      const { validateRequest } = (await load('twilio')).default
      // What express.urlencoded() would have made of the body.
      return ({ headers, body, secret, url }) =>
        validateRequest(secret, headers['x-twilio-signature'], url, formOf(body))
    },
    async signer(load) {
      const { getExpectedTwilioSignature } = (await load('twilio')).default
      const url = 'https://example.com/webhook'
      return ({ body, secret }) => ({
        'x-twilio-signature': getExpectedTwilioSignature(secret, url, formOf(body)),
      })
    },
  },
  shopify('shopify', {
    'x-shopify-topic': 'orders/create',
    'x-shopify-shop-domain': 'a.myshopify.com',
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
  }),
  shopify('shopify-events', {
    'shopify-topic': 'Product',
    'shopify-shop-domain': 'a.myshopify.com',
    'shopify-api-version': 'unstable',
    'shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
  }),
  {
    name: 'box-node-sdk',
    scheme: 'box',
    secret: plain,
    apart: '10.12.0',
    headers: { 'box-signature-version': '1', 'box-signature-algorithm': 'HmacSHA256' },
    async verifier(load) {
      const { WebhooksManager } = (await load('box-node-sdk/lib/managers/webhooks.js')).default
      return ({ headers, body, secret }) => WebhooksManager.validateMessage(body.toString(), headers, secret)
    },
  },
  {
    name: '@adyen/api-library',
    scheme: 'adyen',
    secret: adyenKey,
    apart: '32.1.0',
    body: adyenBody,
    async verifier(load) {
      const { hmacValidator } = (await load('@adyen/api-library')).default
      const validator = new hmacValidator()
      return ({ body, secret }) =>
        JSON.parse(body).notificationItems.every(({ NotificationRequestItem }) =>
          validator.validateHMAC(NotificationRequestItem, secret),
        )
    },
    async maker(load) {
      const { hmacValidator } = (await load('@adyen/api-library')).default
      return () => {
        const said = JSON.parse(adyenBody)
        const [{ NotificationRequestItem: item }] = said.notificationItems
        item.additionalData = { hmacSignature: new hmacValidator().calculateHmac(item, adyenKey) }
        return { headers: {}, body: Buffer.from(JSON.stringify(said)) }
      }
    },
  },
  {
    name: 'telnyx',
    scheme: 'telnyx',
    secret: spki(ed25519.publicKey).subarray(-32).toString('base64'),
    signingSecret: pem(ed25519.privateKey),
    apart: '7.24.0',
    async verifier(load) {
      const { TelnyxWebhook } = (await load('telnyx/lib/webhooks.js')).default
      return async ({ headers, body, secret }) => {
        await new TelnyxWebhook(secret).verify(body.toString(), headers)
        return true
      }
    },
  },
  {
    name: '@vonage/jwt',
    scheme: 'vonage',
    secret: plain,
    apart: '1.17.1',
    async verifier(load) {
      const { verifySignature } = await load('@vonage/jwt')
      return ({ headers, secret }) => verifySignature(headers.authorization.replace('Bearer ', ''), secret)
    },
  },
  client(
    'openai',
    '7.59.0',
    (OpenAI) => new OpenAI({ apiKey: 'x' }),
    ({ webhooks }, body, headers, secret) => webhooks.verifySignature(body, headers, secret),
  ),
  client(
    '@anthropic-ai/sdk',
    '1.14.0',
    (Anthropic) => new Anthropic({ apiKey: 'x' }),
    ({ beta }, body, headers, key) => beta.webhooks.unwrap(body, { headers, key }),
    { scheme: 'anthropic' },
  ),
  client(
    'dodopayments',
    '2.52.0',
    (DodoPayments) => new DodoPayments({ bearerToken: 'x' }),
    ({ webhooks }, body, headers, key) => webhooks.unwrap(body, { headers, key }),
  ),
  client(
    'lithic',
    '0.145.0',
    (Lithic) => new Lithic({ apiKey: 'x' }),
    ({ webhooks }, body, headers, secret) => webhooks.unwrap(body, headers, secret),
  ),
  client(
    '@tryfinch/finch-api',
    '10.7.0',
    (Finch) => new Finch({ accessToken: 'x' }),
    ({ webhooks }, body, headers, secret) => webhooks.unwrap(body, headers, secret),
    { scheme: 'finch', secret: base64Secret.slice('whsec_'.length) },
  ),
  client(
    'orb-billing',
    '6.11.0',
    (Orb) => new Orb({ apiKey: 'x' }),
    ({ webhooks }, body, headers, secret) => webhooks.unwrap(body, headers, secret),
    { scheme: 'orb', secret: plain },
  ),
  client(
    '@metronome/sdk',
    '3.10.0',
    (Metronome) => new Metronome({ bearerToken: 'x' }),
    ({ webhooks }, body, headers, secret) => webhooks.unwrap(body, headers, secret),
    { scheme: 'metronome', secret: plain },
  ),
  client(
    'modern-treasury',
    '3.3.0',
    (ModernTreasury) => new ModernTreasury({ apiKey: 'x', organizationID: 'x' }),
    ({ webhooks }, body, headers, key) => webhooks.validateSignature(body, headers, { key }),
    {
      secret: plain,
      async signer(load) {
        const ModernTreasury = main(await load('modern-treasury'))
        const { webhooks } = new ModernTreasury({ apiKey: 'x', organizationID: 'x' })
        return async ({ body, secret: key }) => ({
          'x-signature': await webhooks.getSignature(body.toString(), { key }),
        })
      },
    },
  ),
  {
    name: '@clerk/backend',
    scheme: 'clerk',
    secret: base64Secret,
    apart: '3.25.0',
    async verifier(load) {
      const { verifyWebhook } = await load('@clerk/backend/dist/webhooks.mjs')
      return ({ headers, body, secret, url }) =>
        verifyWebhook(new Request(url, { method: 'POST', headers, body }), { signingSecret: secret })
    },
  },
  {
    name: '@upstash/qstash',
    scheme: 'qstash',
    secret: plain,
    apart: '2.12.0',
    async verifier(load) {
      const Receiver = exported(await load('@upstash/qstash'), 'Receiver')
      return ({ headers, body, secret, url }) =>
        new Receiver({ currentSigningKey: secret, nextSigningKey: secret }).verify({
          signature: headers['upstash-signature'],
          body: body.toString(),
          url,
        })
    },
  },
  {
    name: 'livekit-server-sdk',
    scheme: 'livekit',
    secret: plain,
    apart: '2.19.2',
    params: { keyId: 'api-key' },
    body: '{"event":"room_started","id":"é"}',
    async verifier(load) {
      const WebhookReceiver = exported(await load('livekit-server-sdk'), 'WebhookReceiver')
      return ({ headers, body, secret }) =>
        new WebhookReceiver('api-key', secret).receive(body.toString(), headers.authorization)
    },
    async signer(load) {
      const AccessToken = exported(await load('livekit-server-sdk'), 'AccessToken')
      return async ({ body, secret }) => {
        const token = new AccessToken('api-key', secret)
        token.sha256 = createHash('sha256').update(body).digest('base64')
        return { authorization: await token.toJwt() }
      }
    },
  },
  {
    name: 'braintree',
    scheme: 'braintree',
    secret: plain,
    apart: '3.40.0',
    params: { keyId: 'public-key' },
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `bt_payload=${encodeURIComponent(`${btoa('<notification><timestamp type="datetime">2026-11-28T00:00:00Z</timestamp><kind>check</kind><subject><check type="boolean">true</check></subject></notification>')}\n`)}`,
    async verifier(load) {
      const { BraintreeGateway, Environment } = (await load('braintree')).default
      return ({ body, secret }) => {
        const keys = { merchantId: 'x', publicKey: 'public-key', privateKey: secret }
        const { webhookNotification } = new BraintreeGateway({ environment: Environment.Sandbox, ...keys })
        const form = new URLSearchParams(body.toString())
        return webhookNotification.parse(form.get('bt_signature'), form.get('bt_payload'))
      }
    },
    async maker(load) {
      const { BraintreeGateway, Environment } = (await load('braintree')).default
      const keys = { merchantId: 'x', publicKey: 'public-key', privateKey: plain }
      const { webhookTesting } = new BraintreeGateway({ environment: Environment.Sandbox, ...keys })
      return () => ({
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from(`${new URLSearchParams(webhookTesting.sampleNotification('check', '1'))}`),
      })
    },
  },
  {
    name: 'gocardless-nodejs',
    scheme: 'gocardless',
    secret: plain,
    apart: '10.1.2',
    async verifier(load) {
      const parse = exported(await load('gocardless-nodejs/cjs/webhooks.js'), 'parse')
      return ({ headers, body, secret }) => parse(body, secret, headers['webhook-signature'])
    },
  },
  {
    name: 'mercadopago',
    scheme: 'mercado-pago',
    secret: plain,
    apart: '3.6.1',
    headers: { 'x-request-id': 'request-1' },
    async verifier(load) {
      const WebhookSignatureValidator = exported(await load('mercadopago'), 'WebhookSignatureValidator')
      return ({ headers, secret, url }) =>
        WebhookSignatureValidator.validate({
          xSignature: headers['x-signature'],
          xRequestId: headers['x-request-id'],
          dataId: new URL(url).searchParams.get('data.id'),
          secret,
        })
    },
  },
  {
    name: '@contentful/node-apps-toolkit',
    scheme: 'contentful',
    secret: 'a-secret-of-64-letters'.padEnd(64, 'x'),
    apart: '3.16.1',
    headers: {
      'x-contentful-topic': 'ContentManagement.Entry.publish',
      'x-contentful-signed-headers': 'x-contentful-signed-headers,x-contentful-timestamp,x-contentful-topic',
    },
    async verifier(load) {
      const verifyRequest = exported(await load('@contentful/node-apps-toolkit'), 'verifyRequest')
      return ({ headers, body, secret, url }) =>
        verifyRequest(secret, { method: 'POST', path: new URL(url).pathname, headers, body: body.toString() })
    },
    async signer(load) {
      const signRequest = exported(await load('@contentful/node-apps-toolkit'), 'signRequest')
      const topic = { 'x-contentful-topic': 'ContentManagement.Entry.publish' }
      return ({ body, secret, now }) =>
        signRequest(secret, { method: 'POST', path: '/webhook', headers: topic, body: body.toString() }, now)
    },
  },
  {
    name: '@sanity/webhook',
    scheme: 'sanity',
    secret: plain,
    apart: '4.0.4',
    async verifier(load) {
      const isValidRequest = exported(await load('@sanity/webhook'), 'isValidRequest')
      return ({ headers, body, secret }) => isValidRequest({ headers, body }, secret)
    },
    async signer(load) {
      const encode = exported(await load('@sanity/webhook'), 'encodeSignatureHeader')
      return async ({ body, secret, now }) => ({
        'sanity-webhook-signature': await encode(body.toString(), now, secret),
      })
    },
  },
  {
    name: '@easypost/api',
    scheme: 'easypost',
    secret: plain,
    apart: '8.9.0',
    async verifier(load) {
      const { Utils } = new (main(await load('@easypost/api')))('x')
      return ({ headers, body, secret }) =>
        Utils.validateWebhook(body, { 'X-Hmac-Signature': headers['x-hmac-signature'] }, secret)
    },
  },
  {
    name: 'retell-sdk',
    scheme: 'retell',
    secret: plain,
    apart: '5.66.1',
    async verifier(load) {
      const Retell = main(await load('retell-sdk'))
      return ({ headers, body, secret }) =>
        Retell.verify(body.toString(), secret, headers['x-retell-signature'])
    },
    async signer(load) {
      const sign = exported(await load('retell-sdk/lib/webhook_auth.js'), 'sign')
      return async ({ body, secret }) => ({ 'x-retell-signature': await sign(body.toString(), secret) })
    },
  },
  {
    name: 'stream-chat',
    scheme: 'getstream',
    secret: plain,
    apart: '9.53.0',
    async verifier(load) {
      const StreamChat = exported(await load('stream-chat'), 'StreamChat')
      return ({ headers, body, secret }) =>
        new StreamChat('x', secret).verifyWebhook(body, headers['x-signature'])
    },
  },
  {
    name: 'webflow-api',
    scheme: 'webflow',
    secret: plain,
    apart: '3.3.4',
    async verifier(load) {
      const { webhooks } = new (exported(await load('webflow-api'), 'WebflowClient'))({ accessToken: 'x' })
      return ({ headers, body, secret }) =>
        webhooks.verifySignature({ headers, body: body.toString(), secret })
    },
  },
  {
    name: 'truelayer-signing',
    scheme: 'truelayer',
    secret: p521.publicKey.export({ type: 'spki', format: 'pem' }),
    signingSecret: pem(p521.privateKey),
    apart: '0.2.3',
    async verifier(load) {
      const { verify } = await load('truelayer-signing')
      return ({ headers, body, secret, url }) =>
        verify({
          signature: headers['tl-signature'],
          publicKeyPem: secret,
          method: 'POST',
          path: new URL(url).pathname,
          headers,
          body: body.toString(),
        })
    },
    async signer(load) {
      const { sign } = await load('truelayer-signing')
      return ({ body, now }) => {
        const headers = { 'X-TL-Webhook-Timestamp': new Date(now).toISOString() }
        const given = { kid: 'key-1', privateKeyPem: pem(p521.privateKey), method: 'POST', path: '/webhook' }
        return { ...headers, 'tl-signature': sign({ ...given, headers, body: body.toString() }) }
      }
    },
  },
  {
    name: 'cloudinary',
    scheme: 'cloudinary',
    secret: plain,
    apart: '2.11.0',
    async verifier(load) {
      const { v2 } = (await load('cloudinary')).default
      v2.config({ cloud_name: 'x', api_key: 'x', api_secret: plain })
      return ({ headers, body }) =>
        v2.utils.verifyNotificationSignature(
          body.toString(),
          Number(headers['x-cld-timestamp']),
          headers['x-cld-signature'],
        )
    },
    async signer(load) {
      const { v2 } = (await load('cloudinary')).default
      return ({ body, secret, now }) => {
        const at = Math.floor(now / 1000)
        const signature = v2.utils.webhook_signature(body.toString(), at, { api_secret: secret })
        return { 'x-cld-timestamp': `${at}`, 'x-cld-signature': signature }
      }
    },
  },
  ...commerce,
  ...platforms,
  ...services,
]

/** A form as parsers of Express have it. */
function formOf(body) {
  const fields = new URLSearchParams(body.toString())
  return Object.fromEntries([...fields.keys()].map((name) => [name, fields.getAll(name)]))
}
