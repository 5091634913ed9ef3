import { createCipheriv, createHash, createHmac } from 'node:crypto'
import {
  answerHandshake,
  createVerifier,
  type HandshakeContext,
  type HandshakeRule,
  header,
  hmac,
  jsonField,
  query,
  type Scheme,
} from 'countersign'
import { awsSns } from 'countersign/schemes/aws-sns'
import { twitter } from 'countersign/schemes/twitter'
import { describe, expect, test } from 'vitest'
import { unlikeChallenge } from '../src/engines/unlike-challenge.ts'

// What a request must be to be a handshake, on both sides of each limit.

const secret = 'a secret of the source'
const anybody = { verified: false }
type Secrets = Exclude<HandshakeContext['secrets'], undefined>

function withHandshake(...handshake: HandshakeRule[]): Scheme {
  return hmac({ hash: 'sha256', encoding: 'hex', signature: header('x-signature'), handshake })
}

/** What is answered to a body that is posted: its text, or `undefined`. */
async function answered(
  rule: Partial<HandshakeRule>,
  body: string,
  context: HandshakeContext = anybody,
): Promise<string | undefined> {
  const reply = { status: 200, body: { text: 'yes' } }
  const scheme = withHandshake({ when: { method: 'POST' }, trust: { by: 'nothing' }, reply, ...rule })
  const answer = await answerHandshake(scheme, { headers: {}, body, method: 'POST' }, context)
  return answer === undefined ? undefined : new TextDecoder().decode(answer.body)
}

describe('an event is none that could be a challenge', () => {
  const verdict = async (scheme: Scheme, at: string, body: string, spelled: (hash: Buffer) => string) => {
    const signature = spelled(createHmac('sha256', secret).update(body).digest())
    const verifier = createVerifier({ scheme, secrets: secret })
    const result = await verifier.safeVerify({ headers: { [at]: signature }, body })
    return result.ok ? result.event.verdict : result.error.code
  }

  test('of X: a token of 128 characters may be one, a longer one is not', async () => {
    const of = (body: string) =>
      verdict(twitter, 'x-twitter-webhooks-signature', body, (hash) => `sha256=${hash.toString('base64')}`)
    for (const one of ['x', 'x'.repeat(128)]) expect(await of(one)).toBe('ERR_SIGNATURE_MISMATCH')
    for (const none of ['x'.repeat(129), '{"a":1}', 'é', '']) expect(await of(none)).toBe('verified')
  })

  test('of another scheme: one of 512 characters may be one', async () => {
    const content = unlikeChallenge({ alphabet: 'token' })
    const scheme = hmac({
      hash: 'sha256',
      encoding: 'hex',
      signature: header('Sign'),
      content: content as never,
      covers: 'body',
    })
    const of = (length: number) => verdict(scheme, 'Sign', 'x'.repeat(length), (hash) => hash.toString('hex'))
    expect([await of(512), await of(513)]).toEqual(['ERR_SIGNATURE_MISMATCH', 'verified'])
  })
})

describe('a request is the one of a rule', () => {
  const at = jsonField('a')
  const held = (hold: object, body: string) =>
    answered({ when: { method: 'POST', holds: [hold as never] } }, body)

  test('whose list is empty', async () => {
    expect(await held({ at, emptyList: true }, '{"a":[]}')).toBe('yes')
    for (const other of ['{"a":[1]}', '{"a":""}', '{"a":{}}', '{}', '{"a":null}'])
      expect(await held({ at, emptyList: true }, other)).toBeUndefined()
  })

  test('in which something stands, and an empty text is nothing', async () => {
    expect(await held({ at, value: true }, '{"a":"x"}')).toBe('yes')
    for (const other of ['{"a":""}', '{}']) expect(await held({ at, value: true }, other)).toBeUndefined()
    expect(await held({ at, value: false }, '{}')).toBe('yes')
    for (const other of ['{"a":"x"}', '{"a":{}}', '{"a":""}'])
      expect(await held({ at, value: false }, other)).toBeUndefined()
  })

  test('which is an object of these fields alone', async () => {
    const of = (body: string) => answered({ when: { method: 'POST', fields: ['a', 'b'] } }, body)
    for (const good of ['{}', '{"a":1}', '{"b":1,"a":2}']) expect(await of(good)).toBe('yes')
    for (const bad of ['{"a":1,"c":2}', '[]', '[1]', 'null', '"a"', '5', '', '{'])
      expect([bad, await of(bad)]).toEqual([bad, undefined])
  })

  test('of 16 KiB at most, but an event that is accepted is answered whatever its length', async () => {
    const of = (length: number, rule: Partial<HandshakeRule> = {}, context?: HandshakeContext) =>
      answered(rule, ' '.repeat(length), context)
    expect([await of(16_384), await of(16_385)]).toEqual(['yes', undefined])
    const accepted = { verified: true, accepted: true }
    expect(await of(16_385, { event: true }, accepted)).toBe('yes')
    expect(await of(1, {}, accepted)).toBeUndefined()
  })
})

describe('an enciphered request', () => {
  const sealed = { at: jsonField('encrypt') }
  const rule: Partial<HandshakeRule> = {
    sealed,
    when: { method: 'POST', holds: [{ at: jsonField('a'), value: '1' }] },
  }
  /** Enciphered as a provider does: an initialization vector, then AES in CBC under the hash of the secret. */
  const encipher = (plain: string, key: string): string => {
    const iv = Buffer.alloc(16, 7)
    const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv)
    return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64')
  }
  const of = (text: string, secrets?: Secrets) =>
    answered(rule, JSON.stringify({ encrypt: text }), { verified: false, secrets } as HandshakeContext)
  const plain = '{"a":"1"}'

  test('is answered where it can be deciphered, and where there is a secret at all', async () => {
    expect(await of(encipher(plain, secret), secret)).toBe('yes')
    expect(await of(encipher(plain, secret), { value: secret })).toBe('yes')
    expect(await of(encipher(plain, secret), new TextEncoder().encode(secret))).toBe('yes')
    expect(await of(encipher(plain, 'another'), secret)).toBeUndefined()
    expect(await of(encipher(plain, secret))).toBeUndefined()
    for (const short of ['', 'AAAA', Buffer.alloc(16).toString('base64'), 'no base64'])
      expect(await of(short, secret)).toBeUndefined()
  })

  test('is deciphered up to 8,192 characters', async () => {
    // 6,144 bytes are 8,192 characters; a byte more of text is a block more.
    const of8192 = encipher(plain.padEnd(6144 - 16 - 1), secret)
    const longer = encipher(plain.padEnd(6144 - 16), secret)
    expect([of8192.length, await of(of8192, secret)]).toEqual([8192, 'yes'])
    expect([longer.length, await of(longer, secret)]).toEqual([8216, undefined])
  })

  test('is not deciphered under a key whose bytes nobody can read', async () => {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' }
    const bytes = new TextEncoder().encode(secret)
    const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['sign'])
    for (const by of ['', secret]) expect(await of(encipher(plain, by), key)).toBeUndefined()
  })
})

test('an answer of fields is JSON, and no page', async () => {
  const reply = { status: 200, body: { json: { challenge: { echo: 'challenge' } } } } as const
  const scheme = withHandshake({
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('c'), alphabet: 'visible' },
    reply,
  })
  const request = { method: 'GET', url: '/hook?c=<b>', headers: {}, body: '' }
  expect(await answerHandshake(scheme, request, anybody)).toMatchObject({
    headers: { 'content-type': 'application/json', 'x-content-type-options': 'nosniff' },
    body: new TextEncoder().encode('{"challenge":"<b>"}'),
  })
})

test('SNS’ own address is visited, of 2,048 characters at most', async () => {
  const visit = async (SubscribeURL: string): Promise<string | undefined> => {
    const body = JSON.stringify({ Type: 'SubscriptionConfirmation', TopicArn: 't', SubscribeURL })
    const context = { verified: true, params: { topicArn: 't' } }
    return (await answerHandshake(awsSns, { headers: {}, body, method: 'POST' }, context))?.visit
  }
  const of = (length: number): string => 'https://sns.eu-west-1.amazonaws.com/?Token='.padEnd(length, 'x')
  expect(await visit(of(2048))).toBe(of(2048))
  expect(await visit(of(2049))).toBeUndefined()
  expect(await visit(of(100).replace('https', 'http'))).toBeUndefined()
})
