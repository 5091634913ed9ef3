import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign as signBytes } from 'node:crypto'
import { type Scheme, safeVerify, sign, type VerifyOptions, verify } from 'countersign'
import { dropboxSign } from 'countersign/schemes/dropbox-sign'
import { ebay } from 'countersign/schemes/ebay'
import { googlePubsubPush } from 'countersign/schemes/google-pubsub-push'
import { keygen } from 'countersign/schemes/keygen'
import { kinde } from 'countersign/schemes/kinde'
import { lagoJwt } from 'countersign/schemes/lago-jwt'
import { messagebird } from 'countersign/schemes/messagebird'
import { plivo } from 'countersign/schemes/plivo'
import { truelayer } from 'countersign/schemes/truelayer'
import { describe, expect, test } from 'vitest'

// What schemes with code of their own hold a message to: each limit on both its sides, each name as it is written.

const now = new Date(1_700_000_000_000)
const body = '{"n":1}'
const url = 'https://shop.example/in/hooks'
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString()

/** The verdict, or the code of the refusal. */
async function judged(
  scheme: Scheme,
  headers: Record<string, string | readonly string[]>,
  options: Partial<VerifyOptions> = {},
  input: object = {},
): Promise<string> {
  const result = await safeVerify(
    { headers, body, method: 'POST', url, ...input },
    { secrets: [], now, publicUrl: url, ...options, scheme },
  )
  return result.ok ? result.event.verdict : result.error.code
}

describe('eBay', () => {
  const secrets = pem(p256.publicKey)
  const signature = signBytes('sha1', Buffer.from(body), p256.privateKey).toString('base64')
  const encoded = (text: string): string => Buffer.from(text).toString('base64')
  const of = (header: string | readonly string[]) => judged(ebay, { 'x-ebay-signature': header }, { secrets })

  test('takes a header of 4,096 characters', async () => {
    const said = (length: number): string => encoded(JSON.stringify({ signature }).padEnd((length / 4) * 3))
    expect(said(4096)).toHaveLength(4096)
    expect(await of(said(4096))).toBe('verified')
    expect(await of(said(4100))).toBe('ERR_SIGNATURE_MALFORMED')
  })

  test.each([
    ['null', 'null'],
    ['a text', '"signature"'],
    ['a number', '5'],
    ['an object without a signature', '{}'],
    ['a signature that is no text', '{"signature":5}'],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('is malformed where the header holds %s', async (_name, text) => {
    expect(await of(encoded(text))).toBe('ERR_SIGNATURE_MALFORMED')
  })

  test('is missing or doubled, and told apart', async () => {
    const good = encoded(JSON.stringify({ signature }))
    expect(await judged(ebay, {}, { secrets })).toBe('ERR_SIGNATURE_MISSING')
    expect(await of([good, good])).toBe('ERR_SIGNATURE_MALFORMED')
  })

  test('says beside a signature of one`s own the algorithm, a key without an id, and the hash', async () => {
    const { headers } = await sign({ body }, { scheme: ebay, secrets: pem(p256.privateKey), now })
    const said = JSON.parse(Buffer.from(headers['X-EBAY-SIGNATURE'] ?? '', 'base64').toString())
    expect(said).toEqual({
      ...{ alg: 'ecdsa', kid: '00000000-0000-0000-0000-000000000000', digest: 'SHA1' },
      signature: expect.stringMatching(/^[\w+/]+=*$/),
    })
  })
})

describe('Keygen', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const secrets = pem(publicKey)
  const digest = `sha-256=${createHash('sha256').update(body).digest('base64')}`
  const date = now.toUTCString()
  const over = (digested = digest): string => {
    const content = `(request-target): post /in/hooks\nhost: shop.example\ndate: ${date}\ndigest: ${digested}`
    return signBytes(null, Buffer.from(content), privateKey).toString('base64')
  }
  const list = '"(request-target) host date digest"'
  const header = (pad = '', algorithm = 'ed25519', names = list, signature = over()): string =>
    `keyid="k${pad}", algorithm="${algorithm}", signature="${signature}", headers=${names}`
  const sent = (more: Record<string, string | readonly string[]> = {}) => ({
    ...{ 'keygen-date': date, 'keygen-digest': digest, 'keygen-signature': header() },
    ...more,
  })
  const of = (headers: Record<string, string | readonly string[]>, input: object = {}) =>
    judged(keygen, headers, { secrets }, input)

  test('takes its own copies of date and digest, else the headers themselves', async () => {
    expect(await of(sent())).toBe('verified')
    expect(await of(sent({ date: 'Thu, 01 Jan 1970 00:00:00 GMT', digest: 'sha-256=' }))).toBe('verified')
    expect(await of({ date, digest, 'keygen-signature': header() })).toBe('verified')
  })

  test('takes a header of 2,048 characters', async () => {
    const pad = (length: number): string => 'x'.repeat(length - header().length)
    expect(await of(sent({ 'keygen-signature': header(pad(2048)) }))).toBe('verified')
    expect(await of(sent({ 'keygen-signature': header(pad(2049)) }))).toBe('ERR_SIGNATURE_MALFORMED')
  })

  test('is missing, doubled, by another algorithm or over other headers: each is told', async () => {
    expect(await of({ date, digest })).toBe('ERR_SIGNATURE_MISSING')
    expect(await of(sent({ 'keygen-signature': [header(), header()] }))).toBe('ERR_SIGNATURE_MALFORMED')
    for (const other of [header('', 'hs2019'), header('', 'ed25519', '"date digest"')])
      expect(await of(sent({ 'keygen-signature': other }))).toBe('ERR_SIGNATURE_MALFORMED')
    const bare = header().replace(/signature="([^"]*)"/, 'signature=$1')
    const open = header().replace(/signature="([^"]*)"/, 'signature="$1x')
    for (const wrong of [bare, open])
      expect(await of(sent({ 'keygen-signature': wrong }))).not.toBe('verified')
  })

  test('is held to the digest of the body that came, and to a digest that is there', async () => {
    expect(await of(sent(), { body: '{"n":2}' })).toBe('ERR_SIGNATURE_MISMATCH')
    const { 'keygen-digest': _, ...none } = sent()
    expect(await of({ ...none, 'keygen-signature': header('', 'ed25519', list, over('')) })).toBe(
      'ERR_SIGNATURE_MISMATCH',
    )
  })

  test('says of its own signatures what they are over, under the names that Keygen writes', async () => {
    const { headers } = await sign({ body, url }, { scheme: keygen, secrets: pem(privateKey), now })
    expect(headers).toEqual({
      'Keygen-Date': date,
      'Keygen-Digest': digest,
      'Keygen-Signature': `keyid="countersign", algorithm="ed25519", signature="${over()}", headers=${list}`,
    })
  })

  test.each([
    ['rsa-pss-sha256', 'sha256', 32],
    ['rsa-sha256', 'sha256', undefined],
  ] as const)('verifies by %s, which an account may choose', async (word, hash, saltLength) => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const content = `(request-target): post /in/hooks\nhost: shop.example\ndate: ${date}\ndigest: ${digest}`
    const how = saltLength === undefined ? {} : { padding: 6, saltLength }
    const signature = signBytes(hash, Buffer.from(content), { key: rsa.privateKey, ...how })
    const by = header('', word, list, signature.toString('base64'))
    const headers = sent({ 'keygen-signature': by })
    expect(await judged(keygen, headers, { secrets: pem(rsa.publicKey) })).toBe('verified')
  })
})

describe('TrueLayer', () => {
  const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' })
  const jku = 'https://webhooks.truelayer.com/.well-known/jwks'
  const encoded = (text: string): string => Buffer.from(text).toString('base64url')
  const jws = (said: object, signed: string): string => {
    const head = encoded(JSON.stringify({ alg: 'ES512', kid: 'k', tl_version: '2', tl_headers: '', ...said }))
    const key = { key: p521.privateKey, dsaEncoding: 'ieee-p1363' } as const
    return `${head}..${signBytes('sha512', Buffer.from(`${head}.${encoded(signed)}`), key).toString('base64url')}`
  }
  const at = 'POST /in/hooks\n'
  const of = (
    said: object,
    signed: string,
    headers: Record<string, string | readonly string[]> = {},
    options: Partial<VerifyOptions> = {},
    input: object = {},
  ) =>
    judged(
      truelayer,
      { 'tl-signature': jws(said, signed), ...headers },
      { secrets: pem(p521.publicKey), ...options },
      input,
    )

  test('signs 32 headers, and no more', async () => {
    const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `X-${i}`)
    const with_ = (count: number) =>
      of(
        { tl_headers: names(count).join(', ') },
        `${at}${names(count)
          .map((name) => `${name}: v\n`)
          .join('')}${body}`,
        Object.fromEntries(names(40).map((name) => [name, 'v'])),
      )
    expect([await with_(32), await with_(33), await with_(34)]).toEqual([
      ...['verified', 'ERR_SIGNATURE_MALFORMED', 'ERR_SIGNATURE_MALFORMED'],
    ])
  })

  test('is malformed in another version or without a list, and where a signed header is absent or doubled', async () => {
    const signed = `${at}${body}`
    expect(await of({}, signed)).toBe('verified')
    for (const said of [{ tl_version: '1' }, { tl_version: 2 }, { tl_headers: undefined }, { tl_headers: 5 }])
      expect(await of(said, signed)).toBe('ERR_SIGNATURE_MALFORMED')
    const one = { tl_headers: 'X-One' }
    expect(await of(one, signed)).toBe('ERR_CONTENT_MALFORMED')
    expect(await of(one, `${at}X-One: a\n${body}`, { 'x-one': ['a', 'a'] })).toBe('ERR_CONTENT_MALFORMED')
    expect(await of(one, `${at}X-One: a\n${body}`, { 'x-one': 'a' })).toBe('verified')
  })

  test('takes the path with a slash at its end and without, before the query, and no other', async () => {
    const asked = (path: string, publicUrl: string) => of({}, `POST ${path}\n${body}`, {}, { publicUrl })
    expect(await asked('/in/hooks/', url)).toBe('verified')
    expect(await asked('/in/hooks', `${url}/`)).toBe('verified')
    expect(await asked('/in/hooks/?a=1', `${url}?a=1`)).toBe('verified')
    expect(await asked('/in/hooks?a=1?', `${url}/?a=1?`)).toBe('verified')
    expect(await asked('/in/hook', url)).toBe('ERR_SIGNATURE_MISMATCH')
  })

  test('takes a request without a method for a POST', async () => {
    expect(await of({}, `${at}${body}`, {}, {}, { method: undefined })).toBe('verified')
    expect(await of({}, `PUT /in/hooks\n${body}`, {}, {}, { method: 'PUT' })).toBe('verified')
  })

  test('fetches a named key of one of its two key sets, and no other', async () => {
    const asked: unknown[] = []
    const resolveKey = async (wanted: unknown) => {
      asked.push(wanted)
      return pem(p521.publicKey)
    }
    const sandbox = jku.replace('truelayer', 'truelayer-sandbox')
    const fetched = (said: object) => of(said, `${at}${body}`, {}, { secrets: [], resolveKey })
    expect([await fetched({ jku }), await fetched({ jku: sandbox })]).toEqual(['verified', 'verified'])
    expect(asked).toEqual([
      { id: 'k', url: jku },
      { id: 'k', url: sandbox },
    ])
    for (const said of [{ jku, kid: undefined }, { jku: `${jku}x` }, {}])
      expect(await fetched(said)).not.toBe('verified')
    expect(asked).toHaveLength(2)
  })
})

describe('where keys may be fetched', () => {
  test('is what providers have said', () => {
    expect(truelayer.proof.keySource).toMatchObject({
      hosts: ['webhooks.truelayer.com', 'webhooks.truelayer-sandbox.com'],
      form: 'jwks',
    })
    expect(kinde.proof.keySource).toMatchObject({ hosts: ['*.kinde.com'], form: 'jwks' })
  })
})

describe('Kinde', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const token = (claims: unknown): string => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const content = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}`
    return `${content}.${signBytes('sha256', Buffer.from(content), rsa.privateKey).toString('base64url')}`
  }

  test('says what an event is as far as its claims do, by texts', async () => {
    const of = async (claims: object) => {
      const options = { scheme: kinde, secrets: pem(rsa.publicKey), now }
      const { type, id } = await verify({ headers: {}, body: token(claims) }, options)
      return [type, id]
    }
    expect(await of({ type: 'user.created', event_id: 'e-1' })).toEqual(['user.created', 'e-1'])
    expect(await of({ type: 5, event_id: 6 })).toEqual(['', undefined])
    expect(await of({})).toEqual(['', undefined])
    expect(kinde.describe?.({ body: Buffer.from('no token') } as never)).toEqual({})
  })
})

describe('Plivo', () => {
  const secrets = 'token'
  const sent = (text: string, target: string, nonce = '5') =>
    sign(
      { body: text, url: target, headers: { 'X-Plivo-Signature-V3-Nonce': nonce } },
      { scheme: plivo, secrets, now },
    )
  const signatureOf = async (text: string, target: string): Promise<string | undefined> =>
    (await sent(text, target)).headers['X-Plivo-Signature-V3']

  test('signs a form by names and then by values, in whatever order it comes', async () => {
    const orders = ['b=2&a=2&a=1', 'a=1&a=2&b=2', 'a=2&b=2&a=1', 'a=2&a=1&b=2']
    const signed = await Promise.all(orders.map((text) => signatureOf(text, url)))
    expect(new Set(signed).size).toBe(1)
    expect(await signatureOf('a=1&a=2&b=3', url)).not.toBe(signed[0])
    const queries = orders.map((query) => signatureOf('', `${url}?${query}`))
    expect(new Set(await Promise.all(queries)).size).toBe(1)
  })

  test.each([
    ['', '?a=1', '?a=1'],
    ['b=2', '', '?b2'],
    ['b=2', '?a=1', '?a=1.b2'],
    ['', '', ''],
  ])('signs the form %j at %j as it is told', async (text, query, signed) => {
    const mac = createHmac('sha256', secrets).update(`${url}${signed}.5`).digest('base64')
    expect(await signatureOf(text, url + query)).toBe(mac)
  })

  test('a body that holds no field is refused, however short', async () => {
    const headers = { 'x-plivo-signature-v3': `${'A'.repeat(43)}=`, 'x-plivo-signature-v3-nonce': '5' }
    expect(await judged(plivo, headers, { secrets }, { body: '&' })).toBe('ERR_CONTENT_MALFORMED')
  })

  test('is verified with two signatures in its list, and not with a nonce that is absent or holds a dot', async () => {
    const { headers, body: signed } = await sent('a=1', url)
    const good = headers['X-Plivo-Signature-V3'] ?? ''
    const other = `${good.startsWith('A') ? 'B' : 'A'}${good.slice(1)}`
    const asked = (value: string, nonce: string | undefined) =>
      judged(
        plivo,
        {
          'x-plivo-signature-v3': value,
          ...(nonce !== undefined && { 'x-plivo-signature-v3-nonce': nonce }),
        },
        { secrets },
        { body: signed },
      )
    for (const list of [good, `${other},${good}`, `${good}, ${other}`])
      expect(await asked(list, '5')).toBe('verified')
    expect(await asked(good, '6')).toBe('ERR_SIGNATURE_MISMATCH')
    for (const nonce of ['', '5.5', undefined]) expect(await asked(good, nonce)).toBe('ERR_CONTENT_MALFORMED')
  })
})

describe('Dropbox Sign', () => {
  const secrets = 'api key'
  const form = (json: string): string =>
    `--b\r\nContent-Disposition: form-data; name="json"\r\n\r\n${json}\r\n--b--\r\n`
  const headers = { 'Content-Type': 'multipart/form-data; boundary=b' }
  const sent = (json: string) => sign({ body: form(json), headers }, { scheme: dropboxSign, secrets, now })

  test('writes the second of now and its hash into the event, and leaves the rest', async () => {
    const { body: signed } = await sign(
      { body: form('{"event":{"event_type":"sent","more":1},"account":2}'), headers },
      { scheme: dropboxSign, secrets, now: new Date(1_700_000_000_999) },
    )
    const text = Buffer.from(signed as Uint8Array).toString()
    const json = JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1))
    expect(json).toEqual({
      event: { event_type: 'sent', more: 1, event_time: '1700000000', event_hash: expect.any(String) },
      account: 2,
    })
    expect(text).toBe(form(JSON.stringify(json)))
    expect(await judged(dropboxSign, headers, { secrets }, { body: signed })).toBe('authenticated')
  })

  test.each(['{"event":{"event_type":5}}', '{"event":{}}', '{}', 'null', '{', ''])(
    'what names no type cannot be signed: %s',
    async (json) => {
      await expect(sent(json)).rejects.toMatchObject({ code: 'ERR_SIGN_UNSUPPORTED' })
    },
  )

  test('what is no form cannot be signed', async () => {
    const making = sign({ body: '{}' }, { scheme: dropboxSign, secrets, now })
    await expect(making).rejects.toMatchObject({ code: 'ERR_SIGN_UNSUPPORTED' })
  })
})

describe('tokens of one`s own', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const secrets = pem(rsa.privateKey)
  const given = { secrets: pem(rsa.publicKey) }
  const claimsOf = (token = '') => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

  test('Pub/Sub: are of the account that is set, and of none where anybody`s is taken', async () => {
    const emailFor = async (serviceAccount: string) => {
      const params = { audience: 'me', serviceAccount }
      const { headers } = await sign({ body, url }, { scheme: googlePubsubPush, secrets, params, now })
      expect(await judged(googlePubsubPush, headers, { ...given, params })).toBe('authenticated')
      return claimsOf(headers.Authorization).email
    }
    expect([await emailFor('a@b.example'), await emailFor('*')]).toEqual(['a@b.example', undefined])
  })

  test('Lago: repeat the body, and say that they are tokens', async () => {
    const { headers } = await sign({ body }, { scheme: lagoJwt, secrets, now })
    expect(headers['X-Lago-Signature-Algorithm']).toBe('jwt')
    expect(claimsOf(headers['X-Lago-Signature']).data).toBe(body)
    expect(await judged(lagoJwt, headers, given)).toBe('verified')
  })

  test('MessageBird: hold the hashes of address and body', async () => {
    const shared = { secrets: 'shared' }
    const { headers } = await sign({ body, url }, { scheme: messagebird, ...shared, now })
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
    expect(claimsOf(headers['MessageBird-Signature-JWT'])).toMatchObject({
      url_hash: hash(url),
      payload_hash: hash(body),
    })
    expect(await judged(messagebird, headers, shared)).toBe('verified')
    expect(await judged(messagebird, headers, shared, { body: '{}' })).toBe('ERR_SIGNATURE_MISMATCH')
  })
})
