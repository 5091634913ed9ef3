import { createHash, createHmac } from 'node:crypto'
import {
  basic,
  body,
  bodyHash,
  credentialsOf,
  described,
  each,
  either,
  grouped,
  type HmacOptions,
  header,
  hmac,
  id,
  ifPresent,
  items,
  jsonField,
  jwt,
  keyedHash,
  listedHeaders,
  lower,
  namedHeader,
  onlyWhere,
  otherPort,
  param,
  parameter,
  path,
  publicKey,
  query,
  required,
  type Scheme,
  safeVerify,
  secret,
  sign,
  sortedForm,
  timestamp,
  token,
  url,
  type VerifyOptions,
} from 'countersign'
import { describe, expect, test } from 'vitest'
import { platform as node } from '../src/platform/node.ts'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'

const key = 'a secret'
const now = new Date(1_700_000_000_000)
const digest = (text: string, hash = 'sha256', by: string | Buffer = key) =>
  createHmac(hash, by).update(text).digest()

interface Given {
  readonly headers?: Record<string, string | readonly string[]>
  readonly body?: string
  readonly url?: string
}

/** The verdict on both platforms, or the code of the refusal. */
async function judged(scheme: Scheme, given: Given, options: Partial<VerifyOptions> = {}): Promise<string> {
  const answers = await Promise.all(
    [node, web].map(async (on) => {
      const verifier = verifierOn(on, { secrets: key, ...options, scheme })
      const result = await verifier.safeVerify({ headers: {}, body: 'x', method: 'POST', ...given }, { now })
      return result.ok ? result.event.verdict : result.error.code
    }),
  )
  expect(answers[0]).toBe(answers[1])
  return answers[0] ?? ''
}

const at = header('Sign')
const signedOver = (options: Partial<HmacOptions>): Scheme =>
  hmac({ hash: 'sha256', encoding: 'hex', signature: at, ...options } as HmacOptions)

describe('spellings', () => {
  test.each([
    ['hex-upper', digest('x').toString('hex').toUpperCase(), digest('x').toString('hex')],
    ['base64url-padded', `${digest('x').toString('base64url')}=`, digest('x').toString('base64url')],
    ['base64url', digest('x').toString('base64url'), `${digest('x').toString('base64url')}=`],
  ] as const)('%s and no other', async (encoding, good, other) => {
    const scheme = signedOver({ encoding })
    expect(await judged(scheme, { headers: { Sign: good } })).toBe('verified')
    expect(await judged(scheme, { headers: { Sign: other } })).toBe('ERR_SIGNATURE_MALFORMED')
    expect((await sign({ body: 'x' }, { scheme, secrets: key })).headers).toEqual({ Sign: good })
  })

  test.each(['sha384', 'sha512'] as const)('%s', async (hash) => {
    const scheme = signedOver({ hash })
    expect(await judged(scheme, { headers: { Sign: digest('x', hash).toString('hex') } })).toBe('verified')
  })
})

describe('keys', () => {
  test('are changed texts, or the hash of one', async () => {
    const lowerCase = signedOver({ key: { encoding: 'utf8', change: (text) => text.toLowerCase() } })
    const headers = { Sign: digest('x').toString('hex') }
    expect(await judged(lowerCase, { headers }, { secrets: 'A SECRET' })).toBe('verified')
    const hashed = signedOver({ key: { encoding: 'utf8', hashed: 'sha1' } })
    const by = createHash('sha1').update(key).digest()
    expect(await judged(hashed, { headers: { Sign: digest('x', 'sha256', by).toString('hex') } })).toBe(
      'verified',
    )
    expect(await judged(hashed, { headers })).toBe('ERR_SIGNATURE_MISMATCH')
    const emptied = signedOver({ key: { encoding: 'utf8', change: () => '' } })
    expect(() => verifierOn(node, { scheme: emptied, secrets: key })).toThrow(
      expect.objectContaining({ code: 'ERR_SECRET_EMPTY' }),
    )
  })

  test('in the content: a plain hash', async () => {
    const scheme = keyedHash({
      hash: 'sha256',
      encoding: 'hex',
      signature: at,
      content: [body, timestamp, secret],
      timestamp: { at: header('At'), unit: 'seconds' },
    })
    const good = createHash('sha256').update(`x1700000000${key}`).digest('hex')
    const headers = { Sign: good, At: '1700000000' }
    expect(await judged(scheme, { headers })).toBe('verified')
    expect(await judged(scheme, { headers, body: 'y' })).toBe('ERR_SIGNATURE_MISMATCH')
    expect(await judged(scheme, { headers }, { secrets: 'other' })).toBe('ERR_SIGNATURE_MISMATCH')
    expect((await sign({ body: 'x' }, { scheme, secrets: key, now })).headers).toEqual(headers)
    const options = { hash: 'sha256', encoding: 'hex', signature: at, content: [body] } as const
    expect(() => keyedHash(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }))
    expect(() => hmac({ ...options, content: [secret, body] })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }),
    )
  })
})

describe('either()', () => {
  const scheme = either(
    { name: 'websub' },
    (['sha256', 'sha1'] as const).map((hash) => signedOver({ hash, prefix: `${hash}=` })),
  )
  const of = (hash: string, text = 'x') => ({
    headers: { Sign: `${hash}=${digest(text, hash).toString('hex')}` },
  })

  test('takes what is listed, and says how near a refusal came', async () => {
    expect(await judged(scheme, of('sha256'))).toBe('verified')
    expect(await judged(scheme, of('sha1'))).toBe('verified')
    expect(await judged(scheme, of('sha512'))).toBe('ERR_SIGNATURE_MALFORMED')
    expect(await judged(scheme, of('sha1', 'y'))).toBe('ERR_SIGNATURE_MISMATCH')
    expect(await judged(scheme, {})).toBe('ERR_SIGNATURE_MISSING')
    expect((await sign({ body: 'x' }, { scheme, secrets: key })).headers).toEqual(of('sha256').headers)
    expect(() => either({}, [])).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }))
  })

  test.each<[string, () => Scheme]>([
    ['a public key', () => publicKey({ algorithm: 'ed25519', encoding: 'hex', signature: header('Sign') })],
    ['a JWT by a key pair', () => jwt({ at: header('Authorization'), algorithms: ['RS256'] })],
  ])('takes no shared secret beside %s, which whoever knows it would sign with', (_what, paired) => {
    const shared = [
      signedOver({}),
      token({ at: header('Token') }),
      jwt({ at: header('Token'), algorithms: ['HS256'] }),
    ]
    for (const one of shared) {
      for (const parts of [
        [paired(), one],
        [one, paired()],
        [one, either({}, [paired()])],
      ])
        expect(() => either({}, parts)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }))
    }
    expect(either({}, [paired(), paired()]).proof.keys).toBe('public')
  })

  test('reads a secret in each way that can, and names the one that matched', async () => {
    const both = either({}, [signedOver({ key: { encoding: 'hex' } }), signedOver({})])
    const given = { headers: { Sign: digest('x').toString('hex') }, body: 'x' }
    const result = await safeVerify(given, { scheme: both, secrets: ['abcd', key] })
    expect(result).toMatchObject({ ok: true, event: { secretId: '2', verdict: 'verified' } })
    const hexOnly = either({}, [signedOver({ key: { encoding: 'hex' } })])
    expect(() => verifierOn(node, { scheme: hexOnly, secrets: key })).toThrow(
      expect.objectContaining({ code: 'ERR_SECRET_MALFORMED' }),
    )
  })

  test('has the verdict of the part that matched', async () => {
    const parts = either({}, [signedOver({}), signedOver({ content: [header('Only')] })])
    expect(await judged(parts, { headers: { Sign: digest('x').toString('hex') } })).toBe('verified')
    const headers = { Sign: digest('o').toString('hex'), Only: 'o' }
    expect(await judged(parts, { headers })).toBe('authenticated')
    expect(parts.unprotected).toContain('body')
  })
})

describe('grouped()', () => {
  const scheme = grouped(
    hmac({
      hash: 'sha256',
      encoding: 'hex',
      signature: parameter('Sign', 'v1'),
      content: [timestamp, '.', body],
      timestamp: { at: parameter('Sign', 't'), unit: 'seconds' },
    }),
    'Sign',
    ' ',
  )
  const group = (t: number, text = 'x') => `t=${t},v1=${digest(`${t}.${text}`).toString('hex')}`

  test('each group has a timestamp of its own', async () => {
    expect(await judged(scheme, { headers: { Sign: group(1_700_000_000) } })).toBe('verified')
    const two = `${group(1_700_000_001, 'other')} ${group(1_700_000_000)}`
    expect(await judged(scheme, { headers: { Sign: two } })).toBe('verified')
    const mixed = two.replace('t=1700000000', 't=1700000009')
    expect(await judged(scheme, { headers: { Sign: mixed } })).toBe('ERR_SIGNATURE_MISMATCH')
    expect(await judged(scheme, { headers: { Sign: group(1_600_000_000) } })).toBe('ERR_TIMESTAMP_TOO_OLD')
    expect(await judged(scheme, { headers: { Sign: [two, two] } })).toBe('ERR_SIGNATURE_MALFORMED')
    const many = `${`${group(1_700_000_000, 'y')} `.repeat(16)}${group(1_700_000_000)}`
    expect(await judged(scheme, { headers: { Sign: many } })).toBe('ERR_SIGNATURE_MISMATCH')
  })
})

test('either() says first what was not decided at all', async () => {
  const byUrl = signedOver({ content: [url, body] })
  const ofKind = onlyWhere(header('Kind'), (text) => text === 'b', signedOver({}))
  const headers = { Sign: digest('x').toString('hex') }
  for (const parts of [
    [byUrl, ofKind],
    [ofKind, byUrl],
  ])
    expect(await judged(either({}, parts), { headers })).toBe('ERR_URL_MISSING')
})

test('onlyWhere() asks the message', async () => {
  const scheme = onlyWhere(header('Alg'), (text) => text === 'HmacSHA256', signedOver({}))
  const Sign = digest('x').toString('hex')
  expect(await judged(scheme, { headers: { Sign, Alg: 'HmacSHA256' } })).toBe('verified')
  for (const headers of [{ Sign }, { Sign, Alg: 'none' }, { Sign, Alg: ['HmacSHA256', 'HmacSHA256'] }])
    expect(await judged(scheme, { headers })).toBe('ERR_SIGNATURE_MALFORMED')
  expect(scheme.proof.headers).toEqual(['sign', 'alg'])
})

describe('pieces of content', () => {
  const cases: readonly (readonly [string, Partial<HmacOptions>, Given, string])[] = [
    ['lower()', { content: [lower(query('id')), body] }, { url: 'https://a.example/?id=ABÇ' }, 'abÇx'],
    [
      'ifPresent(), there',
      { content: [ifPresent('id:', header('Id'), ';'), body] },
      { headers: { Id: '7' } },
      'id:7;x',
    ],
    ['ifPresent(), not there', { content: [ifPresent('id:', header('Id'), ';'), body] }, {}, 'x'],
    ['path', { content: [path, body] }, { url: 'https://a.example/b/c?d=e#f' }, '/b/c?d=ex'],
    ['path of a bare host', { content: [path, body] }, { url: 'https://a.example?d' }, '/?dx'],
    [
      'otherPort, added',
      { content: [otherPort, body] },
      { url: 'https://a.example/b' },
      'https://a.example:443/bx',
    ],
    [
      'otherPort, taken off',
      { content: [otherPort, body] },
      { url: 'http://a.example:8080?b' },
      'http://a.example?bx',
    ],
    [
      'sortedForm()',
      { content: [url, sortedForm()] },
      { url: 'https://a.example', body: 'b=2&a=1&b=1&b=2' },
      'https://a.examplea1b2b1b2',
    ],
    [
      'sortedForm({ unique })',
      { content: [sortedForm({ unique: true, before: '.' })] },
      { body: 'b=2&a=1&b=1&b=2' },
      '.a1b1b2',
    ],
    [
      'bodyHash()',
      { content: ['h:', bodyHash('sha256', 'hex')] },
      {},
      `h:${createHash('sha256').update('x').digest('hex')}`,
    ],
    [
      'listedHeaders()',
      {
        content: [
          listedHeaders(header('List'), {
            separator: ',',
            write: (name, value) => `${name}:${value}`,
            joiner: ';',
          }),
          body,
        ],
      },
      { headers: { List: 'B,a', a: '1', b: '2' } },
      'b:2;a:1x',
    ],
    ['param()', { content: [param('hook'), body], params: { hook: { title: 'the hook' } } }, {}, 'h-1x'],
    ['required()', { content: [required(header('Nonce')), body] }, { headers: { Nonce: 'n' } }, 'nx'],
  ]
  test.each(cases)('%s', async (_name, options, given, content) => {
    const scheme = signedOver(options)
    const headers = { ...given.headers, Sign: digest(content).toString('hex') }
    expect(await judged(scheme, { ...given, headers }, { params: { hook: 'h-1' } })).toBe('verified')
    const other = { ...given.headers, Sign: digest(`${content}!`).toString('hex') }
    expect(await judged(scheme, { ...given, headers: other }, { params: { hook: 'h-1' } })).toBe(
      'ERR_SIGNATURE_MISMATCH',
    )
  })

  test.each([
    ['required() of nothing', { content: [required(header('Nonce')), body] }, {}],
    [
      'a listed header that is absent',
      { content: [listedHeaders(header('List'), { separator: ',' }), body] },
      { List: 'a' },
    ],
    [
      'a header that must be listed',
      { content: [listedHeaders(header('List'), { separator: ',', must: ['b'] }), body] },
      { List: 'a', a: '1' },
    ],
    ['a doubled one', { content: [ifPresent('', header('Id')), body] }, { Id: ['1', '2'] }],
  ] as const)('%s is refused', async (_name, options, given) => {
    const headers = { ...given, Sign: digest('x').toString('hex') }
    expect(await judged(signedOver(options), { headers })).toBe('ERR_CONTENT_MALFORMED')
  })

  test('a param that is not set is no verifier, and nothing to sign with', async () => {
    const scheme = signedOver({ content: [param('hook'), body], params: { hook: { title: 'the hook' } } })
    const wrong = expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' })
    expect(() => verifierOn(node, { scheme, secrets: key })).toThrow(wrong)
    await expect(sign({ body: 'x' }, { scheme, secrets: key })).rejects.toEqual(wrong)
    const { headers } = await sign({ body: 'x' }, { scheme, secrets: key, params: { hook: 'h-1' } })
    expect(headers).toEqual({ Sign: digest('h-1x').toString('hex') })
  })
})

describe('places', () => {
  test('items(): pieces of a header without names', async () => {
    const scheme = signedOver({
      signature: items('Sign', { from: 1 }),
      content: [timestamp, '.', body],
      timestamp: { at: items('Sign', { to: 1 }), unit: 'milliseconds' },
    })
    const good = digest('1700000000000.x').toString('hex')
    expect(() => scheme).not.toThrow()
    const read = (Sign: string) => judged(scheme, { headers: { Sign } })
    expect(await read(`1700000000000,${good}`)).toBe('verified')
    expect(await read(`1700000000000,00, ${good}`)).toBe('verified')
    expect(await read(`1700000000001,${good}`)).toBe('ERR_SIGNATURE_MISMATCH')
    expect(await read('1700000000000')).toBe('ERR_SIGNATURE_MISSING')
    const { headers } = await sign({ body: 'x' }, { scheme, secrets: [key, 'two'], now })
    expect(headers.Sign).toMatch(new RegExp(`^1700000000000,${good},[0-9a-f]{64}$`))
    const after = signedOver({ signature: items('Sign', { after: '/SHA256/' }) })
    const both = { Sign: `1/SHA1/aa,2/SHA256/${digest('x').toString('hex')}` }
    expect(await judged(after, { headers: both })).toBe('verified')
    const prefixed = signedOver({ signature: items('Sign', { prefix: 'v0=' }) })
    expect(await judged(prefixed, { headers: { Sign: `v0=00,${digest('x').toString('hex')}` } })).toBe(
      'verified',
    )
    expect(await judged(prefixed, { headers: { Sign: digest('x').toString('hex') } })).toBe(
      'ERR_SIGNATURE_MALFORMED',
    )
  })

  test('a tag and a prefix may be settings', async () => {
    const params = { keyId: { title: 'the key' } }
    const listed = signedOver({
      signature: { in: 'list', at: jsonField('sig'), tag: [{ param: 'keyId' }], separator: '&', joiner: '|' },
      content: [jsonField('data')],
      params,
    })
    const text = JSON.stringify({ data: 'd', sig: `other|00&mine|${digest('d').toString('hex')}` })
    expect(await judged(listed, { body: text }, { params: { keyId: 'mine' } })).toBe('authenticated')
    expect(await judged(listed, { body: text }, { params: { keyId: 'none' } })).toBe('ERR_SIGNATURE_MISSING')
    const signed = await sign(
      { body: '{"data":"d"}' },
      { scheme: listed, secrets: key, params: { keyId: 'mine' } },
    )
    expect(new TextDecoder().decode(signed.body)).toBe(
      `{"data":"d","sig":"mine|${digest('d').toString('hex')}"}`,
    )
    const prefixed = signedOver({ prefix: ['application ', { param: 'keyId' }, ':'], params })
    const headers = { Sign: `application k:${digest('x').toString('hex')}` }
    expect(await judged(prefixed, { headers }, { params: { keyId: 'k' } })).toBe('verified')
    expect(await judged(prefixed, { headers }, { params: { keyId: 'l' } })).toBe('ERR_SIGNATURE_MALFORMED')
  })

  test('a header that the operator names is a credential of his', async () => {
    const scheme = token({
      at: namedHeader('tokenHeader', 'Authorization'),
      params: { tokenHeader: { title: 'the header', optional: true } },
    })
    expect(await judged(scheme, { headers: { authorization: key } })).toBe('authenticated')
    const params = { tokenHeader: 'X-Mine' }
    expect(await judged(scheme, { headers: { authorization: key } }, { params })).toBe(
      'ERR_CREDENTIAL_MISSING',
    )
    expect(await judged(scheme, { headers: { 'x-mine': key } }, { params })).toBe('authenticated')
    expect(credentialsOf(scheme, params)).toEqual(['authorization', 'x-mine'])
    expect((await sign({ body: 'x' }, { scheme, secrets: key, params })).headers).toEqual({ 'X-Mine': key })
  })

  test('each() must hold it in all elements', async () => {
    const scheme = token({ at: each(['value'], ['clientState']) })
    const read = (value: unknown) => judged(scheme, { body: JSON.stringify({ value }) })
    expect(await read([{ clientState: key }, { clientState: key }])).toBe('authenticated')
    for (const wrong of [[{ clientState: key }, { clientState: 'no' }], [{ clientState: key }, {}], [], 'x'])
      expect(await read(wrong)).toBe('ERR_CREDENTIAL_MISMATCH')
    expect(await read(undefined)).toBe('ERR_CREDENTIAL_MISSING')
  })
})

describe('basic()', () => {
  const scheme = basic({ name: 'b' })
  const of = (text: string, kind = 'Basic') => ({
    headers: { authorization: `${kind} ${Buffer.from(text).toString('base64')}` },
  })

  test('user and password', async () => {
    const secrets = 'user:pass:word'
    expect(await judged(scheme, of('user:pass:word'), { secrets })).toBe('authenticated')
    expect(await judged(scheme, of('user:pass:word', 'basic'), { secrets })).toBe('authenticated')
    expect(await judged(scheme, of('user:other'), { secrets })).toBe('ERR_CREDENTIAL_MISMATCH')
    expect(await judged(scheme, of('user:pass:word', 'Bearer'), { secrets })).toBe('ERR_CREDENTIAL_MISMATCH')
    expect(await judged(scheme, {}, { secrets })).toBe('ERR_CREDENTIAL_MISSING')
    expect((await sign({ body: '' }, { scheme, secrets })).headers).toEqual({
      Authorization: of(secrets).headers.authorization,
    })
    expect(() => verifierOn(node, { scheme, secrets: 'user' })).toThrow(
      expect.objectContaining({ code: 'ERR_SECRET_MALFORMED' }),
    )
  })
})

describe('clocks', () => {
  const of = (
    unit: 'seconds-or-milliseconds' | 'rfc3339-utc' | 'http-date',
    toleranceSeconds?: number | null,
  ) =>
    signedOver({
      content: [timestamp, body],
      timestamp: { at: header('At'), unit, ...(toleranceSeconds !== undefined && { toleranceSeconds }) },
    })
  const given = (At: string) => ({ headers: { At, Sign: digest(`${At}x`).toString('hex') } })

  test('units', async () => {
    expect(await judged(of('seconds-or-milliseconds'), given('1700000000'))).toBe('verified')
    expect(await judged(of('seconds-or-milliseconds'), given('1700000000123'))).toBe('verified')
    expect(await judged(of('seconds-or-milliseconds'), given('1700000900123'))).toBe('ERR_TIMESTAMP_TOO_NEW')
    expect(await judged(of('rfc3339-utc'), given('2023-11-14T22:13:20'))).toBe('verified')
    expect(await judged(of('rfc3339-utc'), given('2023-11-14T23:13:20+01:00'))).toBe('verified')
    expect(await judged(of('rfc3339-utc'), given('2023-11-14T23:13:20'))).toBe('ERR_TIMESTAMP_TOO_NEW')
    expect(await judged(of('http-date'), given('Tue, 14 Nov 2023 22:13:20 GMT'))).toBe('verified')
  })

  test('without a tolerance of the provider’s there is one where the receiver wants it', async () => {
    const scheme = of('seconds-or-milliseconds', null)
    expect(await judged(scheme, given('1600000000'))).toBe('verified')
    expect(await judged(scheme, given('1600000000'), { toleranceSeconds: 60 })).toBe('ERR_TIMESTAMP_TOO_OLD')
  })
})

describe('facts', () => {
  test('what is unprotected is told by the proof, and by the scheme', () => {
    expect(signedOver({ unprotected: ['id'] }).unprotected).toEqual(['timestamp', 'replay', 'id'])
    expect(token({ at }).unprotected).toEqual(['body', 'timestamp', 'replay'])
    const clocked = { content: [timestamp, body], timestamp: { at, unit: 'seconds' } } as const
    expect(signedOver(clocked).unprotected).toEqual([])
    expect(signedOver({ confidence: 'medium', forward: ['X-Type'] })).toMatchObject({
      experimental: true,
      forward: ['x-type'],
    })
  })

  test('described() by places', async () => {
    const scheme = signedOver({
      content: [id, body],
      id: header('Id'),
      describe: described({
        type: [header('Kind'), jsonField('action')],
        id: header('Id'),
        dedupe: 'signed-id',
      }),
    })
    const text = '{"action":"open"}'
    const headers = { Id: '7', Kind: 'issue', Sign: digest(`7${text}`).toString('hex') }
    const result = await safeVerify({ headers, body: text }, { scheme, secrets: key })
    expect(result).toMatchObject({
      ok: true,
      event: { type: 'issue.open', id: '7', dedupe: { basis: 'signed-id', key: '1:7,' } },
    })
  })
})
