import { createPublicKey, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { body, header, id, publicKey, type Secrets, safeVerify, timestamp } from 'countersign'
import { describe, expect, test } from 'vitest'
import { fixedFromDer } from '../src/engines/ecdsa-der.ts'
import { platform as node } from '../src/platform/node.ts'
import type { HashPlatform } from '../src/platform/platform.ts'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'
import { type SignedByKeyPair, signedByKeyPairs } from './signed-by-key-pairs.ts'

const all = signedByKeyPairs()
const refused = (code: string) => ({ ok: false, error: { code } })

function schemeOf({ algorithm, ecdsa }: Pick<SignedByKeyPair, 'algorithm' | 'ecdsa'>) {
  return publicKey({ algorithm, encoding: 'base64', signature: header('Sign'), ...(ecdsa && { ecdsa }) })
}

async function codeOf(
  on: HashPlatform,
  one: SignedByKeyPair,
  secrets: Secrets,
  change: { body?: string; signature?: string } = {},
): Promise<string> {
  try {
    const verifier = verifierOn(on, { scheme: schemeOf(one), secrets })
    const { body, signature } = { ...one, ...change }
    const result = await verifier.safeVerify({ headers: { Sign: signature }, body })
    return result.ok ? result.event.verdict : result.error.code
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe.each([
  ['node:crypto', node],
  ['Web Crypto', web],
])('on %s', (_platform, on) => {
  test.each(all.map((one) => [one.algorithm, one.ecdsa ?? '', one] as const))(
    '%s %s: what OpenSSL signed is verified, a flipped bit is not',
    async (_algorithm, _ecdsa, one) => {
      expect(await codeOf(on, one, one.publicKey)).toBe('verified')
      const der = createPublicKey(one.publicKey).export({ format: 'der', type: 'spki' })
      expect(await codeOf(on, one, der.toString('base64'))).toBe('verified')
      expect(await codeOf(on, one, new Uint8Array(der))).toBe('verified')
      expect(await codeOf(on, one, one.publicKey, { body: one.body.replace('G', 'g') })).toBe(
        'ERR_SIGNATURE_MISMATCH',
      )
      const flipped = Buffer.from(one.signature, 'base64')
      flipped.writeUInt8(flipped.readUInt8(flipped.length - 1) ^ 1, flipped.length - 1)
      const signature = flipped.toString('base64')
      expect(await codeOf(on, one, one.publicKey, { signature })).toBe('ERR_SIGNATURE_MISMATCH')
    },
  )

  test.each(all.map((one) => [one.algorithm, one.ecdsa ?? '', one] as const))(
    '%s %s: keys of all other kinds are refused, before or at the first message',
    async (_algorithm, _ecdsa, one) => {
      const kind = (pem: string): string => {
        const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem)
        return `${asymmetricKeyType} ${asymmetricKeyDetails?.namedCurve}`
      }
      const others = all.filter(({ publicKey: other }) => kind(other) !== kind(one.publicKey))
      expect(others.length).toBeGreaterThan(2)
      for (const { publicKey: other } of others)
        expect(await codeOf(on, one, other)).toBe('ERR_SECRET_MALFORMED')
      for (const none of ['AAAA', '-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----', 'whsec_AAAA'])
        expect(await codeOf(on, one, none)).toBe('ERR_SECRET_MALFORMED')
    },
  )

  test('an RSA key that is factored at home is refused', async () => {
    const { publicKey: small, privateKey } = generateKeyPairSync('rsa', { modulusLength: 512 })
    const signature = signBytes('sha256', Buffer.from('x'), privateKey).toString('base64')
    const pem = small.export({ format: 'pem', type: 'spki' }).toString()
    const one = { algorithm: 'rsa-sha256', body: 'x', signature, publicKey: pem } as const
    expect(await codeOf(on, one, pem)).toBe('ERR_SECRET_MALFORMED')
  })

  test('a signature that is written in another way is malformed, not a mismatch', async () => {
    for (const one of all.filter(({ ecdsa }) => ecdsa !== undefined)) {
      const other = all.find(({ algorithm, ecdsa }) => algorithm === one.algorithm && ecdsa !== one.ecdsa)
      const signature = other?.signature ?? ''
      expect(await codeOf(on, one, one.publicKey, { signature })).toBe('ERR_SIGNATURE_MALFORMED')
    }
  })
})

describe('a CryptoKey', () => {
  const [one] = all.filter(({ algorithm, ecdsa }) => algorithm === 'ecdsa-p256-sha256' && ecdsa === 'fixed')
  const imported = (curve: string, usages: readonly ('verify' | 'sign')[] = ['verify']) => {
    const pair = generateKeyPairSync('ec', { namedCurve: curve })
    const pem = curve === 'P-256' ? createPublicKey(one?.publicKey ?? '') : pair.publicKey
    const der = new Uint8Array(pem.export({ format: 'der', type: 'spki' }))
    return crypto.subtle.importKey('spki', der, { name: 'ECDSA', namedCurve: curve }, true, [...usages])
  }

  test('verifies where it is of the algorithm', async () => {
    if (one === undefined) throw new Error('no message')
    for (const on of [node, web]) {
      expect(await codeOf(on, one, await imported('P-256'))).toBe('verified')
      expect(await codeOf(on, one, await imported('P-384'))).toBe('ERR_SECRET_MALFORMED')
      expect(await codeOf(on, one, await imported('P-256', []))).toBe('ERR_SECRET_MALFORMED')
    }
  })
})

describe('the signed content of a key pair', () => {
  const { publicKey: pair, privateKey } = generateKeyPairSync('ed25519')
  const secrets = pair.export({ format: 'pem', type: 'spki' }).toString()
  const signed = (text: string) => signBytes(null, Buffer.from(text), privateKey).toString('base64url')

  test('may hold an id and a timestamp, in a list of signatures with a tag', async () => {
    const scheme = publicKey({
      algorithm: 'ed25519',
      encoding: 'base64url',
      signature: { in: 'list', at: header('Sign'), tag: 'v1a', separator: ' ', joiner: ',' },
      content: [id, '.', timestamp, '.', body],
      id: header('Id'),
      idWithout: '.',
      timestamp: { at: header('At'), unit: 'seconds' },
    })
    const now = new Date(1_700_000_000_000)
    const headers = (sign: string, id = 'msg_1') => ({ Id: id, At: '1700000000', Sign: sign })
    const good = `v1,AAAA v1a,${signed('other')} v1a,${signed('msg_1.1700000000.x')}`
    const result = await safeVerify({ headers: headers(good), body: 'x' }, { scheme, secrets, now })
    expect(result).toMatchObject({ ok: true, event: { verdict: 'verified', id: 'msg_1', timestamp: now } })
    const of = (input: object) =>
      safeVerify({ body: 'x', ...input } as Parameters<typeof safeVerify>[0], { scheme, secrets, now })
    expect(await of({ headers: headers(good, 'msg_2') })).toMatchObject(refused('ERR_SIGNATURE_MISMATCH'))
    expect(await of({ headers: headers(good, 'msg.1') })).toMatchObject(refused('ERR_ID_MALFORMED'))
    expect(await of({ headers: headers('v1,AAAA') })).toMatchObject(refused('ERR_SIGNATURE_MISSING'))
    expect(await of({ headers: { Sign: good, Id: 'msg_1' } })).toMatchObject(refused('ERR_TIMESTAMP_MISSING'))
  })

  test('says which of several keys it was', async () => {
    const scheme = publicKey({ algorithm: 'ed25519', encoding: 'base64url', signature: header('Sign') })
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const headers = { Sign: signed('x') }
    const result = await safeVerify({ headers, body: 'x' }, { scheme, secrets: [other, secrets] })
    expect(result).toMatchObject({ ok: true, event: { secretId: '2' } })
  })

  test('of more signatures than eight none is tried, each of which costs a pass over the body', async () => {
    const scheme = publicKey({
      algorithm: 'ed25519',
      encoding: 'base64url',
      signature: { in: 'list', at: header('Sign'), tag: 'v1a', separator: ' ', joiner: ',' },
    })
    const judged = async (others: number) => {
      const signs = [...Array<string>(others).fill(signed('y')), signed('x')].map((one) => `v1a,${one}`)
      return await safeVerify({ headers: { Sign: signs.join(' ') }, body: 'x' }, { scheme, secrets })
    }
    expect(await judged(7)).toMatchObject({ ok: true })
    expect(await judged(8)).toMatchObject(refused('ERR_SIGNATURE_MALFORMED'))
  })

  test('an algorithm that there is not is refused at once', () => {
    const options = {
      algorithm: 'rsa-md5' as 'rsa-sha1',
      encoding: 'hex' as const,
      signature: header('Sign'),
    }
    expect(() => publicKey(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }))
  })
})

describe('ECDSA in DER', () => {
  const der = (hex: string) => {
    const fixed = fixedFromDer(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 8)
    return fixed === undefined ? undefined : Buffer.from(fixed).toString('hex')
  }

  test('is read in its one spelling', () => {
    expect(der('30 06 020101 020102')).toBe('0000000100000002')
    expect(der('30 0e 0205 00ffffffff 0205 0080000000')).toBe('ffffffff80000000')
    expect(der('30 06 020100 02017f')).toBe('000000000000007f')
  })

  test.each([
    ['', 'nothing'],
    ['31 06 020101 020102', 'no sequence'],
    ['30 07 020101 020102', 'too long a length'],
    ['30 05 020101 020102', 'too short a length'],
    ['30 06 020101 020102 00', 'something behind'],
    ['30 09 020101 020102 020103', 'a third integer'],
    ['30 03 020101', 'one integer'],
    ['30 06 030101 020102', 'no integer'],
    ['30 06 020181 020102', 'a negative integer'],
    ['30 07 02020001 020102', 'a padded integer'],
    ['30 05 0200 020102', 'an empty integer'],
    ['30 0a 02050100000000 020102', 'an integer beyond the curve'],
    ['30 81 06 020101 020102', 'a length in a longer form'],
    ['30 06 020501 020102', 'an integer beyond the end'],
    ['30 80 020101 020102 0000', 'an open length'],
  ])('%s is none: %s', (hex) => {
    expect(der(hex)).toBeUndefined()
  })
})
