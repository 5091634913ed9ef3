import { createHash, createHmac } from 'node:crypto'
import { basic, either, header, jwt, query, safeVerify, token } from 'countersign'
import { describe, expect, test } from 'vitest'
import { readJws } from '../src/engines/jws/read-jws.ts'

// Tokens that are good but for one thing, and each limit on both its sides.

type Options = Partial<Parameters<typeof jwt>[0]>

const secret = 'a shared secret'
const now = 1_700_000_000
const body = '{"hello":"world"}'
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

function signed(claims: unknown, head: unknown = { alg: 'HS256' }): string {
  const start = `${encoded(head)}.${encoded(claims)}`
  return `${start}.${createHmac('sha256', secret).update(start).digest('base64url')}`
}

/** The code of the refusal, or `good`. */
async function verdict(claims: unknown, options: Options = {}, atMs = now * 1000): Promise<string> {
  const scheme = jwt({ at: header('Authorization'), prefix: 'Bearer ', algorithms: ['HS256'], ...options })
  const headers = { authorization: `Bearer ${signed(claims)}` }
  const result = await safeVerify({ headers, body }, { scheme, secrets: secret, now: new Date(atMs) })
  return result.ok ? 'good' : result.error.code
}

describe('the times of a token', () => {
  const leeway = { leewaySeconds: 10 }

  test('it ends at exp and the leeway behind it, and not a millisecond later', async () => {
    expect(await verdict({ exp: now }, {}, now * 1000 - 1)).toBe('good')
    expect(await verdict({ exp: now }, {}, now * 1000)).toBe('ERR_TIMESTAMP_TOO_OLD')
    expect(await verdict({ exp: now }, leeway, (now + 10) * 1000 - 1)).toBe('good')
    expect(await verdict({ exp: now }, leeway, (now + 10) * 1000)).toBe('ERR_TIMESTAMP_TOO_OLD')
  })

  test('it begins at nbf and the leeway before it', async () => {
    expect(await verdict({ nbf: now })).toBe('good')
    expect(await verdict({ nbf: now }, {}, now * 1000 - 1)).toBe('ERR_TIMESTAMP_TOO_NEW')
    expect(await verdict({ nbf: now }, leeway, (now - 10) * 1000)).toBe('good')
    expect(await verdict({ nbf: now }, leeway, (now - 10) * 1000 - 1)).toBe('ERR_TIMESTAMP_TOO_NEW')
  })

  test('they are numbers of seconds from 0 to 1e11', async () => {
    expect(await verdict({ nbf: 0, exp: 1e11 })).toBe('good')
    for (const other of [-1, 1e11 + 1, 'x', String(now), null, true])
      expect([other, await verdict({ exp: other })]).toEqual([other, 'ERR_TIMESTAMP_MALFORMED'])
  })

  test('an end is wanted where the scheme says so', async () => {
    expect(await verdict({})).toBe('good')
    expect(await verdict({}, { expires: true })).toBe('ERR_TIMESTAMP_MISSING')
    expect(await verdict({}, { issuedWithinSeconds: 5 })).toBe('ERR_TIMESTAMP_MISSING')
  })
})

describe('what a token claims', () => {
  test('is the very text; of the audience a list may hold it', async () => {
    const wanted: Options = { claims: { iss: 'us', aud: 'me' } }
    expect(await verdict({ iss: 'us', aud: 'me' }, wanted)).toBe('good')
    expect(await verdict({ iss: 'us', aud: ['you', 'me'] }, wanted)).toBe('good')
    for (const other of [
      { iss: ['us'], aud: 'me' },
      { iss: 'us', aud: ['you'] },
      { iss: 'us' },
      { aud: 'me' },
    ])
      expect([other, await verdict(other, wanted)]).toEqual([other, 'ERR_SIGNATURE_MISMATCH'])
  })

  test('is the id where it is a text that is not empty', async () => {
    const scheme = jwt({ at: header('Token'), algorithms: ['HS256'], id: 'jti' })
    const idOf = async (claims: object): Promise<unknown> => {
      const result = await safeVerify(
        { headers: { token: signed(claims) }, body },
        { scheme, secrets: secret },
      )
      return result.ok && result.event.id
    }
    expect(await idOf({ jti: 'one' })).toBe('one')
    for (const none of [{}, { jti: '' }, { jti: 1 }, { jti: null }, { jti: ['one'] }])
      expect([none, await idOf(none)]).toEqual([none, undefined])
  })

  test('is the hash of the body, in the one spelling of its encoding', async () => {
    const hash = createHash('sha256').update(body)
    const [url, base64, hex] = (['base64url', 'base64', 'hex'] as const).map((one) => hash.copy().digest(one))
    const options = (encoding: 'hex' | 'base64' | 'base64url'): Options => ({
      bodyHash: { claim: 'sum', hash: 'sha256', encoding },
    })
    expect(await verdict({ sum: url }, options('base64url'))).toBe('good')
    expect(await verdict({ sum: `${url}=` }, options('base64url'))).toBe('good')
    expect(await verdict({ sum: base64 }, options('base64'))).toBe('good')
    expect(await verdict({ sum: base64?.slice(0, -1) }, options('base64'))).toBe('ERR_SIGNATURE_MISMATCH')
    expect(await verdict({ sum: hex }, options('hex'))).toBe('good')
    for (const other of [undefined, '', hex?.toUpperCase(), `${hex}=`, url, 1, [hex]])
      expect([other, await verdict({ sum: other }, options('hex'))]).toEqual([
        other,
        'ERR_SIGNATURE_MISMATCH',
      ])
  })

  test.each([[null], [[]], ['x'], [1]])('is an object, and %j is none', async (claims) => {
    expect(await verdict(claims)).toBe('ERR_SIGNATURE_MALFORMED')
  })
})

test.each([
  ['absent', {}, 'ERR_SIGNATURE_MISSING'],
  ['empty', { authorization: '' }, 'ERR_SIGNATURE_MISSING'],
  [
    'there twice',
    { authorization: [`Bearer ${signed({})}`, `Bearer ${signed({})}`] },
    'ERR_SIGNATURE_MALFORMED',
  ],
  ['without its prefix', { authorization: signed({}) }, 'ERR_SIGNATURE_MALFORMED'],
  ['with a prefix in another case', { authorization: `BEARER ${signed({})}` }, 'good'],
])('a token that is %s', async (_what, headers, code) => {
  const scheme = jwt({ at: header('Authorization'), prefix: 'Bearer ', algorithms: ['HS256'] })
  const result = await safeVerify({ headers, body }, { scheme, secrets: secret })
  expect(result.ok ? 'good' : result.error.code).toBe(code)
})

describe('a compact JWS', () => {
  const read = (
    head: unknown,
    bytes = 32,
    algorithm: Parameters<typeof readJws>[1][number] = 'HS256',
  ): string => {
    try {
      readJws(`${encoded(head)}.e30.${Buffer.alloc(bytes, 1).toString('base64url')}`, [algorithm])
      return 'good'
    } catch (error) {
      return (error as { code: string }).code
    }
  }
  const bad = 'ERR_SIGNATURE_MALFORMED'

  test('names a key by up to 256 printable characters', () => {
    for (const kid of ['x', 'x'.repeat(256), ' ~']) expect(read({ alg: 'HS256', kid })).toBe('good')
    for (const kid of ['', 'x'.repeat(257), '\n', 'é', 1, null]) expect(read({ alg: 'HS256', kid })).toBe(bad)
  })

  test('demands nothing: neither an extension nor an empty list of them', () => {
    expect(read({ alg: 'HS256' })).toBe('good')
    for (const crit of [[], ['exp'], 'exp', {}, null]) expect(read({ alg: 'HS256', crit, exp: 1 })).toBe(bad)
  })

  test('has an object for a header, of the algorithm that is wanted', () => {
    for (const head of [null, [], 'x', {}, { alg: 'none' }, { alg: 'HS512' }, { alg: ['HS256'] }])
      expect([head, read(head)]).toEqual([head, bad])
  })

  test.each([
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
    ['ES256', 64],
    ['ES384', 96],
    ['ES512', 132],
    ['EdDSA', 64],
  ] as const)('has under %s a signature of %i bytes', (alg, length) => {
    expect([length - 1, length, length + 1].map((bytes) => read({ alg }, bytes, alg))).toEqual([
      bad,
      'good',
      bad,
    ])
  })

  test('has under RS256 a signature of the key’s length, which is not known here', () => {
    expect([1, 256, 512].map((bytes) => read({ alg: 'RS256' }, bytes, 'RS256'))).toEqual([
      'good',
      'good',
      'good',
    ])
    expect(read({ alg: 'RS256' }, 0, 'RS256')).toBe(bad)
  })

  test('has three parts, a header of 8,192 characters and 1,048,576 in all at most', () => {
    const head = (bytes: number): string => {
      const rest = '{"alg":"HS256","x":""}'.length
      return Buffer.from(`{"alg":"HS256","x":"${'x'.repeat(bytes - rest)}"}`).toString('base64url')
    }
    const end = Buffer.alloc(32, 1).toString('base64url')
    const takes = (text: string): boolean => {
      try {
        readJws(text, ['HS256'])
        return true
      } catch {
        return false
      }
    }
    expect(head(6144).length).toBe(8192)
    expect([6144, 6145].map((bytes) => takes(`${head(bytes)}.e30.${end}`))).toEqual([true, false])
    const short = head(30)
    const whole = (length: number): string =>
      `${short}.${'e'.repeat(length - short.length - end.length - 2)}.${end}`
    expect([1_048_576, 1_048_577].map((length) => takes(whole(length)))).toEqual([true, false])
    expect([`${short}.${end}`, `${short}.e30.${end}.`, `.e30.${end}`, short].map(takes)).toEqual(
      Array(4).fill(false),
    )
  })
})

describe('what a scheme says of itself', () => {
  const at = header('Token')

  test('a JWT by a shared secret, by a key pair, and by keys that are fetched', () => {
    const keySource = { hosts: ['keys.example.com'], form: 'jwks' } as const
    const [shared, pair, fetched] = [
      jwt({ at, algorithms: ['HS256', 'HS512'] }),
      jwt({ at, algorithms: ['ES256'] }),
      jwt({ at, algorithms: ['RS256'], keySource } as Parameters<typeof jwt>[0]),
    ]
    expect([shared, pair, fetched].map(({ proof }) => [proof.kind, proof.keys, proof.synchronous])).toEqual([
      ['jwt', 'secret', true],
      ['jwt', 'public', true],
      ['jwt', 'resolved', false],
    ])
    expect(shared.proof.algorithm).toBe('JWT, HS256 or HS512')
    expect([shared.proof.keySource, fetched.proof.keySource]).toEqual([undefined, keySource])
  })

  test('a JWT covers the body by its hash, by being it, or not at all', () => {
    const bodyHash = { claim: 'sum', hash: 'sha256', encoding: 'hex' } as const
    const algorithms = ['HS256'] as const
    const whole = jwt({ at: 'body', algorithms })
    expect(
      [jwt({ at, algorithms }), jwt({ at, algorithms, bodyHash }), whole].map(({ proof }) => proof.covers),
    ).toEqual(['fields', 'body', 'body'])
    expect([whole.proof.headers, jwt({ at, algorithms }).proof.headers]).toEqual([[], ['token']])
    expect([whole.credentialQuery, jwt({ at: query('t'), algorithms }).credentialQuery]).toEqual([
      undefined,
      { names: ['t'], params: [] },
    ])
  })

  test('a JWT has an end of its own where it must', () => {
    const both = [undefined, true].map((expires) =>
      jwt({ at, algorithms: ['HS256'], ...(expires && { expires }) }),
    )
    expect(both.map(({ proof, unprotected }) => [proof.expires, unprotected.includes('timestamp')])).toEqual([
      [undefined, true],
      [true, false],
    ])
  })

  test('a token and basic credentials cover nothing', () => {
    const both = [token({ at }), basic({})]
    expect(both.map(({ proof }) => [proof.kind, proof.algorithm, proof.covers, proof.synchronous])).toEqual([
      ['token', 'shared token', 'nothing', true],
      ['basic', 'basic credentials', 'nothing', true],
    ])
    expect(both.map(({ credentials }) => credentials)).toEqual([['token'], ['authorization']])
  })

  test('either of some covers what all of them do, and is as tolerant as the strictest', () => {
    const bodyHash = { claim: 'sum', hash: 'sha256', encoding: 'hex' } as const
    const of = (issuedWithinSeconds: number | undefined, whole: boolean) =>
      jwt({
        at,
        algorithms: ['HS256'],
        ...(whole && { bodyHash }),
        ...(issuedWithinSeconds === undefined ? {} : { issuedWithinSeconds }),
      })
    const [strict, open] = [
      either({}, [of(60, true), of(30, true)]),
      either({}, [of(undefined, true), of(undefined, false)]),
    ]
    expect([strict.proof.covers, strict.proof.toleranceSeconds, strict.proof.synchronous]).toEqual([
      'body',
      30,
      true,
    ])
    expect([open.proof.covers, open.proof.toleranceSeconds]).toEqual(['fields', undefined])
    expect([strict.credentialParams, strict.credentialQuery]).toEqual([undefined, undefined])
    expect(either({}, [token({ at: query('a') }), token({ at: query('b') })]).credentialQuery).toEqual({
      names: ['a', 'b'],
      params: [],
    })
  })
})
