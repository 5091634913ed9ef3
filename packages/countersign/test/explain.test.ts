import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { explain, type Scheme, sign } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { seatable } from 'countersign/schemes/seatable'
import { slack } from 'countersign/schemes/slack'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { webex } from 'countersign/schemes/webex'
import { describe, expect, test } from 'vitest'

const secrets = 'my secret text'
const json = '{"a":1,"name":"Größe 🦇","url":"https://x/y","list":[1,2.50]}'

/** Signs one body, shows another to explain. */
async function changed(sent: string | Uint8Array, seen: string | Uint8Array, scheme: Scheme = webex) {
  const { headers } = await sign({ body: sent }, { scheme, secrets })
  return explain({ headers, body: seen }, { scheme, secrets })
}

const latin1 = Buffer.from(json, 'utf8').toString('latin1')
const dumps =
  '{"event": "update", "data": {"op_time": 1649922777.0, "table_name": "Gr\\u00f6\\u00dfe \\ud83e\\udd87", "row_data": []}}'

describe('bodies', () => {
  test.each([
    ['a line end added', json, `${json}\n`, /line end/],
    ['a line end removed', `${json}\n`, json, /line end/],
    ['a CRLF removed', `${json}\r\n`, json, /line end/],
    ['CRLF made of LF', '{\n"a":1\n}', '{\r\n"a":1\r\n}', /Line ends/],
    ['LF made of CRLF', '{\r\n"a":1\r\n}', '{\n"a":1\n}', /Line ends/],
    ['a byte order mark added', json, `\ufeff${json}`, /byte order mark/],
    ['a byte order mark removed', `\ufeff${json}`, json, /byte order mark/],
    [
      'pretty printed',
      JSON.stringify(JSON.parse(json)),
      JSON.stringify(JSON.parse(json), null, 2),
      /parsed and written again/,
    ],
    ['made compact', JSON.stringify({ a: 1 }, null, 2), '{"a":1}', /parsed and written again/],
    ['spaced as Python does', '{"a":1,"b":2.50}', '{"a": 1, "b": 2.50}', /parsed and written again/],
    [
      'JSON.stringify of Python’s bytes',
      '{"a": 1, "b": "\\u00f6"}',
      '{"a":1,"b":"ö"}',
      /parsed and written again/,
    ],
    ['escaped slashes lost', '{"url":"https:\\/\\/x"}', '{"url":"https://x"}', /parsed and written again/],
    ['UTF-8 taken for Latin-1', json, latin1, /Latin-1/],
    ['UTF-8 made Latin-1', 'Größe', Buffer.from('Größe', 'latin1'), /Latin-1/],
  ])('%s', async (_name, sent, seen, cause) => {
    const explanation = await changed(sent, seen)
    expect(explanation.cause).toMatch(cause)
    expect(explanation).toMatchObject({
      matched: false,
      confidence: 'proven',
      fix: expect.stringMatching(/\w/),
    })
  })

  test('SeaTable through JSON.stringify: .0 and all', async () => {
    const explanation = await changed(dumps, JSON.stringify(JSON.parse(dumps)), seatable)
    expect(explanation).toMatchObject({ confidence: 'proven', cause: expect.stringMatching(/written again/) })
  })

  test('what cannot be undone is likely at most', async () => {
    expect(await changed(json, json.replace('ö', '\ufffd'))).toMatchObject({
      confidence: 'likely',
      evidence: [expect.stringContaining('U+FFFD')],
    })
    expect(await changed('', gzipSync(json))).toMatchObject({
      confidence: 'likely',
      codes: ['body-compressed'],
    })
    expect((await changed(json, '')).codes).toEqual(['body-empty'])
    expect(await changed(json, '{"quite":"different"}')).toMatchObject({
      confidence: 'unknown',
      evidence: [],
    })
  })

  test('Content-Length', async () => {
    const { headers } = await sign({ body: 'abc' }, { scheme: webex, secrets })
    const explanation = await explain(
      { headers: { ...headers, 'content-length': '3' }, body: 'abcdef' },
      { scheme: webex, secrets },
    )
    expect(explanation.cause).toContain('Bytes were added')
  })
})

describe('secrets', () => {
  const hex = (hash: string, key: string | Buffer, body: string) =>
    createHmac(hash, key).update(body).digest('hex')
  const cases: [string, string, string | Buffer, RegExp][] = [
    ['a line end behind the option', `${secrets}\n`, secrets, /white space around/],
    ['quotes around it', `"${secrets}"`, secrets, /quotes/],
    ['a line end in the provider’s', secrets, `${secrets}\n`, /white space at its end/],
    [
      'base64 of the key',
      Buffer.from('the key itself').toString('base64'),
      Buffer.from('the key itself'),
      /base64/,
    ],
    ['hex of the key', Buffer.from('the key itself').toString('hex'), Buffer.from('the key itself'), /hex/],
    ['whsec_ that belongs not to it', 'whsec_plain', 'plain', /whsec_/],
  ]
  test.each(cases)('%s', async (_name, given, used, cause) => {
    const input = { headers: { 'x-spark-signature': hex('sha1', used, json) }, body: json }
    const explanation = await explain(input, { scheme: webex, secrets: given })
    expect(explanation.cause).toMatch(cause)
    expect(explanation.confidence).toBe('proven')
    expect(JSON.stringify(explanation)).not.toContain(given.trim())
  })

  test('Standard Webhooks: the text was the key', async () => {
    const given = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const stamp = Math.floor(Date.now() / 1000)
    const signature = createHmac('sha256', given).update(`m.${stamp}.${json}`).digest('base64')
    const headers = {
      'webhook-id': 'm',
      'webhook-timestamp': String(stamp),
      'webhook-signature': `v1,${signature}`,
    }
    expect(
      await explain({ headers, body: json }, { scheme: standardWebhooks, secrets: given }),
    ).toMatchObject({
      confidence: 'proven',
      cause: expect.stringContaining('text'),
    })
  })

  test('an expired one', async () => {
    const { headers } = await sign({ body: json }, { scheme: webex, secrets })
    const old = { value: secrets, id: 'old', expiresAt: new Date(0) }
    for (const list of [[old], ['another', old]]) {
      expect((await explain({ headers, body: json }, { scheme: webex, secrets: list })).cause).toMatch(
        /expired/,
      )
    }
  })

  test('a dirty secret and a changed body together', async () => {
    const input = { headers: { 'x-spark-signature': hex('sha1', secrets, json) }, body: `${json}\n` }
    const explanation = await explain(input, { scheme: webex, secrets: ` ${secrets}` })
    expect(explanation.evidence).toHaveLength(2)
    expect(explanation.confidence).toBe('proven')
  })
})

describe('schemes and headers', () => {
  const digest = (hash: string, encoding: 'hex' | 'base64') =>
    createHmac(hash, secrets).update(json).digest(encoding)
  test.each([
    ['another hash', digest('sha256', 'hex'), /SHA256/],
    ['another encoding', digest('sha1', 'base64'), /base64/],
    ['capitals', digest('sha1', 'hex').toUpperCase(), /capitals/],
    ['a prefix', `sha1=${digest('sha1', 'hex')}`, /prefix/],
  ])('%s', async (_name, value, cause) => {
    const explanation = await explain(
      { headers: { 'x-spark-signature': value }, body: json },
      { scheme: webex, secrets },
    )
    expect(explanation.cause).toMatch(cause)
    expect(explanation.confidence).toBe('proven')
  })

  test('another provider’s scheme', async () => {
    const { headers } = await sign({ body: json }, { scheme: seatable, secrets })
    const explanation = await explain({ headers, body: json }, { scheme: webex, secrets, schemes })
    expect(explanation).toMatchObject({ confidence: 'proven', fix: 'Use the scheme seatable.' })
    const without = await explain({ headers, body: json }, { scheme: webex, secrets })
    expect(without).toMatchObject({
      confidence: 'proven',
      codes: ['signature-content'],
      evidence: [expect.anything(), expect.stringContaining('x-seatable-signature')],
    })
    const another = await explain({ headers, body: json }, { scheme: webex, secrets: 'another one' })
    expect(another).toMatchObject({
      confidence: 'likely',
      codes: ['another-provider'],
      evidence: [expect.stringContaining('seatable')],
    })
  })

  test('nobody is named who need not have sent it', async () => {
    const raw = Buffer.alloc(24, 7)
    const given = `whsec_${raw.toString('base64')}`
    const sent = (key: string | Buffer) => {
      const at = String(Math.floor(Date.now() / 1000))
      const mac = createHmac('sha256', key).update(`msg_1.${at}.${json}`).digest('base64')
      return { 'webhook-id': 'msg_1', 'webhook-timestamp': at, 'webhook-signature': `v1,${mac}` }
    }
    const found = async (name: string, headers: Record<string, string>, secret = given) =>
      explain({ headers, body: json }, { scheme: schemes[name] as Scheme, secrets: secret, schemes })
    expect(await found('svix', sent(raw))).toMatchObject({
      codes: ['another-form'],
      fix: 'Use the scheme standard-webhooks.',
    })
    // Some sign by a secret as its text and in the same headers: that the secret was taken for text is nearer.
    expect((await found('standard-webhooks', sent(given))).codes).toEqual(['secret-decoded'])
    const bearer = { authorization: 'Bearer the-token-of-ours' }
    expect(await found('gitlab', bearer, 'the-token-of-ours')).toMatchObject({
      codes: ['header-renamed', 'credential-prefix'],
      confidence: 'proven',
    })
  })

  test('where nothing was compared no secret is blamed, and an empty body is that alone', async () => {
    const test = '{"livemode":false}'
    const theirs = { 'stripe-signature': 't=1,v1=00' }
    const at = (headers: Record<string, string>, body: string) =>
      explain({ headers, body }, { scheme: schemes.github as Scheme, secrets: 'ours', schemes })
    expect((await at(theirs, test)).codes).toEqual(['another-provider'])
    expect((await at({}, test)).codes).toEqual(['ERR_SIGNATURE_MISSING'])
    const wrong = { 'x-hub-signature-256': `sha256=${'00'.repeat(32)}` }
    expect((await at(wrong, test)).codes).toEqual(['secret-of-another-mode'])
    expect((await at({ ...wrong, 'content-length': '9' }, '')).codes).toEqual(['body-empty'])
  })

  test('the clock', async () => {
    const now = new Date(1_700_000_000_000)
    const { headers } = await sign({ body: json }, { scheme: slack, secrets, now })
    const explanation = await explain(
      { headers, body: json },
      { scheme: slack, secrets, now: new Date(1_700_001_000_000) },
    )
    expect(explanation).toMatchObject({ confidence: 'proven', cause: expect.stringContaining('older') })
  })

  test('nothing is wrong', async () => {
    expect(await changed(json, json)).toMatchObject({ matched: true, confidence: 'proven' })
  })
})

test('a body beyond the default limit is explained under a larger one', async () => {
  const body = 'a'.repeat(1_200_000)
  const { headers } = await sign({ body }, { scheme: webex, secrets })
  const options = {
    scheme: webex,
    secrets: [{ value: secrets, expiresAt: new Date(0) }],
    maxBytes: 2_000_000,
  }
  expect((await explain({ headers, body }, options)).cause).toMatch(/expired/)
})

test('what is no message at all is refused by name', async () => {
  for (const input of [undefined, null, {}, { body: '' }, { headers: null, body: '' }]) {
    await expect(explain(input as never, { scheme: webex, secrets })).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_INPUT_INVALID' }),
    )
  }
})

test('the secrets of other sources leave half of the work to what was changed', async () => {
  const body = JSON.stringify({ a: 'x'.repeat(1_000_000) })
  const { headers } = await sign({ body }, { scheme: webex, secrets: 'one secret' })
  const others = Array.from({ length: 256 }, (_, at) => `another ${at}`)
  const told = await explain(
    { headers, body: `${body}\n` },
    { scheme: webex, secrets: 'one secret', otherSecrets: { others } },
  )
  expect(told).toMatchObject({ codes: ['body-line-end-added'], work: { complete: false } })
  expect(told.work.bytes).toBeLessThan(64 * 1_048_576)
})

test('a megabyte of nested JSON is explained in bounded time and without a throw', async () => {
  const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`
  expect((await changed('x', deep)).matched).toBe(false)
})
