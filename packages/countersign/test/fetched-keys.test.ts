import { generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { body, createVerifier, detachedJws, header, jwt, publicKey, type Scheme } from 'countersign'
import { describe, expect, test } from 'vitest'
import { readCertificate } from '../src/keys/certificate.ts'
import { platform as node } from '../src/platform/node.ts'
import type { Platform } from '../src/platform/platform.ts'
import { verifierOn } from '../src/verify/verifier.ts'
import { certificates } from './fixtures/certificates.ts'

// Keys that messages name: whose certificate, from when until when, and how often one is read.

const moment = Date.parse
const pemOf = (pair: { publicKey: { export(options: object): string | Buffer } }): string =>
  pair.publicKey.export({ format: 'pem', type: 'spki' }).toString()

/** The verdict, or the code of the refusal. */
type Judged = Promise<string>

describe('a certificate that a message names', () => {
  const keyFrom = {
    hosts: ['keys.example'],
    form: 'pem',
    of: () => ({ url: 'https://keys.example/c' }),
    issuedFor: (name: string) => name === 'messageverificationcerts.paypal.com',
  } as const
  const scheme = publicKey({
    algorithm: 'rsa-sha256',
    encoding: 'base64',
    signature: header('Sign'),
    content: [body],
    keyFrom,
  })
  const headers = { Sign: signBytes('sha256', Buffer.from('x'), certificates.key).toString('base64') }
  const judged = async (certificate: string, now: number, secrets: string | [] = []): Judged => {
    const verifier = createVerifier({ scheme, secrets, resolveKey: async () => certificate })
    const result = await verifier.safeVerify({ headers, body: 'x' }, { now: new Date(now) })
    return result.ok ? result.event.verdict : result.error.code
  }

  test('is taken from its first moment to its last, and at no other', async () => {
    const [from, until] = [moment('2020-01-01T00:00:00Z'), moment('2025-01-01T00:00:00Z')]
    for (const now of [from, until]) expect(await judged(certificates.expired, now)).toBe('verified')
    for (const now of [from - 1, until + 1])
      expect(await judged(certificates.expired, now)).toBe('ERR_KEY_UNAVAILABLE')
  })

  test('may be given as a secret in its place', async () => {
    expect(await judged('none', moment('2026-01-01T00:00:00Z'), certificates.good)).toBe('verified')
  })

  test('may have so much white space that its text is twice as long as a certificate may be, and no more', async () => {
    const now = moment('2026-01-01T00:00:00Z')
    const [start, end] = ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----']
    const inner = certificates.good.slice(certificates.good.indexOf(start) + start.length).split(end)[0] ?? ''
    const of = (length: number): string => start + inner.padEnd(length) + end
    expect(await judged(of(2 * 65_536), now)).toBe('verified')
    expect(await judged(of(2 * 65_536 + 1), now)).toBe('ERR_SECRET_MALFORMED')
  })
})

describe('the names of a certificate', () => {
  type Part = number | Uint8Array
  /** An element of DER, whose length is written in so many bytes. */
  const der = (tag: number, parts: readonly Part[], bytes?: number): Uint8Array => {
    const content = parts.flatMap((one) => (typeof one === 'number' ? [one] : [...one]))
    const size = content.length
    const wide = bytes ?? (size < 128 ? 0 : size < 256 ? 1 : 2)
    const length = Array.from({ length: wide }, (_, at) => (size / 256 ** (wide - 1 - at)) & 255)
    return Uint8Array.from([tag, ...(wide === 0 ? [size] : [0x80 | wide, ...length]), ...content])
  }
  const text = (tag: number, ascii: string): Uint8Array => der(tag, [...new TextEncoder().encode(ascii)])
  const date = (year: number): Uint8Array => text(0x18, `${year}0101000000Z`)
  const commonName = der(0x06, [0x55, 0x04, 0x03])
  const subject = (...pairs: (readonly [Uint8Array, Uint8Array])[]): Uint8Array =>
    der(
      0x30,
      pairs.map((pair) => der(0x31, [der(0x30, pair)])),
    )
  const spki = der(0x30, [der(0x30, []), der(0x03, [0, 1])])
  interface Made {
    readonly who?: Uint8Array
    readonly validity?: readonly Uint8Array[]
    readonly key?: Uint8Array
    readonly rest?: readonly Uint8Array[]
    readonly bytes?: number
  }
  const made = ({
    who = subject([commonName, text(0x0c, 'a')]),
    validity = [date(2020), date(2060)],
    key = spki,
    rest = [],
    bytes,
  }: Made): Uint8Array =>
    der(
      0x30,
      [der(0x30, [der(0x02, [1]), der(0x30, []), der(0x30, []), der(0x30, validity), who, key, ...rest])],
      bytes,
    )
  const names = (certificate: Made): unknown => {
    try {
      return readCertificate(made(certificate)).names
    } catch (error) {
      return (error as { code?: unknown }).code
    }
  }

  test('are its common names, and nothing else of the subject', () => {
    const value = text(0x0c, 'Paypal.example')
    expect(names({ who: subject([commonName, value], [commonName, text(0x13, 'B')]) })).toEqual([
      'paypal.example',
      'b',
    ])
    for (const other of [
      der(0x06, [0x55, 0x04, 0x0a]),
      der(0x06, [0x55, 0x04]),
      der(0x06, [0x55, 0x04, 0x03, 0x01]),
      der(0x0c, [0x55, 0x04, 0x03]),
    ])
      expect(names({ who: subject([other, value]) })).toEqual([])
    expect(names({ who: der(0x30, [der(0x31, [der(0x30, [commonName])])]) })).toEqual([])
  })

  test('are read to 256 characters, and may be empty', () => {
    const of = (length: number) => names({ who: subject([commonName, text(0x0c, 'x'.repeat(length))]) })
    for (const length of [0, 256]) expect(of(length)).toEqual(['x'.repeat(length)])
    expect(of(257)).toEqual(['x'.repeat(256)])
  })

  const alternative = der(0x06, [0x55, 0x1d, 0x11])
  const extensions = (tag: number, ...list: Uint8Array[]): Made => ({
    who: subject(),
    rest: [der(tag, [der(0x30, list)])],
  })
  const list = (...general: Uint8Array[]): Uint8Array => der(0x04, [der(0x30, general)])

  test('are the DNS names of the extension for them', () => {
    const dns = list(text(0x82, 'A.example'), text(0x81, 'mail@b.example'), text(0x82, 'c.example'))
    const critical = der(0x01, [0xff])
    const found = ['a.example', 'c.example']
    expect(names(extensions(0xa3, der(0x30, [alternative, dns])))).toEqual(found)
    expect(names(extensions(0xa3, der(0x30, [alternative, critical, dns])))).toEqual(found)
    const beside = der(0x30, [der(0x06, [0x55, 0x1d, 0x25]), list(text(0x82, 'no.example'))])
    expect(names(extensions(0xa3, beside, der(0x30, [alternative, dns])))).toEqual(found)
    for (const none of [
      extensions(0xa3, beside),
      extensions(0xa3, der(0x30, [])),
      extensions(0xa3, der(0x30, [alternative, der(0x04, [])])),
      extensions(0xa1, der(0x30, [alternative, dns])),
      extensions(0xa4, der(0x30, [alternative, dns])),
      { who: subject(), rest: [der(0xa3, [])] },
    ])
      expect(names(none)).toEqual([])
  })

  test('are had of what has two dates, a key and lengths of three bytes at most', () => {
    expect([1, 2, 3].map((bytes) => names({ bytes }))).toEqual([['a'], ['a'], ['a']])
    for (const wrong of [
      { bytes: 4 },
      { validity: [date(2020)] },
      { validity: [] },
      { key: der(0x31, [der(0x30, []), der(0x03, [0, 1])]) },
      { key: der(0x30, [der(0x30, [])]) },
    ])
      expect([wrong, names(wrong)]).toEqual([wrong, 'ERR_SECRET_MALFORMED'])
  })
})

/** Node's platform, which counts the keys that it reads. */
function counting(): Platform & { read: number } {
  const counted = {
    ...node,
    read: 0,
    publicKey(...given: Parameters<Platform['publicKey']>) {
      counted.read++
      return node.publicKey(...given)
    },
  }
  return counted
}

const pairs = Array.from({ length: 65 }, () => generateKeyPairSync('ed25519'))

type By = (pair: (typeof pairs)[number]) => Record<string, string>
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Messages by each of these pairs, one after the other: how many keys were read by then. */
async function reads(
  on: Platform & { read: number },
  scheme: Scheme,
  headersBy: By,
  order: readonly number[],
): Promise<readonly number[]> {
  const seen: number[] = []
  for (const at of order) {
    const pair = pairs[at] as (typeof pairs)[number]
    const verifier = verifierOn(on, { scheme, secrets: [], resolveKey: async () => pemOf(pair) })
    await verifier.verify({ headers: headersBy(pair), body: 'x', method: 'POST' })
    seen.push(on.read)
  }
  return seen
}

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at)

describe.each<[string, Scheme, By]>([
  [
    'in a header of its own',
    publicKey({
      algorithm: 'ed25519',
      encoding: 'base64',
      signature: header('Sign'),
      content: [body],
      keyFrom: { hosts: ['keys.example'], form: 'pem', of: () => ({ id: 'k' }) },
    }),
    ({ privateKey }) => ({ Sign: signBytes(null, Buffer.from('x'), privateKey).toString('base64') }),
  ],
  [
    'of a JWT',
    jwt({
      at: header('Token'),
      algorithms: ['EdDSA'],
      keySource: { hosts: ['keys.example'], form: 'jwks', url: 'https://keys.example/set' },
    }),
    ({ privateKey }) => {
      const content = `${encoded({ alg: 'EdDSA', kid: 'k' })}.${encoded({})}`
      return {
        Token: `${content}.${signBytes(null, Buffer.from(content), privateKey).toString('base64url')}`,
      }
    },
  ],
])('a signature %s by a key that is fetched', (_name, scheme, by) => {
  test('reads 64 keys once, and all again behind the next', async () => {
    const on = counting()
    const whole = upTo(64)
    expect(await reads(on, scheme, by, whole)).toEqual(whole.map((at) => at + 1))
    expect((await reads(on, scheme, by, [...whole, 0])).at(-1)).toBe(64)
    expect(await reads(on, scheme, by, [64, 64, 0, 0])).toEqual([65, 65, 66, 66])
  })
})

describe('a detached JWS', () => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jws = (head: object = { kid: 'k' }, payload = ''): string => {
    const start = encoded({ alg: 'ES256', ...head })
    const key = { key: pair.privateKey, dsaEncoding: 'ieee-p1363' } as const
    const content = `${start}.${Buffer.from('x').toString('base64url')}`
    return `${start}.${payload}.${signBytes('sha256', Buffer.from(content), key).toString('base64url')}`
  }
  const options = {
    name: 'acme',
    at: header('Sign'),
    timestamp: header('Sent'),
    header: {},
    payloads: ({ body: bytes }: { body: Uint8Array }) => [[bytes]] as [[Uint8Array]],
    covers: 'body',
  } as const
  const givenKey = () => detachedJws({ ...options, algorithms: ['ES256'] })
  const fetchedKey = () =>
    detachedJws({
      ...options,
      algorithms: ['ES256', 'ES384'],
      keyFrom: {
        hosts: ['keys.example'],
        form: 'jwks',
        of: ({ kid }) => (kid === undefined ? undefined : { id: kid }),
      },
    })
  /** The verdict or the code, then what was asked for. */
  const judged = async (
    scheme: Scheme,
    secrets: string | [],
    Sign: string | string[],
  ): Promise<readonly unknown[]> => {
    const asked: unknown[] = []
    const resolveKey = async (wanted: unknown) => {
      asked.push(wanted)
      return pemOf(pair)
    }
    const verifier = createVerifier({ scheme, secrets, resolveKey })
    const result = await verifier.safeVerify({ headers: { Sign }, body: 'x' })
    return [result.ok ? result.event.verdict : result.error.code, ...asked]
  }

  test('says of itself by which keys it is', () => {
    const [given, fetched] = [givenKey().proof, fetchedKey().proof]
    expect(given).toMatchObject({
      kind: 'public-key',
      algorithm: 'detached JWS, ES256',
      keys: 'public',
      synchronous: true,
      headers: ['sign', 'sent'],
      detached: { algorithm: 'ES256' },
    })
    expect(given).not.toHaveProperty('keySource')
    expect(fetched).toMatchObject({
      algorithm: 'detached JWS, ES256 or ES384',
      keys: 'resolved',
      synchronous: false,
      keySource: { hosts: ['keys.example'] },
    })
    expect(detachedJws({ ...options, algorithms: ['HS256'] }).proof.keys).toBe('secret')
  })

  test('is verified by the key that is given, else by the one that it names', async () => {
    expect(await judged(givenKey(), pemOf(pair), jws())).toEqual(['verified'])
    expect(await judged(fetchedKey(), pemOf(pair), jws())).toEqual(['verified'])
    expect(await judged(fetchedKey(), [], jws())).toEqual(['verified', { id: 'k' }])
    expect(await judged(fetchedKey(), [], jws({}))).toEqual(['ERR_SIGNATURE_MALFORMED'])
  })

  test('is one, whose payload is the message', async () => {
    const open = pemOf(pair)
    const inside = jws({}, Buffer.from('x').toString('base64url'))
    expect(await judged(givenKey(), open, [jws(), jws()])).toEqual(['ERR_SIGNATURE_MALFORMED'])
    expect(await judged(givenKey(), open, inside)).toEqual(['ERR_SIGNATURE_MALFORMED'])
    expect(await judged(givenKey(), open, [])).toEqual(['ERR_SIGNATURE_MISSING'])
  })
})
