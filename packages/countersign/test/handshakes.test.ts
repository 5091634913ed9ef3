import { createCipheriv, createHash } from 'node:crypto'
import { answerHandshake, type HandshakeContext, jsonField, type RawInput } from 'countersign'
import { describe, expect, test } from 'vitest'
import { unsealed } from '../src/engines/handshake/unsealed.ts'
import { Received } from '../src/message/received.ts'
import { handshakeScheme, handshakeSchemes } from './handshake-schemes.ts'

const json = (value: unknown): RawInput => ({ headers: {}, body: JSON.stringify(value) })
const get = (search: string): RawInput => ({ method: 'GET', url: `/hook?${search}`, headers: {}, body: '' })
const head: RawInput = { method: 'HEAD', url: '/hook', headers: {}, body: '' }
const uuid = '890e4665-4dfe-4ab1-b689-ed553bceeed0'

function sealed(text: string): string {
  const key = createHash('sha256').update('key').digest()
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16, 7))
  return Buffer.concat([Buffer.alloc(16, 7), cipher.update(text), cipher.final()]).toString('base64')
}

interface Row {
  readonly name: string
  readonly request: RawInput
  /** Default: 200. */
  readonly status?: number
  readonly answer: string | Record<string, unknown>
  readonly headers?: Readonly<Record<string, string>>
  readonly context?: Partial<HandshakeContext>
  /** Requests that look alike and get nothing. */
  readonly not?: readonly RawInput[]
}

const verified = { verified: true }
const long = 'a'.repeat(513)
const echoed = (name: string, param: string): Row => ({
  name,
  request: get(`${param}=a.b-c_d%3D1`),
  answer: 'a.b-c_d=1',
  headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  not: [
    get(`${param}=`),
    get(`${param}=${long}`),
    get(`${param}=a&${param}=b`),
    get(`${param}=a%0d%0ab`),
    get(''),
  ],
})
const metaRow = (name: string): Row => ({
  name,
  request: get('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=mytoken'),
  answer: '1158201444',
  context: { params: { verifyToken: 'mytoken' } },
  not: [
    get('hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=other'),
    get('hub.mode=unsubscribe&hub.challenge=1158201444&hub.verify_token=mytoken'),
    get('hub.mode=subscribe&hub.challenge=1158201444'),
  ],
})
const hook = (name: string, body: Record<string, unknown>): Row => ({
  name,
  request: json(body),
  answer: '',
  context: verified,
})

/** Right values: of Braintree from its SDKs' own tests, the other digests by Python's hmac and hashlib; the key is `key`. */
const rows: readonly Row[] = [
  {
    name: 'slack',
    request: json({
      token: 't',
      challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
      type: 'url_verification',
    }),
    answer: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P',
    context: verified,
    not: [
      json({ challenge: 'c', type: 'event_callback' }),
      json({ challenge: long, type: 'url_verification' }),
    ],
  },
  {
    name: 'zoom',
    request: json({ event: 'endpoint.url_validation', payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' } }),
    answer: {
      plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
      encryptedToken: 'f2b3627702c43576251dc6a643384a2eb050e6e1d078adecf3415e1416944a43',
    },
    context: verified,
    not: [json({ event: 'endpoint.url_validation', payload: { plainToken: 'v0:1700000000:{}' } })],
  },
  metaRow('meta'),
  metaRow('whatsapp'),
  {
    name: 'websub',
    request: get(
      'hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.com%2Ffeed&hub.challenge=abc&hub.lease_seconds=9',
    ),
    answer: 'abc',
    context: { params: { topic: 'https://example.com/feed' } },
    not: [
      get('hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.com%2Fother&hub.challenge=abc'),
      get('hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fexample.com%2Ffeed&hub.challenge=abc'),
    ],
  },
  {
    name: 'twitter',
    request: get('crc_token=MjM4MjQ2NGQtYWZjMS00'),
    answer: { response_token: 'sha256=QxtLB8pz6lAoMSzT84GNEpQbQUzpbdxOSeI0eIzvYLc=' },
    not: [get('crc_token=%7B%22forged%22%3A1%7D'), get(`crc_token=${'a'.repeat(129)}`), get('crc_token=')],
  },
  {
    name: 'linkedin',
    request: get(`challengeCode=${uuid}&applicationId=1`),
    answer: {
      challengeCode: uuid,
      challengeResponse: 'f771e90128bc123c5d487cad718aee5ca5f9e35fb533e5084c4ec84a71c6ad4f',
    },
    not: [get('challengeCode=hmacsha256%3D%7B%7D'), get('challengeCode=abc'), get(`challengeCode=${uuid}0`)],
  },
  {
    name: 'braintree',
    request: get('bt_challenge=20f9f8ed05f77439fe955c977e4c8a53'),
    answer: 'integration_public_key|d9b899556c966b3f06945ec21311865d35df3ce4',
    context: { params: { keyId: 'integration_public_key' }, secrets: 'integration_private_key' },
    not: [
      get('bt_challenge=20f9f8ed05f77439fe9'),
      get(`bt_challenge=${'a'.repeat(33)}`),
      get('bt_challenge=PD94bWwgdmVyc2lvbj0i'),
    ],
  },
  {
    name: 'ebay',
    request: get('challenge_code=a1b2c3'),
    answer: { challengeResponse: '0c0fc06f4c30cb9a66f067bdd8c2c58a109c18a4fc26d7fd9f456d10d5756b49' },
    context: {
      params: { verificationToken: 'token-of-at-least-32-characters-00' },
      publicUrl: 'https://example.com/in/ebay',
    },
    not: [get('challenge_code=a%20b'), get(`challenge_code=${'a'.repeat(129)}`)],
  },
  echoed('dropbox', 'challenge'),
  echoed('nylas', 'challenge'),
  echoed('onfleet', 'check'),
  {
    name: 'twitch',
    request: {
      headers: { 'Twitch-Eventsub-Message-Type': 'webhook_callback_verification' },
      body: '{"challenge":"pogchamp-kappa-360noscope-vohiyo","subscription":{}}',
    },
    answer: 'pogchamp-kappa-360noscope-vohiyo',
    context: verified,
    not: [{ headers: { 'Twitch-Eventsub-Message-Type': 'notification' }, body: '{"challenge":"a"}' }],
  },
  {
    name: 'front',
    request: {
      headers: { 'X-Front-Challenge': 'c2x9' },
      body: '{"type":"sync","authorization":{"id":"cmp_1"}}',
    },
    answer: 'c2x9',
    context: verified,
    not: [json({ type: 'sync' })],
  },
  {
    name: 'discord',
    request: json({ type: 1, id: '1', application_id: '2', token: 't', version: 1 }),
    answer: { type: 1 },
    context: verified,
    not: [json({ type: 1, version: 1, event: { type: 'ENTITLEMENT_CREATE' } }), json({ type: 2 })],
  },
  { name: 'discord', request: json({ type: 0, version: 1 }), status: 204, answer: '', context: verified },
  {
    name: 'discord',
    request: json({ type: 1, version: 1, event: { type: 'ENTITLEMENT_CREATE' } }),
    status: 204,
    answer: '',
    context: { verified: true, accepted: true },
    not: [json({ type: 2 })],
  },
  {
    name: 'dropbox-sign',
    request: { headers: {}, body: 'json=%7B%7D' },
    answer: 'Hello API Event Received',
    context: { verified: true, accepted: true },
  },
  {
    name: 'mixpanel',
    request: json({ action: 'add_members', parameters: { members: [] } }),
    answer: { action: 'add_members', status: 'success' },
    context: { verified: true, accepted: true },
  },
  {
    name: 'mixpanel',
    request: json({ action: 'a page <of> text', parameters: {} }),
    answer: { status: 'success' },
    context: { verified: true, accepted: true },
  },
  {
    name: 'okta',
    request: {
      method: 'GET',
      headers: { 'x-okta-verification-challenge': 'My verification challenge'.replaceAll(' ', '-') },
      body: '',
    },
    answer: { verification: 'My-verification-challenge' },
    not: [{ method: 'GET', headers: {}, body: '' }],
  },
  {
    name: 'monday',
    request: json({ challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' }),
    answer: { challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' },
    not: [
      json({ challenge: 'c', event: {} }),
      json({ challenge: { a: 1 } }),
      json({ challenge: long }),
      json(['challenge']),
    ],
  },
  {
    name: 'azure-eventgrid',
    request: {
      headers: { 'aeg-event-type': 'SubscriptionValidation' },
      body: `[{"id":"1","data":{"validationCode":"${uuid}"}}]`,
    },
    answer: { validationResponse: uuid },
    not: [{ headers: { 'aeg-event-type': 'Notification' }, body: '[{"data":{"validationCode":"a"}}]' }],
  },
  ...['azure-eventgrid', 'cloudevents-webhook'].map((name) => ({
    name,
    request: {
      method: 'OPTIONS',
      headers: { 'WebHook-Request-Origin': 'eventemitter.example.com' },
      body: '',
    },
    answer: '',
    headers: {
      allow: 'POST',
      'webhook-allowed-origin': 'eventemitter.example.com',
      'webhook-allowed-rate': '*',
    },
    not: [
      { method: 'OPTIONS', headers: {}, body: '' },
      { method: 'OPTIONS', headers: { 'WebHook-Request-Origin': 'a\r\nx: y' }, body: '' },
    ],
  })),
  {
    name: 'microsoft-graph',
    request: {
      url: '/hook?validationToken=Validation%3A+Testing+client+%2Bapplication',
      headers: {},
      body: '',
    },
    answer: 'Validation: Testing client +application',
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
    not: [{ url: '/hook?validationToken=%0A', headers: {}, body: '' }, json({ value: [] })],
  },
  ...['trello', 'intercom', 'webex-connect', 'surveymonkey'].map((name) => ({
    name,
    request: head,
    answer: '',
    headers: {},
    not: [get('')],
  })),
  hook('xero', { events: [], firstEventSequence: 0, lastEventSequence: 0, entropy: 'S0m3' }),
  hook('line', { destination: 'x', events: [] }),
  hook('viber', { event: 'webhook', timestamp: 1 }),
  hook('figma', { event_type: 'PING', passcode: 'p' }),
  {
    name: 'aws-sns',
    request: json({
      Type: 'SubscriptionConfirmation',
      TopicArn: 'arn:aws:sns:us-west-2:123456789012:MyTopic',
      SubscribeURL: 'https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&Token=2336',
    }),
    answer: '',
    context: { verified: true, params: { topicArn: 'arn:aws:sns:us-west-2:123456789012:MyTopic' } },
    not: [
      'https://sns.us-west-2.amazonaws.com.evil.example/',
      'https://sns.us-west-2.evil.amazonaws.com/',
      'https://us-west-2.amazonaws.com/',
      'https://sns..amazonaws.com/',
      'https://sns.s3-us-west-2.amazonaws.com/',
      'https://sns.us-west-2.amazonaws.com:8443/',
      'https://me@sns.us-west-2.amazonaws.com/',
      'http://sns.us-west-2.amazonaws.com/',
      'https://evil.example/?sns.us-west-2.amazonaws.com',
      '/',
    ]
      .map((SubscribeURL) => ({ TopicArn: 'arn:aws:sns:us-west-2:123456789012:MyTopic', SubscribeURL }))
      .concat([
        {
          TopicArn: 'arn:aws:sns:us-west-2:999999999999:Mine',
          SubscribeURL: 'https://sns.us-west-2.amazonaws.com/',
        },
      ])
      .map((fields) => json({ Type: 'SubscriptionConfirmation', ...fields })),
  },
  {
    name: 'lark',
    request: json({ type: 'url_verification', challenge: uuid, token: 't' }),
    answer: { challenge: uuid },
    not: [
      json({ type: 'url_verification', challenge: '"<b>' }),
      json({ type: 'event_callback', challenge: 'a' }),
    ],
  },
  {
    name: 'lark',
    request: json({ encrypt: sealed(`{"challenge":"${uuid}","token":"t","type":"url_verification"}`) }),
    answer: { challenge: uuid },
    context: { params: { verificationToken: 't' } },
    not: [
      json({ encrypt: sealed(`{"challenge":"${uuid}","token":"x","type":"url_verification"}`) }),
      json({ encrypt: sealed('{"type":"event_callback","token":"t","challenge":"a"}') }),
      json({ encrypt: sealed('not JSON') }),
      json({ encrypt: `${sealed('{}').slice(0, -4)}AAAA` }),
      json({ encrypt: 'AAAA' }),
      json({ encrypt: 'no base64' }),
    ],
  },
  {
    name: 'asana',
    request: { headers: { 'X-Hook-Secret': 'b537207f20cbfa02357cf448134da559' }, body: '' },
    answer: '',
    headers: { 'x-hook-secret': 'b537207f20cbfa02357cf448134da559' },
    not: [
      { headers: { 'X-Hook-Secret': 'b537207f\r\nSet-Cookie: x' }, body: '' },
      { headers: { 'X-Hook-Secret': 'short' }, body: '' },
      { headers: { 'X-Hook-Secret': 'b537207f20cbfa02357cf448134da559', 'X-Hook-Signature': 'a' }, body: '' },
    ],
  },
  {
    name: 'notion',
    request: json({ verification_token: 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl' }),
    answer: '',
    not: [json({ verification_token: 'secret_tMrlL1qK5vuQAh1b6c', type: 'page.created' })],
  },
  {
    name: 'gusto',
    request: json({ verification_token: 'x3m2kq9vw1', webhook_subscription_uuid: uuid }),
    answer: '',
    not: [json({ verification_token: 'x3m2kq9vw1', event_type: 'company.updated' })],
  },
  {
    name: 'atlassian-connect',
    request: json({ eventType: 'installed', clientKey: 'c', sharedSecret: 'ATCOa1b2c3d4e5' }),
    status: 204,
    answer: '',
    not: [json({ eventType: 'uninstalled', sharedSecret: 'ATCOa1b2c3d4e5' })],
  },
  {
    name: 'woocommerce',
    request: { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'webhook_id=42' },
    answer: '',
    not: [{ headers: {}, body: 'webhook_id=a' }, json({ webhook_id: 42 })],
  },
  {
    name: 'salesforce-mc-ens',
    request: json({ callbackId: uuid, verificationKey: 'key' }),
    answer: '',
    not: [json({ callbackId: uuid })],
  },
]

describe.each(rows)('$name', ({ name, request, status = 200, answer, headers, context, not = [] }) => {
  const scheme = handshakeScheme(name)
  const known: HandshakeContext = { verified: false, secrets: 'key', ...context }

  test('gets the right answer', async () => {
    const given = await answerHandshake(scheme, request, known)
    const text = new TextDecoder().decode(given?.body)
    expect(given?.status).toBe(status)
    expect(typeof answer === 'string' ? text : JSON.parse(text)).toEqual(answer)
    if (headers !== undefined) expect(given?.headers).toEqual(headers)
  })

  test.each(not.map((request, at) => ({ at, request })))(
    'gives nothing to a likeness ($at)',
    async ({ request: like }) => {
      expect(await answerHandshake(scheme, like, known)).toBeUndefined()
    },
  )

  test('gives nothing without its signature or its setting', async () => {
    const bare = { ...known, verified: false, params: {} }
    const given = await answerHandshake(scheme, request, bare).catch(() => undefined)
    if (known.verified || (known.params !== undefined && name !== 'lark')) expect(given).toBeUndefined()
    else expect(given?.status).toBe(status)
  })
})

test('every handshake stands here', () => {
  expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(handshakeSchemes.map(({ name }) => name)))
})

test('a secret is handed up, an address to be fetched is named', async () => {
  const asked = (name: string): Row => rows.find((row) => row.name === name) as Row
  for (const [name, secret] of [
    ['asana', 'b537207f20cbfa02357cf448134da559'],
    ['notion', 'secret_tMrlL1qK5vuQAh1b6cZGhFChZTSYJlce98V0pYn7yBl'],
    ['gusto', 'x3m2kq9vw1'],
    ['atlassian-connect', 'ATCOa1b2c3d4e5'],
  ] as const) {
    expect(
      await answerHandshake(handshakeScheme(name), asked(name).request, { verified: false }),
    ).toMatchObject({ secret })
  }
  const { request, context } = asked('aws-sns')
  const answer = await answerHandshake(handshakeScheme('aws-sns'), request, { ...verified, ...context })
  expect(answer?.visit).toBe('https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&Token=2336')
})

test('eBay without the public URL or the token says which is missing', async () => {
  const request = get('challenge_code=a1b2c3')
  const context = { verified: false, params: { verificationToken: 't' } }
  await expect(answerHandshake(handshakeScheme('ebay'), request, context)).rejects.toThrow(
    expect.objectContaining({ code: 'ERR_URL_MISSING' }),
  )
  await expect(
    answerHandshake(handshakeScheme('ebay'), request, { verified: false, publicUrl: 'https://example.com/' }),
  ).rejects.toThrow(expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }))
})

test('Lark’s own example is deciphered', async () => {
  const body = new TextEncoder().encode('{"encrypt":"P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk="}')
  const message = await unsealed(new Received({}, body, 'POST', undefined), jsonField('encrypt'), 'test key')
  expect(new TextDecoder().decode(message?.body)).toBe('hello world')
})
