import { createHash, createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { createVerifier, type MessageSignatureOptions, messageSignature } from 'countersign'
import { describe, expect, test } from 'vitest'
import { platform as node } from '../src/platform/node.ts'
import type { HashPlatform } from '../src/platform/platform.ts'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'

// HTTP Message Signatures (RFC 9421), signed here by Node alone: each rule on both its sides.

const now = new Date(1_700_000_000_000)
const seconds = now.getTime() / 1000
const secret = 'a shared secret'
const url = 'https://a.example:8443/hook?x=1&twice=1&twice=2&n=%C3%A9'
const text = '{"a":1}'
type Headers = Record<string, string | string[]>

const hmacOf = (base: string, key = secret): string => createHmac('sha256', key).update(base).digest('base64')

/** Headers with a signature over these components, which have these values. */
function signed(
  components: readonly (readonly [written: string, value: string])[],
  params = '',
  { label = 'sig', by = (base: string) => hmacOf(base) } = {},
): { 'signature-input': string; signature: string } {
  const list = `(${components.map(([written]) => written).join(' ')})${params}`
  const lines = components.map(([written, value]) => `${written}: ${value}`)
  const signature = by([...lines, `"@signature-params": ${list}`].join('\n'))
  return { 'signature-input': `${label}=${list}`, signature: `${label}=:${signature}:` }
}

const method = ['"@method"', 'POST'] as const

/** The verdict with the moment of signing, or the code of the refusal; nothing is kept of other calls. */
async function judged(
  headers: Headers,
  options: Partial<MessageSignatureOptions> & { secrets?: string; url?: string | undefined; at?: Date } = {},
  on: HashPlatform = node,
): Promise<unknown> {
  const { secrets = secret, at = now, ...more } = options
  const scheme = messageSignature({ name: 'acme', algorithms: ['hmac-sha256'], ...more })
  const verifier = verifierOn(on, { scheme, secrets })
  const message = { headers, body: text, method: 'POST', url: 'url' in options ? options.url : url }
  const result = await verifier.safeVerify(message, { now: at })
  return result.ok ? result.event.verdict : result.error.code
}

describe('what a scheme of message signatures says of itself', () => {
  test('is what it covers, by which keys, and within which time', () => {
    const { proof } = messageSignature({
      name: 'a',
      algorithms: ['hmac-sha256', 'ed25519'],
      must: ['content-digest'],
      createdWithinSeconds: 60,
    })
    expect(proof).toMatchObject({
      kind: 'message-signature',
      algorithm: 'HTTP Message Signatures, hmac-sha256 or ed25519',
      covers: 'body',
      keys: 'public',
      headers: ['signature-input', 'signature', 'content-digest'],
      synchronous: true,
      toleranceSeconds: 60,
    })
    const other = messageSignature({ name: 'b', algorithms: ['hmac-sha256'], must: ['@method'] }).proof
    expect(other).toMatchObject({ covers: 'fields', keys: 'secret' })
    expect(other).not.toHaveProperty('toleranceSeconds')
  })
})

describe('the verdict', () => {
  const digest = (hash: string, of = text): string =>
    `${hash.replace('sha', 'sha-')}=:${createHash(hash).update(of).digest('base64')}:`
  const covering = (value: string): Headers => ({
    ...signed([method, ['"content-digest"', value]]),
    'content-digest': value,
  })

  test('is verified where the digest of the body is covered, and authenticated where it stands beside', async () => {
    expect(await judged(covering(digest('sha256')))).toBe('verified')
    expect(await judged(signed([method]))).toBe('authenticated')
    const beside = { ...signed([method]), 'content-digest': digest('sha256', 'another') }
    expect(await judged(beside)).toBe('authenticated')
  })

  test('wants every known digest to be the body’s, and one of them at least', async () => {
    const [right, wrong] = [digest('sha256'), digest('sha256', 'another')]
    const [long, wrongLong] = [digest('sha512'), digest('sha512', 'another')]
    for (const good of [long, `${right}, ${long}`, `md5=:AAAA:, ${long}`])
      expect([good, await judged(covering(good))]).toEqual([good, 'verified'])
    for (const bad of [wrong, wrongLong, `${right}, ${wrongLong}`, `${wrong}, ${long}`, 'md5=:AAAA:', 'x'])
      expect([bad, await judged(covering(bad))]).toEqual([bad, 'ERR_SIGNATURE_MISMATCH'])
  })

  test('is had of four digests, and not of five', async () => {
    const four = ['a', 'b', 'c'].map((name) => `${name}=:AAAA:`).concat(digest('sha256'))
    expect(await judged(covering(four.join(', ')))).toBe('verified')
    expect(await judged(covering(['d=:AAAA:', ...four].join(', ')))).toBe('ERR_SIGNATURE_MISMATCH')
  })
})

describe('times', () => {
  test('until the last moment of expires, and not a millisecond longer', async () => {
    const headers = signed([method], `;created=${seconds - 10};expires=${seconds}`)
    expect(await judged(headers)).toBe('authenticated')
    expect(await judged(headers, { at: new Date(now.getTime() + 1) })).toBe('ERR_TIMESTAMP_TOO_OLD')
    expect(await judged(signed([method], `;expires=${seconds + 60}`))).toBe('authenticated')
  })

  test.each(['created', 'expires'])('%s is a number of seconds up to the year 5138', async (name) => {
    const at = new Date(0)
    for (const good of ['0', '100000000000']) {
      const verdict = await judged(signed([method], `;${name}=${good}`), { at })
      expect([good, verdict]).toEqual([good, 'authenticated'])
    }
    for (const bad of ['-1', '100000000001', '"1700000000"', 'now', '?1'])
      expect([bad, await judged(signed([method], `;${name}=${bad}`), { at })]).toEqual([
        bad,
        'ERR_TIMESTAMP_MALFORMED',
      ])
  })

  test('created is when the event was signed', async () => {
    const verifier = createVerifier({
      scheme: messageSignature({ name: 'acme', algorithms: ['hmac-sha256'] }),
      secrets: secret,
    })
    const of = async (params: string) =>
      (await verifier.verify({ headers: signed([method], params), body: text, method: 'POST', url }))
        .timestamp
    expect(await of(`;created=${seconds}`)).toEqual(now)
    expect(await of('')).toBeUndefined()
  })

  test('created must be there, and near, where a scheme has a tolerance', async () => {
    const of = (params: string) => judged(signed([method], params), { createdWithinSeconds: 60 })
    expect(await of('')).toBe('ERR_TIMESTAMP_MISSING')
    expect(await of(`;created=${seconds - 60}`)).toBe('authenticated')
    expect(await of(`;created=${seconds - 61}`)).toBe('ERR_TIMESTAMP_TOO_OLD')
  })
})

describe('algorithms', () => {
  test('alg is one that the scheme takes, or is not there', async () => {
    for (const params of ['', ';alg="hmac-sha256"'])
      expect(await judged(signed([method], params))).toBe('authenticated')
    for (const other of ['ed25519', 'hmac-sha512', 'none', ''])
      expect(await judged(signed([method], `;alg="${other}"`))).toBe('ERR_SIGNATURE_MALFORMED')
  })

  const all = ['hmac-sha256', 'ed25519', 'ecdsa-p256-sha256', 'rsa-pss-sha512', 'rsa-v1_5-sha256'] as const

  test.each([
    ['node:crypto', node],
    ['Web Crypto', web],
  ])('on %s a key is tried for its own algorithm alone', async (_name, on) => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const secrets = publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const by = (base: string) =>
      signBytes('sha256', Buffer.from(base), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    const options = { algorithms: all, secrets }
    const good = signed([method], '', { by: (base) => by(base).toString('base64') })
    expect(await judged(good, options, on)).toBe('authenticated')
    const forged = signed([method], '', { by: () => Buffer.alloc(64, 1).toString('base64') })
    expect(await judged(forged, options, on)).toBe('ERR_SIGNATURE_MISMATCH')
    for (const length of [0, 63, 65]) {
      const other = Buffer.concat([by('x'), Buffer.alloc(1)]).subarray(0, length)
      const odd = signed([method], '', { by: () => other.toString('base64') })
      const code = length === 0 ? 'ERR_SIGNATURE_MALFORMED' : 'ERR_SIGNATURE_MISMATCH'
      expect([length, await judged(odd, options, on)]).toEqual([length, code])
    }
  })

  const raw = Buffer.from(`${'\xfb\xff'.repeat(16)}`, 'latin1')
  const der = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' })
  const shown = (bytes: Buffer): readonly string[] => [
    ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase()],
    ...[bytes.toString('base64'), bytes.toString('base64url')],
    bytes.toString('base64').replaceAll('+', '-').replaceAll('/', '_'),
  ]

  test.each([...shown(raw), ...shown(der)])(
    '%s may be a public key, and is no shared secret',
    async (key) => {
      const forged = signed([method], '', { by: (base) => hmacOf(base, key) })
      await expect(judged(forged, { secrets: key })).rejects.toMatchObject({ code: 'ERR_SECRET_MALFORMED' })
    },
  )

  test.each([...shown(Buffer.alloc(31, 0xfb)), ...shown(Buffer.alloc(33, 0xfb)), ''.padEnd(40, 'secret')])(
    '%s is a shared secret',
    async (key) => {
      expect(await judged(signed([method], '', { by: (base) => hmacOf(base, key) }), { secrets: key })).toBe(
        'authenticated',
      )
    },
  )
})

describe('headers', () => {
  const good = signed([method], '', { label: 'good' })
  const bad = signed([method], ';x', { label: 'bad', by: () => hmacOf('another') })
  const lines = (...list: readonly (typeof good)[]): Headers => ({
    'signature-input': list.map((one) => one['signature-input']),
    signature: list.map((one) => one.signature),
  })

  test('may hold several signatures, of which one must be right', async () => {
    for (const list of [[good], [good, bad], [bad, good]])
      expect(await judged(lines(...list))).toBe('authenticated')
    expect(await judged(lines(bad))).toBe('ERR_SIGNATURE_MISMATCH')
    const unsigned = { ...good, signature: 'other=:AAAA:' }
    expect(await judged(lines(unsigned))).toBe('ERR_SIGNATURE_MALFORMED')
  })

  test('are both there, and both well written', async () => {
    const { signature, 'signature-input': input } = good
    for (const half of [{ signature }, { 'signature-input': input }, {}])
      expect(await judged(half)).toBe('ERR_SIGNATURE_MISSING')
    for (const half of [
      { signature, 'signature-input': 'x' },
      { signature: 'x', 'signature-input': input },
    ])
      expect(await judged(half)).toBe('ERR_SIGNATURE_MALFORMED')
  })

  test.each([
    ['', 'ERR_SIGNATURE_MALFORMED'],
    ['YQ', 'ERR_SIGNATURE_MALFORMED'],
    ['YR==', 'ERR_SIGNATURE_MALFORMED'],
    ['YQ==', 'ERR_SIGNATURE_MISMATCH'],
  ])('with %j as the signature: %s', async (base64, code) => {
    expect(await judged({ ...good, signature: `good=:${base64}:` })).toBe(code)
  })
})

describe('components', () => {
  const of = (written: string, value: string, more: Headers = {}, at: string | undefined = url) =>
    judged({ ...more, ...signed([[written, value]]) }, { url: at })

  test.each([
    ['"@target-uri"', url],
    ['"@authority"', 'a.example:8443'],
    ['"@scheme"', 'https'],
    ['"@request-target"', '/hook?x=1&twice=1&twice=2&n=%C3%A9'],
    ['"@path"', '/hook'],
    ['"@query"', '?x=1&twice=1&twice=2&n=%C3%A9'],
    ['"@query-param";name="x"', '1'],
    ['"@query-param";name="n"', '%C3%A9'],
  ])('%s is %s', async (written, value) => {
    expect(await of(written, value)).toBe('authenticated')
    expect(await of(written, `${value}~`)).toBe('ERR_SIGNATURE_MISMATCH')
  })

  test('an empty query is a question mark', async () => {
    expect(await of('"@query"', '?', {}, 'https://a.example/')).toBe('authenticated')
  })

  test('a header is its values in one line', async () => {
    const more = { 'x-two': [' a ', 'b\r\n   c'], 'x-one': 'd' }
    expect(await of('"x-two"', 'a, b c', more)).toBe('authenticated')
    expect(await of('"x-one"', 'd', more)).toBe('authenticated')
  })

  test.each([
    ['"@query-param"', '1'],
    ['"@query-param";name', '1'],
    ['"@query-param";name=1', '1'],
    ['"@query-param";name="x";req', '1'],
    ['"@query-param";name="twice"', '1'],
    ['"@query-param";name="none"', ''],
    ['"x-one";sf', 'd'],
    ['"x-one";bs', 'd'],
    ['"@method";req', 'POST'],
    ['"@status"', '200'],
    ['"x-none"', ''],
  ])('%s is not guessed at, even where it is signed', async (written, value) => {
    expect(await of(written, value, { 'x-one': 'd', '@status': '200' })).toBe('ERR_CONTENT_MALFORMED')
  })

  test.each(['"@target-uri"', '"@authority"', '"@path"', '"@query-param";name="x"'])(
    '%s wants a URL',
    async (written) => {
      expect(await of(written, 'x', {}, '/hook')).toBe('ERR_URL_MISSING')
    },
  )

  test('a URL that is none has no parts', async () => {
    expect(await of('"@authority"', 'x', {}, 'https://[')).toBe('ERR_URL_MISSING')
  })
})
