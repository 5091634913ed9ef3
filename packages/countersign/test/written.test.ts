import { createHash, createHmac, webcrypto } from 'node:crypto'
import {
  body,
  canSign,
  createSigner,
  each,
  formField,
  header,
  hmac,
  id,
  items,
  jsonField,
  jwt,
  method,
  namedHeader,
  onlyWhere,
  type Place,
  parameter,
  publicKey,
  query,
  type Scheme,
  type SignerOptions,
  type SignInput,
  sign,
  timestamp,
  token,
  url,
} from 'countersign'
import { describe, expect, test } from 'vitest'

// What a signer writes, and where: each place, how often, and what it refuses to write. Expected texts are written out, or made
// by Node's own crypto.

type Hmac = Parameters<typeof hmac>[0]

const secrets = 'a secret of the test'
const now = new Date(1_700_000_000_999)
const mac = (text: string, key = secrets): string => createHmac('sha256', key).update(text).digest('hex')
const over = (options: Partial<Hmac>): Scheme =>
  hmac({ hash: 'sha256', encoding: 'hex', signature: header('Sign'), ...options })

/** What is given back; the code where it is refused. */
async function written(
  scheme: Scheme,
  message: Partial<SignInput> = {},
  more: Partial<SignerOptions> = {},
): Promise<{ headers?: object; body?: string; url?: string; code?: unknown }> {
  try {
    const made = await sign({ body: 'x', ...message }, { scheme, secrets, now, ...more })
    return {
      headers: made.headers,
      body: Buffer.from(made.body).toString(),
      ...(made.url && { url: made.url }),
    }
  } catch (error) {
    return { code: (error as { code?: unknown }).code }
  }
}

describe('a credential is written where it belongs', () => {
  const credential = (at: Place, message: Partial<SignInput> = {}, params?: Record<string, string>) =>
    written(token({ at }), message, { secrets: 'a b', ...(params && { params }) })

  test('in a header, whole or a parameter of it, which a setting may name', async () => {
    expect(await credential(header('X-Key'))).toEqual({ headers: { 'X-Key': 'a b' }, body: 'x' })
    expect(await credential(parameter('Sign', 'k'))).toMatchObject({ headers: { Sign: 'k=a b' } })
    const named = namedHeader('tokenHeader', 'X-Usual')
    expect(await credential(named)).toMatchObject({ headers: { 'X-Usual': 'a b' } })
    expect(await credential(named, {}, { tokenHeader: 'X-Mine' })).toEqual({
      headers: { 'X-Mine': 'a b' },
      body: 'x',
    })
    expect(await credential(namedHeader('tokenHeader'))).toEqual({ code: 'ERR_OPTIONS_INVALID' })
  })

  test('in the query, of which the rest stays', async () => {
    const address = 'https://a.example/h?b=1&k=old#f'
    expect(await credential(query('k'), { url: address })).toEqual({
      headers: {},
      body: 'x',
      url: 'https://a.example/h?b=1&k=a+b#f',
    })
    expect(await credential(query('k'))).toEqual({ code: 'ERR_URL_MISSING' })
  })

  test('in a form, of which the rest stays', async () => {
    expect(await credential(formField('k'), { body: 'a=1&k=old' })).toEqual({
      headers: {},
      body: 'a=1&k=a+b',
    })
    expect(await credential(formField('k'), { body: '' })).toMatchObject({ body: 'k=a+b' })
    expect(await credential(formField('k'), { body: Uint8Array.of(0xff) })).toEqual({
      code: 'ERR_SIGN_UNSUPPORTED',
    })
  })

  test.each<[string, Place, string, string]>([
    ['at the root', jsonField('k'), '{"b":1,"k":"old"}', '{"b":1,"k":"a b"}'],
    ['in an object that there is not yet', jsonField('a', 'k'), '{"b":1}', '{"b":1,"a":{"k":"a b"}}'],
    ['in an object that there is', jsonField('a', 'k'), '{"a":{"b":[]}}', '{"a":{"b":[],"k":"a b"}}'],
    ['in an element of a list', jsonField('a', 1, 'k'), '{"a":[{},{}]}', '{"a":[{},{"k":"a b"}]}'],
    ['an element of a list', jsonField('a', 1), '{"a":[1,"old"]}', '{"a":[1,"a b"]}'],
    ['in an object named __proto__', jsonField('__proto__', 'k'), '{}', '{"__proto__":{"k":"a b"}}'],
    ['a field named __proto__', jsonField('__proto__'), '{"__proto__":1}', '{"__proto__":"a b"}'],
    ['in each element', each(['v'], ['k']), '{"v":[{},{"k":"old"}]}', '{"v":[{"k":"a b"},{"k":"a b"}]}'],
  ])('in JSON: %s', async (_name, at, given, wanted) => {
    expect(await credential(at, { body: given })).toEqual({ headers: {}, body: wanted })
  })

  test.each<[string, Place, string | Uint8Array]>([
    // A list, or an element of one, is never made up.
    ['an element of a list that there is not', jsonField('a', 0, 'k'), '{}'],
    ['an element of an empty one', jsonField('a', 0, 'k'), '{"a":[]}'],
    ['in an empty list', jsonField('a', 0), '{"a":[]}'],
    // JSON would leave it out.
    ['a field of a list', jsonField('k'), '[]'],
    ['a field in a list', jsonField('a', 'k'), '{"a":[]}'],
    ['a field of a list in a list’s place', jsonField('a', 'b', 'k'), '{"a":[]}'],
    ['a field of a text', jsonField('a', 'k'), '{"a":"text"}'],
    ['a field of null', jsonField('k'), 'null'],
    ['a field of a number', jsonField('k'), '5'],
    ['a field of text', jsonField('k'), '"k"'],
    ['of a form', jsonField('k'), 'k=1'],
    ['of nothing', jsonField('k'), ''],
    ['of what is no UTF-8', jsonField('k'), Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['in each of none', each(['v'], ['k']), '{}'],
    ['in each of an empty list', each(['v'], ['k']), '{"v":[]}'],
    ['in each of an object', each(['v'], ['k']), '{"v":{"k":1}}'],
  ])('and nowhere in JSON that has no room for it: %s', async (_name, at, given) => {
    expect(await credential(at, { body: given })).toEqual({ code: 'ERR_SIGN_UNSUPPORTED' })
  })

  test('the first of several', async () => {
    const scheme = token({ at: header('X-Key'), prefix: 'Bearer ' })
    expect(await written(scheme, {}, { secrets: ['one', 'two'] })).toMatchObject({
      headers: { 'X-Key': 'Bearer one' },
    })
  })
})

describe('as many signatures are written as a scheme has room for', () => {
  const three = { secrets: ['one', 'two', 'six'] }
  const [one, two, six] = three.secrets.map((key) => mac('x', key))

  test.each<[string, Hmac['signature'], object]>([
    ['one in a header', header('Sign'), { Sign: one }],
    ['one in a header that a setting names', namedHeader('at', 'Sign'), { Sign: one }],
    ['one in each header', [header('One'), header('Two')], { One: one, Two: two }],
    ['all parameters of a name', parameter('Sign', 'v1'), { Sign: `v1=${one},v1=${two},v1=${six}` }],
    ['all items', items('Sign', { separator: ' ' }), { Sign: `${one} ${two} ${six}` }],
    [
      'all of a list',
      { in: 'list', at: header('Sign'), tag: 'v1', separator: ' ', joiner: ',' },
      { Sign: `v1,${one} v1,${two} v1,${six}` },
    ],
  ])('%s', async (_name, signature, headers) => {
    expect(await written(over({ signature }), {}, three)).toEqual({ headers, body: 'x' })
  })

  test('of several headers no more than there are secrets, and an empty one where its place must be there', async () => {
    const [a, b] = [parameter('Sign', 'a'), parameter('Sign', 'b')]
    expect(await written(over({ signature: [header('One'), header('Two')] }))).toMatchObject({
      headers: { One: mac('x') },
    })
    expect(await written(over({ signature: [a, b] }))).toMatchObject({ headers: { Sign: `a=${mac('x')}` } })
    const always = over({ signature: [a, { ...b, always: true } as Place] })
    expect(await written(always)).toMatchObject({ headers: { Sign: `a=${mac('x')},b=` } })
  })

  test('one in the body and in the query', async () => {
    const scheme = over({ signature: jsonField('s'), content: [jsonField('a')] })
    expect(await written(scheme, { body: '{"a":"x"}' }, three)).toMatchObject({
      body: `{"a":"x","s":"${one}"}`,
    })
    const address = 'https://a.example/'
    expect(await written(over({ signature: query('s') }), { url: address }, three)).toMatchObject({
      url: `${address}?s=${one}`,
    })
  })

  test('by those secrets alone that are live', async () => {
    const value = 'two'
    const given = [
      { value: 'one', expiresAt: now },
      { value, notBefore: now },
      { value: 'six', expiresAt: new Date(0) },
    ]
    expect(await written(over({}), {}, { secrets: given })).toMatchObject({ headers: { Sign: two } })
    expect(await written(over({}), {}, { secrets: given.slice(0, 1) })).toEqual({
      code: 'ERR_SECRET_INACTIVE',
    })
  })
})

test.each<[string, boolean, Partial<Hmac>]>([
  ['a field beside what is signed', true, { signature: jsonField('s'), content: [jsonField('a'), 'b'] }],
  ['a field of the signed body', false, { signature: jsonField('s') }],
  [
    'a field, fixed bytes and the body',
    false,
    { signature: jsonField('s'), content: [new Uint8Array(1), body] },
  ],
  ['a field of a form that is signed', false, { signature: formField('s') }],
  ['a header or such a field', false, { signature: [header('Sign'), jsonField('s')] }],
  [
    'a list in such a field',
    false,
    { signature: { in: 'list', at: formField('s'), tag: 'v1', separator: ' ', joiner: ',' } },
  ],
  [
    'a field, by a function that covers the body',
    false,
    { signature: jsonField('s'), content: () => ['a'], covers: 'body' },
  ],
  [
    'a field, by a function that does not',
    true,
    { signature: jsonField('s'), content: () => ['a'], covers: 'fields' },
  ],
  [
    'pieces of a header that are found and cannot be written',
    false,
    { signature: items('Sign', { after: '/' }) },
  ],
  [
    'one of two that cannot be written',
    false,
    { signature: [header('Sign'), items('Also', { after: '/' })] },
  ],
])('whether a signature can be written: %s', async (_name, can, options) => {
  const scheme = over(options)
  expect(canSign(scheme)).toBe(can)
  expect((await written(scheme, { body: '{"a":"x"}' })).code).toBe(can ? undefined : 'ERR_SIGN_UNSUPPORTED')
})

test.each([
  ['a credential', token({ at: items('Sign', { after: '/' }) })],
  [
    'a public key’s',
    publicKey({ algorithm: 'ed25519', encoding: 'hex', signature: items('Sign', { after: '/' }) }),
  ],
  [
    'a token whose claims agree in a way of its own',
    jwt({ at: header('A'), algorithms: ['HS256'], agrees: () => true }),
  ],
])('whether it can be written: %s that nobody can write', (_name, scheme) => {
  expect(canSign(scheme)).toBe(false)
  expect(() => createSigner({ scheme, secrets })).toThrow(
    expect.objectContaining({ code: 'ERR_SIGN_UNSUPPORTED' }),
  )
})

describe('what is signed', () => {
  test('time and id are written and signed; the time in its unit, to the end of none', async () => {
    const scheme = over({
      content: [id, '.', timestamp, '.', body],
      id: header('Id'),
      idWithout: '.',
      timestamp: { at: header('At'), unit: 'seconds' },
    })
    expect(await written(scheme, { id: 'a' })).toEqual({
      headers: { Id: 'a', At: '1700000000', Sign: mac('a.1700000000.x') },
      body: 'x',
    })
    expect(await written(scheme, { id: 'a.b' })).toEqual({ code: 'ERR_OPTIONS_INVALID' })
    const free = over({ content: [id, body], id: header('Id') })
    expect(await written(free, { id: 'a.b' })).toMatchObject({ headers: { Id: 'a.b' } })
    expect(await written(free)).toMatchObject({
      headers: { Id: expect.stringMatching(/^msg_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) },
    })
  })

  test.each<[string, boolean]>([
    ['!', true],
    ['~'.repeat(256), true],
    ['~'.repeat(257), false],
    ['', false],
    ['a b', false],
    ['a\u007f', false],
    ['é', false],
  ])('an id is printable ASCII, 256 of it at most: %j', async (given, good) => {
    const scheme = over({ content: [id, body], id: header('Id') })
    const { code } = await written(scheme, { id: given })
    expect(code).toBe(good ? undefined : 'ERR_OPTIONS_INVALID')
  })

  test('a number of the body stays one, a text stays a text', async () => {
    const timed = over({ timestamp: { at: jsonField('at'), unit: 'milliseconds' } })
    expect((await written(timed, { body: '{"at":0}' })).body).toBe('{"at":1700000000999}')
    expect((await written(timed, { body: '{"at":"0"}' })).body).toBe('{"at":"1700000000999"}')
    const dated = over({ timestamp: { at: jsonField('at'), unit: 'rfc3339' } })
    expect((await written(dated, { body: '{"at":0}' })).body).toBe('{"at":"2023-11-14T22:13:20.999Z"}')
  })

  test('the body is signed with what was written into it', async () => {
    const timed = over({ timestamp: { at: jsonField('at'), unit: 'seconds' } })
    const made = await written(timed, { body: '{ "a": 1 }' })
    expect(made).toEqual({ headers: { Sign: mac(made.body ?? '') }, body: '{"a":1,"at":"1700000000"}' })
  })

  test('method, URL and headers of the message; those are not given back', async () => {
    const scheme = over({ content: [method, ' ', url, ' ', header('A'), body] })
    const message = { url: new URL('https://a.example/h'), headers: { A: '1' } }
    expect(await written(scheme, message)).toEqual({
      headers: { Sign: mac('POST https://a.example/h 1x') },
      body: 'x',
    })
    expect(await written(scheme, { ...message, method: 'put' })).toMatchObject({
      headers: { Sign: mac('PUT https://a.example/h 1x') },
    })
    expect(await written(scheme, { headers: message.headers })).toEqual({ code: 'ERR_URL_MISSING' })
  })

  test('what stands beside it is written before it, and said of it only where the scheme says so', async () => {
    const made = { part: 'made', make: () => ['of it'] } as const
    const later = { part: 'made', make: () => Promise.resolve(['la', 'ter']) } as const
    const at = (name: string) => header(name)
    const scheme = over({
      content: [at('Early'), '|', at('Late'), '|', body],
      beside: [
        { at: at('Early'), made },
        { at: at('Late'), made: later },
      ],
    })
    const headers = { Early: 'of it', Late: 'later', Sign: mac('of it|later|x') }
    expect(await written(scheme)).toEqual({ headers, body: 'x' })
    const saying = onlyWhere(
      header('Key'),
      () => true,
      over({}),
      ({ key }) => key,
    )
    expect(await written(saying)).toMatchObject({ headers: { Sign: mac('x') } })
    expect((await written(saying)).headers).not.toHaveProperty('Key')
    expect((await written(saying, {}, { params: { key: 'k' } })).headers).toEqual({
      Key: 'k',
      Sign: mac('x'),
    })
    const silent = onlyWhere(header('Key'), () => true, over({}))
    expect((await written(silent, {}, { params: { key: 'k' } })).headers).toEqual({ Sign: mac('x') })
    const twice = onlyWhere(
      header('Also'),
      () => true,
      saying,
      () => 'a',
    )
    expect((await written(twice, {}, { params: { key: 'k' } })).headers).toEqual({
      ...{ Key: 'k', Also: 'a', Sign: mac('x') },
    })
  })

  test('by a CryptoKey, too: spelled as the scheme spells, and not at once', async () => {
    const by = { name: 'HMAC', hash: 'SHA-256' }
    const key = await webcrypto.subtle.importKey('raw', Buffer.from(secrets), by, false, ['sign'])
    const options = { scheme: over({ encoding: 'hex-upper', prefix: 's=' }), secrets: key }
    expect(await written(options.scheme, {}, { secrets: key })).toEqual({
      headers: { Sign: `s=${mac('x').toUpperCase()}` },
      body: 'x',
    })
    expect(() => createSigner(options).signSync({ body: 'x' })).toThrow(
      expect.objectContaining({ code: 'ERR_SYNC_UNSUPPORTED' }),
    )
  })
})

describe('a token that is signed', () => {
  type Jwt = Parameters<typeof jwt>[0]
  const signed = async (options: Partial<Jwt>, message: Partial<SignInput> = {}, params = {}) => {
    const scheme = jwt({ at: header('Token'), algorithms: ['HS256', 'HS512'], ...options })
    const made = await written(scheme, message, { params })
    const text = (made.headers as { Token?: string } | undefined)?.Token ?? ''
    const [head = '', claims = '', signature] = text.slice(options.prefix?.length ?? 0).split('.')
    const read = (part: string) => part && JSON.parse(Buffer.from(part, 'base64url').toString())
    const by = createHmac('sha256', secrets).update(`${head}.${claims}`).digest('base64url')
    return { ...made, text, head: read(head), claims: read(claims), good: signature === by }
  }

  test('says its algorithm and when it was made, and no more than the scheme wants', async () => {
    const { head, claims, good } = await signed({})
    expect([head, claims, good]).toEqual([{ alg: 'HS256', typ: 'JWT' }, { iat: 1_700_000_000 }, true])
  })

  test('holds what the scheme wants', async () => {
    const wanted: Partial<Jwt> = {
      prefix: 'Bearer ',
      expires: true,
      id: 'jti',
      claims: { iss: 'us', aud: [{ param: 'audience' }], test: false },
      params: { audience: { title: 'the audience' } },
      bodyHash: { claim: 'sum', hash: 'sha256', encoding: 'hex' },
    }
    const { text, claims, good } = await signed(wanted, { id: 'm-1' }, { audience: 'me' })
    expect(text).toMatch(/^Bearer ey/)
    const sum = createHash('sha256').update('x').digest('hex')
    const times = { iat: 1_700_000_000, exp: 1_700_000_300 }
    expect([claims, good]).toEqual([{ ...times, jti: 'm-1', iss: 'us', aud: 'me', test: false, sum }, true])
    expect(await signed(wanted, { id: 'm-1' })).toMatchObject({ code: 'ERR_OPTIONS_INVALID' })
  })

  test('agrees with its message in the scheme’s own way, where that is said', async () => {
    const own = {
      agrees: () => true,
      agreeing: ({ method: word }: { method: string | undefined }) => ({ word }),
    }
    expect((await signed(own, { method: 'put' })).claims).toEqual({ iat: 1_700_000_000, word: 'PUT' })
    const failing = { agrees: () => true, agreeing: () => Promise.reject(new TypeError('no text')) }
    expect(await signed(failing)).toMatchObject({ code: 'ERR_CONTENT_MALFORMED' })
  })

  test('may be the body, whose claims are given; they are an object', async () => {
    const scheme = jwt({ at: 'body', algorithms: ['HS256'] })
    const made = await written(scheme, { body: '{"a":1}' })
    const [head, claims, signature] = (made.body ?? '').split('.')
    expect(made.headers).toEqual({})
    expect(Buffer.from(claims ?? '', 'base64url').toString()).toBe('{"a":1}')
    expect(signature).toBe(createHmac('sha256', secrets).update(`${head}.${claims}`).digest('base64url'))
    for (const none of ['x', '[]', '"a"'])
      expect(await written(scheme, { body: none })).toEqual({ code: 'ERR_CONTENT_MALFORMED' })
  })
})

describe('by a private key', () => {
  const at = header('Sign')
  const seed = Buffer.alloc(32, 7)
  // RFC 8410 section 7.
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`
  const both = Buffer.concat([seed, Buffer.alloc(32, 9)])
  const scheme = publicKey({ algorithm: 'ed25519', encoding: 'base64', signature: at })
  const signature = async (given: SignerOptions['secrets'], by = scheme) =>
    (await written(by, {}, { secrets: given })) as { headers?: { Sign: string }; code?: string }

  test('in any form that it is given in, the signature is the same', async () => {
    const first = (await signature(pem)).headers?.Sign
    expect(Buffer.from(first ?? '', 'base64')).toHaveLength(64)
    for (const same of [
      ...[`\n ${pem} `, pem.replace('BCIE', 'BC\r\nIE'), der.toString('base64'), new Uint8Array(der)],
      ...[`whsk_${seed.toString('base64')}`, seed.toString('base64'), `whsk_${both.toString('base64')}`],
    ])
      expect((await signature(same)).headers?.Sign).toBe(first)
    const key = await webcrypto.subtle.importKey('pkcs8', der, 'Ed25519', false, ['sign'])
    expect((await signature(key)).headers?.Sign).toBe(first)
  })

  test.each([
    ['a seed of 31 bytes', seed.subarray(1).toString('base64')],
    ['one of 33', Buffer.alloc(33).toString('base64')],
    ['PEM of another kind', pem.replaceAll('PRIVATE', 'EC PRIVATE')],
    ['two keys', pem + pem],
    ['no base64', 'whsk_?'],
    ['half a key', `whsk_${der.subarray(0, -1).toString('base64')}`],
  ])('%s is none', async (_name, given) => {
    expect(await signature(given)).toEqual({ code: 'ERR_SECRET_MALFORMED' })
  })

  test('in hex and base64url, and of ECDSA in both forms', async () => {
    const bytes = Buffer.from((await signature(pem)).headers?.Sign ?? '', 'base64')
    for (const encoding of ['hex', 'base64url'] as const) {
      const other = publicKey({ algorithm: 'ed25519', encoding, signature: at })
      expect((await signature(pem, other)).headers?.Sign).toBe(bytes.toString(encoding))
    }
    const pair = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ])
    for (const [ecdsa, shape] of [
      ['fixed', /^[0-9a-f]{128}$/],
      ['der', /^30[0-9a-f]{2}02[0-9a-f]+$/],
      [undefined, /^30[0-9a-f]{2}02[0-9a-f]+$/],
    ] as const) {
      const by = publicKey({
        ...{ algorithm: 'ecdsa-p256-sha256', encoding: 'hex', signature: at },
        ...(ecdsa && { ecdsa }),
      })
      expect((await signature(pair.privateKey, by)).headers?.Sign).toMatch(shape)
    }
  })
})
