import { createHmac } from 'node:crypto'
import {
  answerHandshake,
  formField,
  type HandshakeRule,
  header,
  hmac,
  jsonField,
  query,
  type RawInput,
  type Scheme,
} from 'countersign'
import { slack } from 'countersign/schemes/slack'
import { describe, expect, test } from 'vitest'

/** A scheme with nothing but handshakes, as other providers want them. */
function withHandshake(...handshake: HandshakeRule[]): Scheme {
  return hmac({ hash: 'sha256', encoding: 'hex', signature: header('x-signature'), handshake })
}

const get = (search: string): RawInput => ({ method: 'GET', url: `/hook?${search}`, headers: {}, body: '' })
const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes)

const meta = withHandshake({
  when: {
    method: 'GET',
    holds: [
      { at: query('hub.mode'), value: 'subscribe' },
      { at: query('hub.challenge'), value: true },
    ],
  },
  trust: { by: 'param', at: query('hub.verify_token'), param: 'verifyToken' },
  reply: { status: 200, body: { text: { echo: query('hub.challenge') } } },
})

describe('Meta: a verify token', () => {
  const params = { verifyToken: 'my token' }
  const asked = (token: string) => get(`hub.mode=subscribe&hub.challenge=12<b>&hub.verify_token=${token}`)

  test('the right one gets its challenge as plain text', async () => {
    const answer = await answerHandshake(meta, asked('my%20token'), { verified: false, params })
    expect(text(answer?.body)).toBe('12<b>')
    expect(answer?.headers).toEqual({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
  })

  test.each(['other', '', 'my%20token%20'])('%j gets nothing', async (token) => {
    expect(await answerHandshake(meta, asked(token), { verified: false, params })).toBeUndefined()
  })

  test('without a token set nobody gets anything', async () => {
    for (const none of [{}, { verifyToken: '' }]) {
      expect(await answerHandshake(meta, asked(''), { verified: false, params: none })).toBeUndefined()
    }
  })
})

test('X: the challenge’s HMAC by the secret', async () => {
  const scheme = withHandshake({
    when: { method: 'GET', holds: [{ at: query('crc_token'), value: true }] },
    trust: { by: 'nothing' },
    reply: {
      status: 200,
      body: {
        json: {
          response_token: { hmac: query('crc_token'), hash: 'sha256', encoding: 'base64', prefix: 'sha256=' },
        },
      },
    },
  })
  const expired = { value: 'old', expiresAt: new Date(0) }
  const answer = await answerHandshake(scheme, get('crc_token=abc'), {
    verified: false,
    secrets: [expired, 'key'],
  })
  const digest = createHmac('sha256', 'key').update('abc').digest('base64')
  expect(text(answer?.body)).toBe(JSON.stringify({ response_token: `sha256=${digest}` }))
  await expect(
    answerHandshake(scheme, get('crc_token=abc'), { verified: false, secrets: '' }),
  ).rejects.toThrow(expect.objectContaining({ code: 'ERR_SECRET_EMPTY' }))
})

test('Zoom: two values in one answer', async () => {
  const plain = jsonField('payload', 'plainToken')
  const scheme = withHandshake({
    when: { method: 'POST', holds: [{ at: jsonField('event'), value: 'endpoint.url_validation' }] },
    trust: { by: 'signature' },
    reply: {
      status: 200,
      body: {
        json: {
          plainToken: { echo: plain },
          encryptedToken: { hmac: plain, hash: 'sha256', encoding: 'hex' },
        },
      },
    },
  })
  const request = { headers: {}, body: '{"event":"endpoint.url_validation","payload":{"plainToken":"p"}}' }
  const answer = await answerHandshake(scheme, request, { verified: true, secrets: 'key' })
  const encryptedToken = createHmac('sha256', 'key').update('p').digest('hex')
  expect(JSON.parse(text(answer?.body) ?? '')).toEqual({ plainToken: 'p', encryptedToken })
})

test('Asana: a secret set by the provider is handed up, and echoed without a chance for a second header', async () => {
  const secret = header('X-Hook-Secret')
  const scheme = withHandshake({
    when: { method: 'POST', holds: [{ at: secret, value: true }] },
    trust: { by: 'nothing' },
    setsSecret: secret,
    reply: { status: 200, headers: { 'X-Hook-Secret': { echo: secret } } },
  })
  const request = { headers: { 'x-hook-secret': 'abc\r\nSet-Cookie: x' }, body: '' }
  const answer = await answerHandshake(scheme, request, { verified: false })
  expect(answer).toMatchObject({ status: 200, secret: 'abc\r\nSet-Cookie: x' })
  expect(answer?.headers['x-hook-secret']).toBe('abcSet-Cookie: x')
})

test('HEAD, OPTIONS, and the same body back', async () => {
  const scheme = withHandshake(
    { when: { method: 'HEAD' }, trust: { by: 'nothing' }, reply: { status: 200 } },
    {
      when: { method: 'OPTIONS', holds: [{ at: header('webhook-request-origin'), value: true }] },
      trust: { by: 'nothing' },
      reply: {
        status: 200,
        headers: {
          'WebHook-Allowed-Origin': { echo: header('webhook-request-origin') },
          'WebHook-Allowed-Rate': '*',
        },
      },
    },
    {
      when: { method: 'POST', holds: [{ at: jsonField('challenge'), value: true }] },
      trust: { by: 'nothing' },
      reply: { status: 200, body: { same: true } },
    },
    {
      when: { method: 'POST', holds: [{ at: formField('webhook_id'), value: true }] },
      trust: { by: 'nothing' },
      reply: { status: 200 },
    },
  )
  const context = { verified: false }
  expect(await answerHandshake(scheme, { method: 'head', headers: {}, body: '' }, context)).toMatchObject({
    status: 200,
  })
  const options = { method: 'OPTIONS', headers: { 'WebHook-Request-Origin': 'example.com' }, body: '' }
  expect((await answerHandshake(scheme, options, context))?.headers).toEqual({
    'webhook-allowed-origin': 'example.com',
    'webhook-allowed-rate': '*',
  })
  expect(
    text((await answerHandshake(scheme, { headers: {}, body: '{"challenge":"c"}' }, context))?.body),
  ).toBe('{"challenge":"c"}')
  expect(await answerHandshake(scheme, { headers: {}, body: 'webhook_id=5' }, context)).toMatchObject({
    status: 200,
  })
  expect(await answerHandshake(scheme, { headers: {}, body: 'other' }, context)).toBeUndefined()
})

test('a verify token that is no text at all matches nothing, and throws nothing', async () => {
  const at = jsonField('token')
  const scheme = withHandshake({
    when: { method: 'POST' },
    trust: { by: 'param', at, param: 't' },
    reply: { status: 200 },
  })
  const ask = (body: string) =>
    answerHandshake(scheme, { headers: {}, body }, { verified: false, params: { t: 'A' } })
  expect(await ask('{"token":"\\ud800"}')).toBeUndefined()
  // U+0141, whose lower byte is that of A.
  expect(await ask('{"token":"\\u0141"}')).toBeUndefined()
  expect(await ask('{"token":"A"}')).toMatchObject({ status: 200 })
})

test('a body beyond the default limit is no matter: who has read it has his own', async () => {
  const body = `{"type":"url_verification","challenge":"${'c'.repeat(1_100_000)}"}`
  expect((await answerHandshake(slack, { headers: {}, body }, { verified: true }))?.status).toBe(200)
})

test('Slack: only what is signed', async () => {
  const request = { headers: {}, body: '{"type":"url_verification","challenge":"c"}' }
  expect(await answerHandshake(slack, request, { verified: false })).toBeUndefined()
  expect(text((await answerHandshake(slack, request, { verified: true }))?.body)).toBe('c')
})
