import {
  createHmac,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
  webcrypto,
} from 'node:crypto'
import {
  bodyHash,
  canSign,
  createSigner,
  detachedJws,
  each,
  either,
  grouped,
  header,
  hmac,
  jsonField,
  jwt,
  messageSignature,
  parameter,
  publicKey,
  query,
  required,
  type Scheme,
  safeVerify,
  sign,
  token,
  type VerifyOptions,
  verify,
} from 'countersign'
import 'countersign/messages'
import { describe, expect, test } from 'vitest'
import { bodyCrc32 } from '../src/content/crc32.ts'
import { formPayload } from '../src/content/form-payload.ts'
import { bodyMd5 } from '../src/content/md5.ts'
import { derFromFixed, fixedFromDer } from '../src/engines/ecdsa-der.ts'
import { hmac as uncheckedHmac } from '../src/engines/hmac/hmac.ts'
import { contentOf } from '../src/engines/signed-content.ts'
import { hex } from '../src/message/spelling.ts'

// What engines read, write and say of themselves. Schemes are built within each test: what is made of one is kept by it.

const now = new Date(1_700_000_000_000)
const seconds = now.getTime() / 1000
const body = '{"n":1}'
const secret = 'a shared secret of some length'
const at = header('X-Sig')
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString()
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The verdict, or the refusal's code and detail. */
async function judged(
  scheme: Scheme,
  headers: Record<string, string | readonly string[]>,
  options: Partial<VerifyOptions> = {},
  input: object = {},
): Promise<string> {
  const result = await safeVerify(
    { headers, body, method: 'POST', ...input },
    { secrets: secret, now, ...options, scheme },
  )
  return result.ok ? result.event.verdict : `${result.error.code}: ${result.error.detail ?? ''}`
}

const shared = (name: string): Scheme =>
  hmac({ name: 'own', hash: 'sha256', encoding: 'hex', signature: header(name) })
const token256 = (claims: object, key: string | Buffer = secret): string => {
  const content = `${base64url({ alg: 'HS256' })}.${base64url(claims)}`
  return `${content}.${createHmac('sha256', key).update(content).digest('base64url')}`
}

describe('what a scheme says of itself', () => {
  test('names credentials in headers and in the query, and settings that name them', () => {
    const inHeader = (name: string) => jwt({ name: 'own', at: header(name), algorithms: ['HS256'] })
    expect(inHeader('Authorization').credentials).toEqual(['authorization'])
    expect(inHeader('Authorize').credentials).toEqual(['authorize'])
    expect(inHeader('X-Token').credentials).toEqual([])
    const inQuery = jwt({ name: 'own', at: query('jwt'), algorithms: ['HS256'] })
    expect(inQuery.credentialQuery).toEqual({ names: ['jwt'], params: [] })
    const inEach = token({ name: 'own', at: each(['value'], ['state']) })
    expect(inEach.credentialQuery).toBeUndefined()
    expect(inEach.credentialParams).toBeUndefined()
    const named = { ...at, in: 'found', queryParam: 'key' } as const
    expect(token({ name: 'own', at: named }).credentialQuery).toEqual({ names: [], params: ['key'] })
    expect(token({ name: 'own', at: query('k') }).credentialQuery).toEqual({ names: ['k'], params: [] })
    const one = either({ name: 'own' }, [token({ name: 'a', at: query('k') }), token({ name: 'b', at })])
    expect(one.credentialQuery).toEqual({ names: ['k'], params: [] })
  })

  test('tells what is covered', () => {
    const options = { name: 'own', hash: 'sha256', encoding: 'hex', signature: at } as const
    expect(hmac({ ...options, content: [bodyHash('sha256', 'hex')] }).proof.covers).toBe('body')
    expect(hmac({ ...options, content: ['fixed'] }).proof.covers).toBe('fields')
    expect(contentOf([formPayload('payload')]).protects).toBe('body')
    const unsaid = uncheckedHmac({ ...options, encoding: hex, content: () => ['fixed'] })
    expect(unsaid.proof.covers).toBe('fields')
    const id = header('X-Id')
    expect(
      hmac({ ...options, content: [required(id), bodyHash('sha256', 'hex')], id }).proof.headers,
    ).toEqual(['x-sig', 'x-id'])
  })

  test('tells its kind, and the form of its signatures', async () => {
    const options = { name: 'own', signature: at } as const
    const ed = publicKey({ ...options, algorithm: 'ed25519', encoding: 'hex' })
    const der = publicKey({ ...options, algorithm: 'ecdsa-p256-sha256', encoding: 'hex' })
    const fixed = publicKey({ ...options, algorithm: 'ecdsa-p256-sha256', encoding: 'hex', ecdsa: 'fixed' })
    expect(ed.proof.kind).toBe('public-key')
    const secrets = (type: 'ed25519' | 'ec') =>
      pem(generateKeyPairSync(type as 'ec', { namedCurve: 'P-256' }).publicKey)
    const wrong = async (scheme: Scheme, type: 'ed25519' | 'ec') =>
      judged(scheme, { 'x-sig': 'no hex' }, { secrets: secrets(type) })
    expect(await wrong(ed, 'ed25519')).toMatch(/^ERR_SIGNATURE_MALFORMED: .*in-form 128/)
    expect(await wrong(fixed, 'ec')).toMatch(/^ERR_SIGNATURE_MALFORMED: .*in-form 128/)
    expect(await wrong(der, 'ec')).toMatch(/^ERR_SIGNATURE_MALFORMED: .*in-form some/)
  })
})

describe('signing', () => {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' })
  const ed = generateKeyPairSync('ed25519')
  const pair = (algorithm: 'ed25519' | 'ecdsa-p256-sha256') =>
    publicKey({ name: 'own', signature: at, algorithm, encoding: 'base64' })

  test('is by whichever of several pairs the key is for', async () => {
    const both = () => either({ name: 'own' }, [pair('ed25519'), pair('ecdsa-p256-sha256')])
    for (const { privateKey, publicKey: read } of [keys, ed]) {
      const scheme = both()
      const signed = await sign({ body }, { scheme, secrets: pem(privateKey) })
      expect(await judged(scheme, signed.headers, { secrets: pem(read) })).toBe('verified')
    }
  })

  test('is at once by the first of several shared secrets’ ways, and by none where it cannot be written', () => {
    const scheme = either({ name: 'own' }, [shared('X-One'), shared('X-Two')])
    const { headers } = createSigner({ scheme, secrets: secret }).signSync({ body })
    expect(headers).toEqual({ 'X-One': createHmac('sha256', secret).update(body).digest('hex') })
    const found = { ...at, in: 'found' } as const
    const unwritten = (): Scheme => hmac({ name: 'own', hash: 'sha256', encoding: 'hex', signature: found })
    expect(canSign(unwritten())).toBe(false)
    expect(canSign(either({ name: 'own' }, [unwritten(), shared('X-One')]))).toBe(false)
    const pairs = (signature: typeof at | typeof found) =>
      publicKey({ name: 'own', signature, algorithm: 'ed25519', encoding: 'hex' })
    expect(canSign(either({ name: 'own' }, [pairs(at), pairs(found)]))).toBe(false)
    const says = [{ header: 'x-said', said: () => 'yes' }]
    const saying = unwritten()
    expect(canSign({ ...saying, proof: { ...saying.proof, says } } as Scheme)).toBe(false)
  })

  test('writes beside a signature into the body that it does not cover', async () => {
    const scheme = hmac({
      ...{ name: 'own', hash: 'sha256', encoding: 'hex', signature: jsonField('sig') },
      content: [{ part: 'made', covers: 'url', make: ({ url }) => [url ?? ''] }],
    })
    expect(canSign(scheme)).toBe(true)
    const url = 'https://a.example/'
    const signed = await sign({ body, url }, { scheme, secrets: secret })
    expect(JSON.parse(Buffer.from(signed.body).toString()).sig).toBe(
      createHmac('sha256', secret).update(url).digest('hex'),
    )
  })

  test('leaves out the second of two parameters where there is one key', async () => {
    const signature = [parameter('X-Sig', 'a'), parameter('X-Sig', 'b')]
    const scheme = hmac({ name: 'own', hash: 'sha256', encoding: 'hex', signature })
    const digest = createHmac('sha256', secret).update(body).digest('hex')
    expect((await sign({ body }, { scheme, secrets: secret })).headers).toEqual({ 'X-Sig': `a=${digest}` })
    const always = [signature[0], { ...signature[1], always: true }] as never
    const scheme2 = hmac({ name: 'own', hash: 'sha256', encoding: 'hex', signature: always })
    expect((await sign({ body }, { scheme: scheme2, secrets: secret })).headers).toEqual({
      'X-Sig': `a=${digest},b=`,
    })
  })

  test('of a detached JWS tells what makes the payload which key is named', async () => {
    const make = (kid: unknown) =>
      detachedJws({
        ...{ name: 'own', at, algorithms: ['ES512'], covers: 'fields' },
        ...{ header: { kid }, payloads: (_: unknown, jws: { kid?: string }) => [[`kid ${jws.kid}`]] },
      } as never)
    for (const kid of ['k1', 7]) {
      const scheme = make(kid)
      expect(canSign(scheme)).toBe(true)
      const { headers } = await sign({ body }, { scheme, secrets: pem(p521.privateKey) })
      const [head, , signature] = (headers['X-Sig'] ?? '').split('.')
      const said = Buffer.from(`kid ${kid === 7 ? undefined : kid}`).toString('base64url')
      const verifier = webcrypto.subtle
      const key = await verifier.importKey(
        'spki',
        p521.publicKey.export({ type: 'spki', format: 'der' }),
        { name: 'ECDSA', namedCurve: 'P-521' },
        false,
        ['verify'],
      )
      const by = { name: 'ECDSA', hash: 'SHA-512' }
      const given = Buffer.from(signature ?? '', 'base64url')
      expect(await verifier.verify(by, key, given, Buffer.from(`${head}.${said}`))).toBe(true)
    }
  })

  test('of a token that must agree with its message needs to be told how', () => {
    const options = { name: 'own', at, algorithms: ['HS256'] } as const
    expect(canSign(jwt(options))).toBe(true)
    expect(canSign(jwt({ ...options, agrees: () => true } as never))).toBe(false)
    expect(canSign(jwt({ ...options, agrees: () => true, agreeing: () => ({}) } as never))).toBe(true)
  })

  test('takes a private key in bare base64 of PKCS #8, and no seed for one in PEM', async () => {
    const scheme = pair('ed25519')
    const der = ed.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
    const signed = await sign({ body }, { scheme, secrets: der })
    expect(await judged(scheme, signed.headers, { secrets: pem(ed.publicKey) })).toBe('verified')
    const seed = Buffer.alloc(32, 7).toString('base64')
    const secrets = `-----BEGIN PRIVATE KEY-----\n${seed}\n-----END PRIVATE KEY-----`
    await expect(sign({ body }, { scheme, secrets })).rejects.toMatchObject({ code: 'ERR_SECRET_MALFORMED' })
  })

  test('of HTTP messages takes a CryptoKey that is shared', async () => {
    const scheme = messageSignature({ name: 'own', algorithms: ['hmac-sha256', 'ed25519'] })
    const by = { name: 'HMAC', hash: 'SHA-256' }
    const key = await webcrypto.subtle.importKey('raw', Buffer.from(secret), by, false, ['sign'])
    const { headers } = await sign({ body }, { scheme, secrets: key })
    expect(await judged(scheme, headers)).toBe('verified')
  })
})

describe('one of several', () => {
  test('is refused as the first says, where the others say no more', async () => {
    const scheme = either({ name: 'own' }, [shared('X-One'), shared('X-Two')])
    expect(await judged(scheme, {})).toMatch(/^ERR_SIGNATURE_MISSING: .*x-one/)
    expect(await judged(scheme, { 'x-two': '00' })).toMatch(/^ERR_SIGNATURE_MALFORMED/)
    expect(await judged(scheme, { 'x-one': '00'.repeat(32), 'x-two': '00' })).toMatch(
      /^ERR_SIGNATURE_MISMATCH/,
    )
  })

  test('in a header reads that one where the content wants the header', async () => {
    const part = {
      part: 'made',
      make: (m: { header(name: string): string | undefined }) => [m.header('x-sig') ?? ''],
    }
    const one = hmac({
      ...{ name: 'own', hash: 'sha256', encoding: 'hex', signature: parameter('X-Sig', 'v') },
      ...{ content: () => ['x'], covers: 'fields' },
    } as const)
    const seen: string[] = []
    const reading = {
      ...one,
      proof: {
        ...one.proof,
        check: (...[message, keys, context]: Parameters<typeof one.proof.check>) => {
          seen.push(String(part.make(message)[0]), message.header('x-other') ?? '')
          return one.proof.check(message, keys, context)
        },
      },
    }
    const good = createHmac('sha256', secret).update('x').digest('hex')
    const scheme = grouped(reading, 'X-Sig', ' ')
    expect(await judged(scheme, { 'x-sig': `v=00 v=${good}`, 'x-other': 'o' })).toBe('authenticated')
    expect(seen).toEqual(['v=00', 'o', `v=${good}`, 'o'])
  })
})

describe('tokens', () => {
  test('of a provider’s own prefix are in its case, and may have one character', async () => {
    const scheme = token({ name: 'own', at, prefix: 'Key ' })
    expect(await judged(scheme, { 'x-sig': 'Key x' }, { secrets: 'x' })).toBe('authenticated')
    expect(await judged(scheme, { 'x-sig': 'key x' }, { secrets: 'x' })).toMatch(/^ERR_CREDENTIAL_MISMATCH/)
    expect(await judged(scheme, { 'x-sig': '' }, { secrets: 'x' })).toMatch(/^ERR_CREDENTIAL_MISSING/)
    expect(await judged(scheme, { 'x-sig': 'Key ' }, { secrets: 'x' })).toMatch(/^ERR_CREDENTIAL_MISSING/)
  })

  test('by a key of another of the algorithms prove nothing', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const scheme = jwt({ name: 'own', at, algorithms: ['RS256', 'ES256'] })
    const content = `${base64url({ alg: 'RS256' })}.${base64url({})}`
    const signature = createSign('sha256').update(content).sign(rsa.privateKey, 'base64url')
    const headers = { 'x-sig': `${content}.${signature}` }
    expect(await judged(scheme, headers, { secrets: pem(rsa.publicKey) })).toBe('authenticated')
    expect(await judged(scheme, headers, { secrets: pem(ec.publicKey) })).toMatch(/^ERR_SIGNATURE_MISMATCH/)
  })

  test('read a shared secret as the scheme says', async () => {
    const key = Buffer.from('0123456789abcdef0123456789abcdef')
    for (const encoding of ['base64', 'hex'] as const) {
      const scheme = jwt({ name: 'own', at, algorithms: ['HS256'], key: { encoding } })
      const headers = { 'x-sig': token256({}, key) }
      expect(await judged(scheme, headers, { secrets: key.toString(encoding) })).toBe('authenticated')
    }
  })

  test('have keys fetched from where a setting says, and times that are finite', async () => {
    const asked: unknown[] = []
    const resolveKey = async (wanted: unknown) => {
      asked.push(wanted)
      return pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)
    }
    const keySource = { hosts: ['keys.example'], form: 'jwks' } as never
    const content = `${base64url({ alg: 'ES256', kid: 'k' })}.${base64url({})}.${Buffer.alloc(64).toString('base64url')}`
    for (const keysAt of [undefined, 'https://keys.example/jwks']) {
      const scheme = jwt({
        name: 'own',
        at,
        algorithms: ['ES256'],
        keySource,
        ...(keysAt && { keysAt }),
      } as never)
      await judged(scheme, { 'x-sig': content }, { secrets: [], resolveKey })
    }
    expect(asked).toEqual([{ id: 'k' }, { id: 'k', url: 'https://keys.example/jwks' }])
    const scheme = jwt({ name: 'own', at, algorithms: ['HS256'] })
    const payload = Buffer.from('{"exp":1e999}').toString('base64url')
    const endless = `${base64url({ alg: 'HS256' })}.${payload}`
    const signature = createHmac('sha256', secret).update(endless).digest('base64url')
    expect(await judged(scheme, { 'x-sig': `${endless}.${signature}` })).toMatch(/^ERR_TIMESTAMP_MALFORMED/)
    expect(await judged(scheme, { 'x-sig': token256({ exp: seconds + 1 }) })).toBe('authenticated')
  })
})

describe('signatures by a key pair', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const of = (algorithm: 'rsa-sha256' | 'ecdsa-p256-sha256') =>
    publicKey({ name: 'own', signature: at, prefix: 'v=', algorithm, encoding: 'base64' })

  test('that are nothing or no base64 are malformed, and of one byte of another key', async () => {
    const code = async (signature: string) =>
      (await judged(of('rsa-sha256'), { 'x-sig': `v=${signature}` }, { secrets: pem(rsa.publicKey) })).split(
        ':',
      )[0]
    expect(await code('')).toBe('ERR_SIGNATURE_MALFORMED')
    expect(await code('?')).toBe('ERR_SIGNATURE_MALFORMED')
    expect(await code('AA==')).toBe('ERR_SIGNATURE_MISMATCH')
    const good = signBytes('sha256', Buffer.from(body), rsa.privateKey).toString('base64')
    expect(await code(good)).toBe('verified')
  })

  test('hold while a key is fetched what was there when it was asked for', async () => {
    const ed = generateKeyPairSync('ed25519')
    const url = 'https://keys.example/one.pem'
    const keyFrom = { hosts: ['keys.example'], form: 'pem', of: () => ({ url }) } as never
    const scheme = publicKey({ name: 'own', signature: at, algorithm: 'ed25519', encoding: 'hex', keyFrom })
    const bytes = Buffer.from(body)
    const signature = signBytes(null, bytes, ed.privateKey).toString('hex')
    const resolveKey = async () => pem(ed.publicKey)
    const pending = verify(
      { headers: { 'x-sig': signature }, body: bytes, method: 'POST' },
      { scheme, secrets: [], resolveKey, now },
    )
    bytes.fill(0)
    expect((await pending).text()).toBe(body)
  })

  test('in DER are strict: no negative integer, no long form of a short length', () => {
    const whole = (...bytes: number[]) => new Uint8Array([0x30, bytes.length, ...bytes])
    expect(fixedFromDer(whole(2, 1, 0x7f, 2, 1, 1), 4)).toEqual(new Uint8Array([0, 0x7f, 0, 1]))
    for (const first of [0x80, 0x81, 0xff])
      expect(fixedFromDer(whole(2, 1, first, 2, 1, 1), 4)).toBeUndefined()
    expect(fixedFromDer(whole(2, 2, 0, 0x80, 2, 1, 1), 4)).toEqual(new Uint8Array([0, 0x80, 0, 1]))
    expect(fixedFromDer(whole(2, 2, 0, 0x7f, 2, 1, 1), 4)).toBeUndefined()
    expect(fixedFromDer(whole(2, 1, 1, 2, 9, 1), 4)).toBeUndefined()
    expect(fixedFromDer(whole(2, 9, 1), 4)).toBeUndefined()
    const integer = (size: number) => [2, size, ...new Uint8Array(size).fill(0x11)]
    const long = (a: number, b: number) => {
      const both = [...integer(a), ...integer(b)]
      return {
        short: new Uint8Array([0x30, both.length, ...both]),
        long: new Uint8Array([0x30, 0x81, both.length, ...both]),
      }
    }
    expect(fixedFromDer(long(62, 62).long, 132)).toHaveLength(132)
    expect(fixedFromDer(long(62, 62).short, 132)).toBeUndefined()
    expect(fixedFromDer(long(62, 61).short, 132)).toHaveLength(132)
    expect(fixedFromDer(long(62, 61).long, 132)).toBeUndefined()
  })

  test.each([0, 1, 0x7f, 0x80, 0x81, 0xff])(
    'are the same in DER and back, where they begin with %i',
    (first) => {
      const fixed = new Uint8Array([first, 0, 0, first])
      expect(fixedFromDer(derFromFixed(fixed), 4)).toEqual(fixed)
      expect(derFromFixed(fixed)[4]).toBe(first >= 0x80 ? 0 : first)
    },
  )
})

test('a digest under the signature stands for the body, and a checksum against accidents does not', () => {
  expect(contentOf(['v0:', bodyMd5]).protects).toBe('body')
  expect(contentOf(['v0:', bodyCrc32]).protects).toBe('fields')
})
