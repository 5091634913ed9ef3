import { createHash, createHmac, createSecretKey } from 'node:crypto'
import {
  canSign,
  countersigned,
  createSigner,
  createVerifier,
  header,
  hmac,
  type Scheme,
  safeVerify,
  sign,
  token,
} from 'countersign'
import { schemes } from 'countersign/catalogue'
import { webex } from 'countersign/schemes/webex'
import { describe, expect, test } from 'vitest'
import { signingOf } from '../src/engines/signing.ts'
import { platform as node } from '../src/platform/node.ts'
import type { HashName } from '../src/platform/platform.ts'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'
import { otherSchemes } from './other-schemes.ts'
import { isPlain } from './plain-schemes.ts'

const hexKeyed = hmac({
  name: 'hex-keyed',
  hash: 'sha512',
  encoding: 'hex',
  signature: header('X-Sign'),
  key: { encoding: 'hex', prefix: '0x' },
})
const all: readonly Scheme[] = [
  ...Object.values(schemes),
  ...Object.values(otherSchemes),
  countersigned(webex),
  hexKeyed,
  token({ at: header('X-Token') }),
].filter(({ proof }) => proof.kind === 'hmac' || proof.kind === 'token')

/** What HMAC takes for the empty key: no bytes, and up to a block of zero bytes. */
const emptyBytes = [0, 1, 20, 64, 128].map((length) => new Uint8Array(length))
const emptyTexts = ['', 'whsec_', ' ', '\t\n', '\u0000', '\u0000\u0000']
const base64OfZeros = ['AA==', 'whsec_AA==', 'whsec_AAAAAAAA']

function refusal(run: () => unknown): string {
  try {
    run()
    return 'accepted'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe.each(all.map((scheme) => [scheme.name, scheme] as const))('%s', (_name, scheme) => {
  test('takes no empty key, in any form', () => {
    const form = scheme.proof.hmac?.key
    const base64 = form?.encoding === 'base64' || scheme.name.startsWith('countersigned')
    const encoded = base64 ? base64OfZeros : form?.encoding === 'hex' ? ['00', '0x', '0x00'] : []
    const forms = [...emptyBytes, ...emptyBytes.map(({ buffer }) => buffer), ...emptyTexts, ...encoded]
    for (const secrets of [...forms, undefined, ...forms.map((value) => ({ value })), ['good', '']]) {
      for (const build of [createVerifier, createSigner]) {
        // With base64 keys a text of zero bytes is malformed before anything is decoded.
        expect(refusal(() => build({ scheme, secrets: secrets as string }))).toMatch(
          /^ERR_SECRET_(EMPTY|MALFORMED)$|^ERR_SIGN_UNSUPPORTED$/,
        )
      }
      expect(refusal(() => verifierOn(web, { scheme, secrets: secrets as string }))).toMatch(/^ERR_SECRET_/)
    }
  })
})

/** Of the others a message needs more than a body, or the key is none of HMAC's. */
function signsAlone(scheme: Scheme): boolean {
  return (
    canSign(scheme) &&
    (isPlain(scheme) || scheme.proof.hmac === undefined) &&
    scheme.proof.kind === 'hmac' &&
    scheme.proof.parts === undefined
  )
}

/** One that names the hash of the body, as Twilio wants. */
const urlOfBody = `https://example.com/?bodySHA256=${createHash('sha256').update('{}').digest('hex')}`

/** What an attacker without any key can make: HMACs by the empty one. */
async function signedWithNothing(scheme: Scheme): Promise<Parameters<typeof safeVerify>[0]> {
  const key = { key: createSecretKey(Buffer.alloc(0)) }
  const outgoing = {
    body: new Uint8Array([123, 125]),
    id: 'msg_1',
    url: urlOfBody,
    method: 'POST',
  }
  const signed = await signingOf(scheme.proof)?.({ ...outgoing, now: Date.now() }, [key], node)
  return { ...outgoing, headers: signed?.headers ?? {} }
}

test.each(all.filter(signsAlone).map((scheme) => [scheme.name, scheme] as const))(
  '%s: what the empty key signed is a forgery, whatever secret is set',
  async (_name, scheme) => {
    const forged = await signedWithNothing(scheme)
    expect(Object.keys(forged.headers).length).toBeGreaterThan(0)
    const given = [
      'a good secret',
      'whsec_Y291bnRlcnNpZ24gdGVzdGluZyBzZWNyZXQ=',
      ...emptyTexts,
      ...emptyBytes,
    ]
    for (const secrets of [...given, ...base64OfZeros]) {
      expect(await safeVerify(forged, { scheme, secrets })).toMatchObject({ ok: false })
    }
  },
)

describe('a CryptoKey', () => {
  test('of zero bytes is the empty key, and refused on both platforms', async () => {
    const algorithm = { name: 'HMAC', hash: 'SHA-1' }
    const zeros = await crypto.subtle.importKey('raw', new Uint8Array(20), algorithm, false, ['sign'])
    const forged = await signedWithNothing(webex)
    for (const platform of [node, web]) {
      const { safeVerify: check } = verifierOn(platform, { scheme: webex, secrets: zeros })
      expect(await check(forged)).toMatchObject({ error: { code: 'ERR_SECRET_EMPTY', detail: 'zero-bytes' } })
    }
    await expect(sign({ body: '' }, { scheme: webex, secrets: zeros })).rejects.toMatchObject({
      code: 'ERR_SECRET_EMPTY',
    })
  })

  test('of no bytes is refused where a runtime makes one', () => {
    const algorithm = { name: 'HMAC', hash: { name: 'SHA-1' }, length: 0 }
    const key = { type: 'secret', extractable: false, algorithm, usages: ['sign'] }
    expect(() => createVerifier({ scheme: webex, secrets: key })).toThrow(
      expect.objectContaining({ code: 'ERR_SECRET_EMPTY', detail: expect.stringMatching(/zero-bytes$/) }),
    )
  })
})

test('an engine of one’s own gets no empty key from a platform', () => {
  for (const platform of [node, web]) {
    for (const hash of ['sha1', 'sha256', 'sha512'] satisfies HashName[]) {
      expect(refusal(() => platform.hmacKey(hash, new Uint8Array(0)))).toBe('ERR_SECRET_EMPTY')
    }
  }
})

test('the empty key is what it is said to be', () => {
  const by = (key: Uint8Array): string => createHmac('sha256', key).update('x').digest('hex')
  expect(by(new Uint8Array(64))).toBe(by(new Uint8Array(0)))
})
