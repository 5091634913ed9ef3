import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto'
import {
  body,
  type CheckContext,
  defineScheme,
  type Finding,
  header,
  hmac,
  jsonField,
  type Message,
  method,
  type Proof,
  publicKey,
  type Scheme,
  timestamp,
  token,
  url,
  WebhookError,
} from 'countersign'
import { discordHandshake } from '../src/handshakes/discord.ts'

// Schemes of other providers, written down to see that the types can say the hard ones. Those that the engines
// here can run are run against vectors; the others show that an engine of another kind fits.

/** Twilio: the URL, then each form field's name and value, sorted; repeated names with their values unique and sorted. */
function twilioContent(message: Message): readonly string[] {
  if (message.url === undefined) throw new WebhookError('ERR_URL_MISSING')
  const form = message.form()
  const names = [...new Set(form.keys())].sort()
  const pairs = names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
  return [message.url, ...pairs]
}

export const twilio = hmac({
  name: 'twilio',
  hash: 'sha1',
  encoding: 'base64',
  signature: header('X-Twilio-Signature'),
  content: twilioContent,
  covers: 'body',
}) satisfies Scheme

/** Twilio with JSON: the URL is signed and holds the body's hash. */
export const twilioJson = hmac({
  name: 'twilio-json',
  hash: 'sha1',
  encoding: 'base64',
  signature: header('X-Twilio-Signature'),
  content(message) {
    const hash = createHash('sha256').update(message.body).digest('hex')
    if (message.query('bodySHA256') !== hash) throw new WebhookError('ERR_SIGNATURE_MISMATCH')
    return [message.url ?? '']
  },
  covers: 'body',
}) satisfies Scheme

export const hubspot = hmac({
  name: 'hubspot-v3',
  hash: 'sha256',
  encoding: 'base64',
  signature: header('X-HubSpot-Signature-v3'),
  content: [method, url, body, timestamp],
  timestamp: { at: header('X-HubSpot-Request-Timestamp'), unit: 'milliseconds' },
}) satisfies Scheme

/** Box signs twice, with a primary and a secondary key; either may match. */
export const box = hmac({
  name: 'box',
  hash: 'sha256',
  encoding: 'base64',
  signature: [header('BOX-SIGNATURE-PRIMARY'), header('BOX-SIGNATURE-SECONDARY')],
  content: [body, timestamp],
  timestamp: { at: header('BOX-DELIVERY-TIMESTAMP'), unit: 'rfc3339', toleranceSeconds: 600 },
}) satisfies Scheme

const item = (...path: string[]) => jsonField('notificationItems', 0, 'NotificationRequestItem', ...path)

/** Adyen signs eight fields of the body; the rest of it is not protected. */
export const adyen = hmac({
  name: 'adyen',
  hash: 'sha256',
  encoding: 'base64',
  key: { encoding: 'hex' },
  signature: item('additionalData', 'hmacSignature'),
  content: [
    item('pspReference'),
    ':',
    item('originalReference'),
    ':',
    item('merchantAccountCode'),
    ':',
    item('merchantReference'),
    ':',
    item('amount', 'value'),
    ':',
    item('amount', 'currency'),
    ':',
    item('eventCode'),
    ':',
    item('success'),
  ],
}) satisfies Scheme

/** Mailgun signs a timestamp and a token, and nothing of the event. */
export const mailgun = hmac({
  name: 'mailgun',
  hash: 'sha256',
  encoding: 'hex',
  signature: jsonField('signature', 'signature'),
  content: [timestamp, jsonField('signature', 'token')],
  timestamp: { at: jsonField('signature', 'timestamp'), unit: 'seconds' },
}) satisfies Scheme

export const gitlab = token({ name: 'gitlab', at: header('X-Gitlab-Token') }) satisfies Scheme

export const discord = publicKey({
  name: 'discord',
  algorithm: 'ed25519',
  encoding: 'hex',
  signature: header('X-Signature-Ed25519'),
  content: [timestamp, body],
  timestamp: { at: header('X-Signature-Timestamp'), unit: 'seconds' },
  handshake: discordHandshake,
}) satisfies Scheme

const base64url = (text: string): string => Buffer.from(text, 'base64url').toString()

/** Plaid: a JWT with ES256 whose key is fetched by its id, and which holds the body's hash. An asynchronous engine. */
async function plaidCheck(
  message: Message,
  keys: readonly string[],
  context: CheckContext,
): Promise<Finding> {
  const parts = message.header('plaid-verification')?.split('.') ?? []
  const [head, claims, signature] = parts
  if (head === undefined || claims === undefined || signature === undefined || parts.length !== 3) {
    throw new WebhookError('ERR_SIGNATURE_MALFORMED')
  }
  const { alg, kid } = JSON.parse(base64url(head))
  if (alg !== 'ES256') throw new WebhookError('ERR_SIGNATURE_MALFORMED')
  const pem = keys[0] ?? (await context.resolveKey?.({ id: kid }))
  if (typeof pem !== 'string') throw new WebhookError('ERR_KEY_UNAVAILABLE')
  const key = { key: createPublicKey(pem), dsaEncoding: 'ieee-p1363' as const }
  if (
    !verifySignature('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))
  ) {
    throw new WebhookError('ERR_SIGNATURE_MISMATCH')
  }
  const { iat, request_body_sha256: hash } = JSON.parse(base64url(claims))
  if (!context.platform.equal(hash, await context.platform.hash('sha256', [message.body], 'hex'))) {
    throw new WebhookError('ERR_SIGNATURE_MISMATCH')
  }
  return { key: 0, signedAt: iat * 1000 }
}

const plaidProof: Proof<string> = {
  kind: 'jwt',
  algorithm: 'JWT, ES256',
  covers: 'body',
  keys: 'resolved',
  headers: ['plaid-verification'],
  toleranceSeconds: 300,
  readKey: (secret) => String(secret),
  check: plaidCheck,
}

export const plaid = defineScheme(plaidProof, { name: 'plaid' }) satisfies Scheme

/** SNS: the certificate is fetched from a URL in the body, whose host must be Amazon's. */
const snsProof: Proof<string> = {
  kind: 'certificate',
  algorithm: 'RSA-SHA256',
  covers: 'fields',
  keys: 'resolved',
  headers: [],
  toleranceSeconds: 3600,
  readKey: (secret) => String(secret),
  async check(message, _keys, context) {
    const address = message.field('SigningCertURL')
    if (typeof address !== 'string' || !/^https:\/\/sns\.[a-z0-9-]+\.amazonaws\.com\//.test(address)) {
      throw new WebhookError('ERR_SIGNATURE_MALFORMED')
    }
    const certificate = await context.resolveKey?.({ url: address })
    const fields = ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
    const lines = fields.flatMap((name) => {
      const value = message.field(name)
      return typeof value === 'string' ? [`${name}\n${value}\n`] : []
    })
    const signature = Buffer.from(String(message.field('Signature')), 'base64')
    if (!verifySignature('sha256', Buffer.from(lines.join('')), String(certificate), signature)) {
      throw new WebhookError('ERR_SIGNATURE_MISMATCH')
    }
    return { key: 0, signedAt: Date.parse(String(message.field('Timestamp'))) }
  },
}

export const sns = defineScheme(snsProof, {
  name: 'aws-sns',
  describe: (message) => ({ type: String(message.field('Type')), id: String(message.field('MessageId')) }),
}) satisfies Scheme

/** RFC 9421: what is signed is named by the message itself; key ids choose among the secrets. */
const rfc9421Proof: Proof<Uint8Array> = {
  kind: 'message-signature',
  algorithm: 'HTTP Message Signatures, hmac-sha256',
  covers: 'fields',
  keys: 'secret',
  headers: ['signature', 'signature-input', 'content-digest'],
  toleranceSeconds: 300,
  readKey: (secret) => (secret instanceof Uint8Array ? secret : new TextEncoder().encode(String(secret))),
  check(message, keys, { platform }) {
    const input = /^([a-z0-9-]+)=(\(([^)]*)\).*)$/.exec(message.header('signature-input') ?? '')
    const given = /^[a-z0-9-]+=:([A-Za-z0-9+/=]+):$/.exec(message.header('signature') ?? '')
    if (input === null || given?.[1] === undefined) throw new WebhookError('ERR_SIGNATURE_MALFORMED')
    const names = (input[3] ?? '').split(' ').map((name) => name.replaceAll('"', ''))
    const component = (name: string): string =>
      name === '@authority'
        ? new URL(message.url ?? '').host
        : name === '@method'
          ? (message.method ?? '')
          : (message.header(name) ?? '')
    const base = [
      ...names.map((name) => `"${name}": ${component(name)}`),
      `"@signature-params": ${input[2]}`,
    ].join('\n')
    const [key] = keys
    const digest =
      key === undefined ? '' : platform.hmac('sha256', platform.hmacKey('sha256', key), [base], 'base64')
    const judge = (one: string): Finding => {
      if (!platform.equal(one, given[1] ?? '')) throw new WebhookError('ERR_SIGNATURE_MISMATCH')
      return { key: 0 }
    }
    return typeof digest === 'string' ? judge(digest) : digest.then(judge)
  },
}

export const rfc9421 = defineScheme(rfc9421Proof, { name: 'rfc9421' }) satisfies Scheme

export const otherSchemes: Readonly<Record<string, Scheme>> = {
  twilio,
  'twilio-json': twilioJson,
  'hubspot-v3': hubspot,
  adyen,
  mailgun,
  gitlab,
  discord,
  plaid,
  rfc9421,
}
