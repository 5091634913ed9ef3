import { createHmac } from 'node:crypto'
import {
  answerHandshake,
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

/** A scheme with nothing but handshakes. */
function withHandshake(...handshake: HandshakeRule[]): Scheme {
  return hmac({ hash: 'sha256', encoding: 'hex', signature: header('x-signature'), handshake })
}

const get = (search: string): RawInput => ({ method: 'GET', url: `/hook?${search}`, headers: {}, body: '' })
const text = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes)

describe('a setting of the source', () => {
  const scheme = withHandshake({
    when: { method: 'GET' },
    trust: { by: 'param', at: query('token'), param: 'verifyToken' },
    challenge: { at: query('challenge'), alphabet: 'visible' },
    reply: { status: 200, body: { text: { echo: 'challenge' } } },
  })
  const params = { verifyToken: 'my token' }
  const asked = (token: string) => get(`challenge=12<b>&token=${token}`)

  test('the right one gets the challenge as plain text', async () => {
    const answer = await answerHandshake(scheme, asked('my%20token'), { verified: false, params })
    expect(text(answer?.body)).toBe('12<b>')
    expect(answer?.headers).toEqual({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
  })

  test.each(['other', '', 'my%20token%20'])('%j gets nothing', async (token) => {
    expect(await answerHandshake(scheme, asked(token), { verified: false, params })).toBeUndefined()
  })

  test('where none is set nobody gets anything', async () => {
    for (const none of [{}, { verifyToken: '' }]) {
      expect(await answerHandshake(scheme, asked(''), { verified: false, params: none })).toBeUndefined()
    }
  })

  test('what is no text at all matches nothing, and throws nothing', async () => {
    const at = jsonField('token')
    const posted = withHandshake({
      when: { method: 'POST' },
      trust: { by: 'param', at, param: 't' },
      reply: { status: 200 },
    })
    const ask = (body: string) =>
      answerHandshake(posted, { headers: {}, body }, { verified: false, params: { t: 'A' } })
    expect(await ask('{"token":"\ud800"}')).toBeUndefined()
    // U+0141, whose lower byte is that of A.
    expect(await ask('{"token":"\u0141"}')).toBeUndefined()
    expect(await ask('{"token":"A"}')).toMatchObject({ status: 200 })
  })
})

test('the secret that signs is the newest live one; none that is empty', async () => {
  const scheme = withHandshake({
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('crc'), alphabet: 'token' },
    reply: { status: 200, body: { text: { hmac: 'challenge', hash: 'sha256', encoding: 'hex' } } },
  })
  const secrets = [{ value: 'old', expiresAt: new Date(0) }, 'key']
  const answer = await answerHandshake(scheme, get('crc=abc'), { verified: false, secrets })
  expect(text(answer?.body)).toBe(createHmac('sha256', 'key').update('abc').digest('hex'))
  await expect(answerHandshake(scheme, get('crc=abc'), { verified: false, secrets: '' })).rejects.toThrow(
    expect.objectContaining({ code: 'ERR_SECRET_EMPTY' }),
  )
})

test('the first rule that gives an answer gives it', async () => {
  const rule = (value: string, status: number): HandshakeRule => ({
    when: { method: 'POST', holds: [{ at: jsonField('a'), value }] },
    trust: { by: 'signature' },
    reply: { status },
  })
  const scheme = withHandshake(
    rule('x', 201),
    { ...rule('x', 202), trust: { by: 'nothing' } },
    rule('y', 203),
  )
  const ask = async (body: string, verified: boolean) =>
    (await answerHandshake(scheme, { headers: {}, body }, { verified }))?.status
  expect(await ask('{"a":"x"}', true)).toBe(201)
  expect(await ask('{"a":"x"}', false)).toBe(202)
  expect(await ask('{"a":"y"}', true)).toBe(203)
  expect(await ask('{"a":"y"}', false)).toBeUndefined()
})

test('nothing longer than a handshake is parsed for one', async () => {
  const body = (length: number) =>
    `{"type":"url_verification","challenge":"c","rest":"${'c'.repeat(length)}"}`
  const ask = (length: number) =>
    answerHandshake(slack, { headers: {}, body: body(length) }, { verified: true })
  expect((await ask(16_000))?.status).toBe(200)
  expect(await ask(16_384)).toBeUndefined()
})

test('Slack: only what is signed', async () => {
  const request = { headers: {}, body: '{"type":"url_verification","challenge":"c"}' }
  expect(await answerHandshake(slack, request, { verified: false })).toBeUndefined()
  expect(text((await answerHandshake(slack, request, { verified: true }))?.body)).toBe('c')
})
