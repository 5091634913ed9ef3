// Libraries of clouds, of content and of talk: as those of sdks.mjs.
import { createHmac, createSecretKey, generateKeyPairSync } from 'node:crypto'
import https from 'node:https'
import { Readable } from 'node:stream'
import { exported, main, pem, plain } from './sdk-parts.mjs'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsaPublic = rsa.publicKey.export({ type: 'spki', format: 'pem' })

// Node's own reader wants one of 27 letters at least.
const boundary = 'boundary'.repeat(4)
const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` }

const hubspot = (version, signatureAt) => ({
  name: '@hubspot/api-client',
  scheme: `hubspot-${version}`,
  secret: plain,
  apart: '14.0.1',
  async verifier(load) {
    const Signature = exported(await load('@hubspot/api-client'), 'Signature')
    return ({ headers, body, secret, url }) =>
      Signature.isValid({
        signatureVersion: version,
        signature: headers[signatureAt],
        clientSecret: secret,
        requestBody: body.toString(),
        method: 'POST',
        url,
        timestamp: headers['x-hubspot-request-timestamp'],
      })
  },
  async signer(load) {
    const Signature = exported(await load('@hubspot/api-client'), 'Signature')
    return ({ body, secret, now }) => {
      const given = { clientSecret: secret, requestBody: body.toString(), timestamp: now }
      const signature = Signature.getSignature('POST', version, {
        ...given,
        url: 'https://example.com/webhook',
      })
      return { [signatureAt]: signature, 'x-hubspot-request-timestamp': `${now}` }
    }
  },
})

export const platforms = [
  {
    name: 'sns-validator',
    scheme: 'aws-sns',
    secret: rsaPublic,
    signingSecret: pem(rsa.privateKey),
    params: { topicArn: 'arn:aws:sns:eu-west-1:123456789012:topic' },
    apart: '0.3.5',
    body: (now) =>
      JSON.stringify({
        Type: 'Notification',
        MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:topic',
        Subject: 'é',
        Timestamp: new Date(now).toISOString(),
        SignatureVersion: '2',
        SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem',
        Message: 'é',
      }),
    async verifier(load) {
      const MessageValidator = main(await load('sns-validator'))
      return ({ body }) => {
        // It fetches the certificate from AWS; here the answer is given, by the key alone.
        const get = https.get
        https.get = (_url, answered) => {
          answered(Object.assign(Readable.from([rsaPublic]), { statusCode: 200 }))
          return { on() {} }
        }
        const taken = new Promise((resolve) => {
          new MessageValidator().validate(body.toString(), (error) => resolve(!error))
        })
        return taken.finally(() => {
          https.get = get
        })
      }
    },
  },
  hubspot('v1', 'x-hubspot-signature'),
  hubspot('v2', 'x-hubspot-signature'),
  hubspot('v3', 'x-hubspot-signature-v3'),
  {
    name: 'atlassian-jwt',
    scheme: 'atlassian-connect',
    secret: plain,
    params: { keyId: 'client-key' },
    apart: '2.0.3',
    async verifier(load) {
      const jwt = main(await load('atlassian-jwt'))
      return ({ headers, secret, url }) => {
        const { qsh } = jwt.decodeSymmetric(headers.authorization.replace('JWT ', ''), secret, 'HS256')
        return qsh === jwt.createQueryStringHash(jwt.fromMethodAndUrl('POST', url))
      }
    },
    async signer(load) {
      const jwt = main(await load('atlassian-jwt'))
      const qsh = jwt.createQueryStringHash(jwt.fromMethodAndUrl('POST', 'https://example.com/webhook'))
      return ({ secret, now }) => {
        const iat = Math.floor(now / 1000)
        const claims = { iss: 'client-key', iat, exp: iat + 180, qsh }
        return { authorization: `JWT ${jwt.encodeSymmetric(claims, secret, 'HS256')}` }
      }
    },
  },
  {
    name: '@hygraph/utils',
    scheme: 'hygraph',
    secret: plain,
    apart: '1.2.1',
    // By hand: its own generator asks the clock for the time.
    headersOf(body, at) {
      const signed = JSON.stringify({ Body: body.toString(), EnvironmentName: 'master', TimeStamp: at })
      const signature = createHmac('sha256', plain).update(signed).digest('base64')
      return { 'gcms-signature': `sign=${signature}, env=master, t=${at}` }
    },
    async verifier(load) {
      const verify = exported(await load('@hygraph/utils'), 'verifyWebhookSignature')
      return ({ headers, body, secret }) =>
        verify({ rawPayload: body.toString(), signature: headers['gcms-signature'], secret })
    },
    async signer(load) {
      const generate = exported(await load('@hygraph/utils'), 'generateWebhookSignature')
      return ({ body, secret }) => ({ 'gcms-signature': generate({ rawPayload: body.toString(), secret }) })
    },
  },
  {
    name: '@larksuiteoapi/node-sdk',
    scheme: 'lark',
    secret: plain,
    apart: '1.74.0',
    async verifier(load) {
      const EventDispatcher = exported(await load('@larksuiteoapi/node-sdk'), 'EventDispatcher')
      return ({ headers, body, secret }) => {
        const { requestHandle } = new EventDispatcher({ encryptKey: secret, loggerLevel: 0 })
        // As its adapters give it: the parsed body, with the headers behind it.
        const data = Object.assign(Object.create({ headers }), JSON.parse(body))
        return requestHandle.checkIsEventValidated(data)
      }
    },
  },
  {
    name: 'mailersend',
    scheme: 'mailersend',
    secret: plain,
    apart: '3.4.0',
    async verifier(load) {
      const MailerSendUtils = exported(
        await load('mailersend/lib/services/mailersend.utils.js'),
        'MailerSendUtils',
      )
      return ({ headers, body, secret }) => MailerSendUtils.verifyWebHook(body, headers.signature, secret)
    },
  },
  {
    name: 'plivo',
    scheme: 'plivo',
    secret: plain,
    apart: '4.79.0',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-plivo-signature-v3-nonce': '12345678901234567890',
    },
    body: 'Event=Hangup&From=14158675310&Name=J%C3%B6rg',
    async verifier(load) {
      const validate = exported(await load('plivo'), 'validateV3Signature')
      return ({ headers, body, secret, url }) => {
        const fields = Object.fromEntries(new URLSearchParams(body.toString()))
        const { 'x-plivo-signature-v3': signature, 'x-plivo-signature-v3-nonce': nonce } = headers
        return validate('POST', url, nonce, secret, signature, fields)
      }
    },
  },
  {
    name: 'viber-bot',
    scheme: 'viber',
    secret: plain,
    apart: '1.0.18',
    async verifier(load) {
      const MessageValidator = main(await load('viber-bot/lib/message/message-validator.js'))
      return ({ headers, body, secret }) =>
        new MessageValidator({ debug() {} }, secret).validateMessage(
          headers['x-viber-content-signature'],
          body,
        )
    },
  },
  {
    name: '@notionhq/client',
    scheme: 'notion',
    secret: plain,
    apart: '5.26.0',
    async verifier(load) {
      const verify = exported(await load('@notionhq/client'), 'verifyWebhookSignature')
      return ({ headers, body, secret }) =>
        verify({ body, signature: headers['x-notion-signature'], verificationToken: secret })
    },
    async signer(load) {
      const sign = exported(await load('@notionhq/client'), 'signWebhookPayload')
      return async ({ body, secret }) => ({
        'x-notion-signature': await sign({ body, verificationToken: secret }),
      })
    },
  },
  {
    name: '@elevenlabs/elevenlabs-js',
    scheme: 'elevenlabs',
    secret: plain,
    apart: '2.73.0',
    async verifier(load) {
      const WebhooksClient = exported(
        await load('@elevenlabs/elevenlabs-js/wrapper/webhooks.js'),
        'WebhooksClient',
      )
      const webhooks = new WebhooksClient({ apiKey: 'x' })
      return async ({ headers, body, secret }) =>
        (await webhooks.constructEvent(body.toString(), headers['elevenlabs-signature'], secret)) !==
        undefined
    },
  },
  {
    name: 'messagebird',
    scheme: 'messagebird',
    secret: 'a-secret-of-32-letters-xxxxxxxxx',
    apart: '4.0.1',
    async verifier(load) {
      const { verify } = main(await load('messagebird/lib/webhook-signature-jwt.js'))
      return ({ headers, body, secret, url }) =>
        verify(url, body, headers['messagebird-signature-jwt'], createSecretKey(Buffer.from(secret)))
    },
  },
  {
    name: 'crisp-api',
    scheme: 'crisp',
    secret: plain,
    apart: '11.3.0',
    async verifier(load) {
      const Crisp = exported(await load('crisp-api'), 'Crisp')
      const crisp = new Crisp()
      return ({ headers, body, secret }) =>
        crisp.verifyWidget(
          secret,
          JSON.parse(body),
          headers['x-crisp-request-timestamp'],
          headers['x-crisp-signature'],
        )
    },
  },
  {
    name: '@kontent-ai/webhook-helper',
    scheme: 'kontent-ai',
    secret: plain,
    apart: '3.0.3',
    async verifier(load) {
      const helper = exported(await load('@kontent-ai/webhook-helper'), 'signatureHelper')
      return ({ headers, body, secret }) =>
        helper.isValidSignatureFromString(body.toString(), secret, headers['x-kontent-ai-signature'])
    },
    async signer(load) {
      const helper = exported(await load('@kontent-ai/webhook-helper'), 'signatureHelper')
      return ({ body, secret }) => ({
        'x-kontent-ai-signature': helper.getHashFromString(body.toString(), secret),
      })
    },
  },
  {
    name: '@wix/sdk',
    scheme: 'wix',
    secret: rsaPublic,
    signingSecret: pem(rsa.privateKey),
    apart: '1.21.16',
    body: '{"data":"{}"}',
    async verifier(load) {
      const AppStrategy = exported(await load('@wix/sdk'), 'AppStrategy')
      const app = AppStrategy({ appId: 'app-1', publicKey: rsaPublic })
      return async ({ body }) => (await app.decodeJWT(body.toString())).valid
    },
  },
  {
    name: '@dropbox/sign',
    scheme: 'dropbox-sign',
    secret: plain,
    apart: '1.11.0',
    headers: multipart,
    body: (now) => {
      const event = { event_type: 'signature_request_sent', event_time: `${now}`, event_hash: '' }
      const json = JSON.stringify({ event, name: 'é' })
      return `--${boundary}\r\nContent-Disposition: form-data; name="json"\r\n\r\n${json}\r\n--${boundary}--\r\n`
    },
    async verifier(load) {
      const sign = await load('@dropbox/sign')
      const [Helper, Request] = ['EventCallbackHelper', 'EventCallbackRequest'].map((name) =>
        exported(sign, name),
      )
      return async ({ body, secret }) => {
        // As frameworks read a form.
        const form = await new Response(body, { headers: multipart }).formData()
        return Helper.isValid(secret, Request.init(JSON.parse(form.get('json'))))
      }
    },
  },
  {
    name: '@kinde/webhooks',
    scheme: 'kinde',
    secret: rsaPublic,
    signingSecret: pem(rsa.privateKey),
    apart: '1.0.0',
    body: '{"type":"user.created","event_id":"1"}',
    async verifier(load) {
      const { decodeWebhook } = await load('@kinde/webhooks')
      const keys = [{ ...rsa.publicKey.export({ format: 'jwk' }), kid: 'key-1', alg: 'RS256', use: 'sig' }]
      return async ({ body }) => {
        // It asks the business' domain for its keys; here the answer is given.
        const { fetch } = globalThis
        globalThis.fetch = async () => Response.json({ keys })
        const claims = decodeWebhook(body.toString(), 'https://example.kinde.com')
        return (await claims.finally(() => Object.assign(globalThis, { fetch }))) !== null
      }
    },
  },
]
