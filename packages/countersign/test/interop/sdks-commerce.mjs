// Libraries of shops, payments and markets: as those of sdks.mjs.
import { createSign } from 'node:crypto'
import { client, exported, main, p256, plain, spki } from './sdk-parts.mjs'

const ebayKey = spki(p256.publicKey).toString('base64')

export const commerce = [
  {
    name: 'cashfree-pg',
    scheme: 'cashfree',
    secret: plain,
    apart: '6.0.6',
    async verifier(load) {
      const Cashfree = exported(await load('cashfree-pg'), 'Cashfree')
      return ({ headers, body, secret }) =>
        new Cashfree(Cashfree.SANDBOX, 'client-id', secret).PGVerifyWebhookSignature(
          headers['x-webhook-signature'],
          body.toString(),
          headers['x-webhook-timestamp'],
        )
    },
  },
  {
    name: 'coinbase-commerce-node',
    scheme: 'coinbase-commerce',
    secret: plain,
    apart: '1.0.4',
    async verifier(load) {
      const Webhook = exported(await load('coinbase-commerce-node'), 'Webhook')
      return ({ headers, body, secret }) =>
        Webhook.verifySigHeader(body.toString(), headers['x-cc-webhook-signature'], secret)
    },
    async signer(load) {
      const Webhook = exported(await load('coinbase-commerce-node'), 'Webhook')
      return ({ body, secret }) => ({
        'x-cc-webhook-signature': Webhook.computeSignature(body.toString(), secret),
      })
    },
  },
  {
    name: '@blockfrost/blockfrost-js',
    scheme: 'blockfrost',
    secret: plain,
    apart: '6.2.0',
    async verifier(load) {
      const verify = exported(await load('@blockfrost/blockfrost-js'), 'verifyWebhookSignature')
      return ({ headers, body, secret }) => verify(body, headers['blockfrost-signature'], secret)
    },
  },
  {
    name: 'event-notification-nodejs-sdk',
    scheme: 'ebay',
    secret: `-----BEGIN PUBLIC KEY-----\n${ebayKey}\n-----END PUBLIC KEY-----`,
    apart: '1.0.3',
    // What nobody but eBay makes is made by hand.
    headersOf(body) {
      const signature = createSign('sha1').update(body).sign(p256.privateKey, 'base64')
      const said = { alg: 'ecdsa', kid: 'key-1', signature, digest: 'SHA1' }
      return { 'x-ebay-signature': btoa(JSON.stringify(said)) }
    },
    async verifier(load) {
      const fetched = main(await load('event-notification-nodejs-sdk/lib/client.js'))
      // It asks eBay for the key by its name; here the answer is given.
      fetched.getPublicKey = async () => ({
        key: `-----BEGIN PUBLIC KEY-----${ebayKey}-----END PUBLIC KEY-----`,
      })
      const { validateSignature } = main(await load('event-notification-nodejs-sdk/lib/validator.js'))
      return ({ headers, body }) =>
        validateSignature(JSON.parse(body), headers['x-ebay-signature'], { environment: 'SANDBOX' })
    },
  },
  {
    name: '@polar-sh/sdk',
    scheme: 'polar',
    secret: plain,
    apart: '1.0.1',
    body: '{"type":"order.created","data":{"name":"é"}}',
    async verifier(load) {
      const { webhooks } = await load('@polar-sh/sdk/dist/2026-04/index.mjs')
      return async ({ headers, body, secret }) =>
        (await webhooks.validateEvent(body, headers, secret)) !== undefined
    },
  },
  client(
    '@whop/sdk',
    '0.0.42',
    (Whop) => new Whop({ apiKey: 'x' }),
    // As Whop documents it: the secret of its pages, in base64.
    ({ webhooks }, body, headers, secret) => webhooks.unwrap(body, { headers, key: btoa(secret) }),
    { scheme: 'whop', secret: plain },
  ),
  {
    name: '@onfido/api',
    scheme: 'onfido',
    secret: plain,
    apart: '6.2.0',
    async verifier(load) {
      const WebhookEventVerifier = exported(await load('@onfido/api'), 'WebhookEventVerifier')
      return ({ headers, body, secret }) =>
        new WebhookEventVerifier(secret).readPayload(body, headers['x-sha2-signature'])
    },
  },
  {
    name: 'paymongo-node',
    scheme: 'paymongo',
    secret: plain,
    apart: '10.17.0',
    // It reads what PayMongo sends, and nothing else.
    body: '{"data":{"id":"evt_1","attributes":{"type":"payment.paid","data":{"name":"é"}}}}',
    async verifier(load) {
      const WebhookService = main(await load('paymongo-node/src/services/Webhook.js'))
      return ({ headers, body, secret }) =>
        WebhookService.prototype.constructEvent({
          payload: body.toString(),
          signatureHeader: headers['paymongo-signature'],
          webhookSecretKey: secret,
        })
    },
  },
  {
    name: '@adyen/api-library',
    scheme: 'adyen-platform',
    secret: '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056',
    apart: '32.1.0',
    async verifier(load) {
      const { hmacValidator } = (await load('@adyen/api-library')).default
      return ({ headers, body, secret }) =>
        new hmacValidator().validateHMACSignature(secret, headers.hmacsignature, body.toString())
    },
    async signer(load) {
      const { hmacValidator } = (await load('@adyen/api-library')).default
      return ({ body, secret }) => ({
        hmacsignature: new hmacValidator().calculateHmacSignature(body.toString(), secret),
      })
    },
  },
]
