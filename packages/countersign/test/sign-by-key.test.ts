import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createSigner, messageSignature, sign, verify } from 'countersign'
import { ebay } from 'countersign/schemes/ebay'
import { hygraph } from 'countersign/schemes/hygraph'
import { keygen } from 'countersign/schemes/keygen'
import { rfc9421 } from 'countersign/schemes/rfc9421'
import { describe, expect, test } from 'vitest'

const now = new Date(1_700_000_000_000)
const url = 'https://shop.example/in/hooks?a=1'
const body = '{"n":1}'
const pem = (key: KeyObject): string =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString()
const pairs = {
  ed25519: generateKeyPairSync('ed25519'),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  p384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
}

describe.each(['ed25519', 'rsa', 'p256'] as const)('keygen with a key of %s', (kind) => {
  const { publicKey, privateKey } = pairs[kind]

  test('signs target, host, date and digest by the algorithm that the key is for', async () => {
    const signed = await sign({ body, url }, { scheme: keygen, secrets: pem(privateKey), now })
    const digest = `sha-256=${createHash('sha256').update(body).digest('base64')}`
    expect(signed.headers).toMatchObject({ 'Keygen-Digest': digest, 'Keygen-Date': now.toUTCString() })
    const word = { ed25519: 'ed25519', rsa: 'rsa-pss-sha256', p256: 'ecdsa-p256' }[kind]
    expect(signed.headers['Keygen-Signature']).toContain(`algorithm="${word}"`)
    const options = { scheme: keygen, secrets: pem(publicKey), now, publicUrl: url }
    expect((await verify({ ...signed, method: 'POST', url }, options)).verdict).toBe('verified')
    const changed = { ...signed, body: '{"n":2}', method: 'POST', url }
    await expect(verify(changed, options)).rejects.toMatchObject({ code: 'ERR_SIGNATURE_MISMATCH' })
  })
})

test('a key that no algorithm of the scheme is for is refused, and not quoted', async () => {
  const secrets = pem(pairs.p384.privateKey)
  const making = sign({ body, url }, { scheme: keygen, secrets, now })
  await expect(making).rejects.toMatchObject({ code: 'ERR_SECRET_MALFORMED' })
})

test('eBay: the signature stands in JSON in base64', async () => {
  const { publicKey, privateKey } = pairs.p256
  const { headers } = await sign({ body }, { scheme: ebay, secrets: pem(privateKey), now })
  const said = JSON.parse(Buffer.from(headers['X-EBAY-SIGNATURE'] ?? '', 'base64').toString())
  expect(said).toMatchObject({ alg: 'ecdsa', digest: 'SHA1' })
  const options = { scheme: ebay, secrets: pem(publicKey), now }
  expect((await verify({ headers, body }, options)).verdict).toBe('verified')
  await expect(verify({ headers, body: '{}' }, options)).rejects.toMatchObject({
    code: 'ERR_SIGNATURE_MISMATCH',
  })
})

describe('Hygraph', () => {
  const secrets = 'rCNwyiloY3oJYYkxgpBXaleIiUv5MYlx'

  test('the three stand in their order, with blanks, as its own library reads them', () => {
    const { headers } = createSigner({ scheme: hygraph, secrets }).signSync({ body }, { now })
    expect(headers['gcms-signature']).toMatch(/^sign=[\w+/]{43}=, env=master, t=1700000000000$/)
  })

  test('an environment that is set is signed, and another is refused', async () => {
    const params = { environment: 'staging' }
    const { headers } = await sign({ body }, { scheme: hygraph, secrets, params, now })
    expect(headers['gcms-signature']).toContain(', env=staging, ')
    const judged = (set: Record<string, string>) =>
      verify({ headers, body }, { scheme: hygraph, secrets, params: set, now }).then(
        ({ verdict }) => verdict,
        (error) => error.code,
      )
    expect(await judged(params)).toBe('verified')
    expect(await judged({})).toBe('verified')
    expect(await judged({ environment: 'master' })).toBe('ERR_SIGNATURE_MALFORMED')
  })

  test('one signature is written, by the first secret', async () => {
    const { headers } = await sign({ body }, { scheme: hygraph, secrets: [secrets, 'another'], now })
    expect((await verify({ headers, body }, { scheme: hygraph, secrets, now })).secretId).toBe('1')
  })
})

describe('HTTP Message Signatures', () => {
  test('by a shared secret at once, the URL covered where there is one, the body always', async () => {
    const options = { scheme: rfc9421, secrets: 'a shared secret', now }
    const signer = createSigner(options)
    const { headers } = signer.signSync({ body, url }, { now })
    expect(headers['Signature-Input']).toBe(
      'sig1=("@method" "@target-uri" "content-digest");created=1700000000;alg="hmac-sha256"',
    )
    const message = { headers, body, method: 'POST', url }
    expect((await verify(message, options)).verdict).toBe('verified')
    for (const changed of [{ body: '{}' }, { method: 'PUT' }, { url: `${url}&b=2` }])
      await expect(verify({ ...message, ...changed }, options)).rejects.toMatchObject({
        code: 'ERR_SIGNATURE_MISMATCH',
      })
    expect(signer.signSync({ body }, { now }).headers['Signature-Input']).toContain(
      '("@method" "content-digest")',
    )
  })

  test.each([
    ['ed25519', pairs.ed25519],
    ['ecdsa-p256-sha256', pairs.p256],
    ['ecdsa-p384-sha384', pairs.p384],
    ['rsa-pss-sha512', pairs.rsa],
  ] as const)('by a private key: %s', async (alg, { publicKey, privateKey }) => {
    const signed = await sign({ body, url }, { scheme: rfc9421, secrets: pem(privateKey), now })
    expect(signed.headers['Signature-Input']).toContain(`alg="${alg}"`)
    const options = { scheme: rfc9421, secrets: pem(publicKey), now }
    expect((await verify({ ...signed, method: 'POST', url }, options)).verdict).toBe('verified')
  })

  test('by whsk_ and base64, by a CryptoKey, and by bytes, which are a shared secret', async () => {
    const { publicKey, privateKey } = pairs.ed25519
    const { d } = privateKey.export({ format: 'jwk' })
    const seed = Buffer.from(d ?? '', 'base64url').toString('base64')
    const der = privateKey.export({ type: 'pkcs8', format: 'der' })
    const held = await crypto.subtle.importKey('pkcs8', new Uint8Array(der), 'Ed25519', false, ['sign'])
    for (const secrets of [`whsk_${seed}`, held]) {
      const scheme = messageSignature({ name: 'acme', algorithms: ['ed25519'] })
      const { headers } = await sign({ body, url }, { scheme, secrets, now })
      expect(headers['Signature-Input']).toMatch(/^sig1=.*alg="ed25519"$/)
      const message = { headers, body, method: 'POST', url }
      expect((await verify(message, { scheme, secrets: pem(publicKey), now })).verdict).toBe('verified')
      const either = await sign({ body, url }, { scheme: rfc9421, secrets, now })
      expect(either.headers['Signature-Input']).toContain('alg="ed25519"')
    }
    const { headers } = await sign({ body }, { scheme: rfc9421, secrets: Buffer.from('shared'), now })
    expect(headers['Signature-Input']).toContain('alg="hmac-sha256"')
  })

  test('what must be covered is, and refused where the message lacks it', async () => {
    const scheme = messageSignature({ name: 'acme', algorithms: ['hmac-sha256'], must: ['x-request-id'] })
    const options = { scheme, secrets: 'a shared secret', now }
    const own = { 'X-Request-Id': 'r-1' }
    const { headers } = await sign({ body, headers: own }, options)
    const message = { headers: { ...own, ...headers }, body, method: 'POST', url }
    expect((await verify(message, options)).verdict).toBe('verified')
    await expect(sign({ body }, options)).rejects.toMatchObject({ code: 'ERR_OPTIONS_INVALID' })
  })

  test('a public key signs nothing', async () => {
    const secrets = pem(pairs.ed25519.publicKey)
    await expect(sign({ body }, { scheme: rfc9421, secrets, now })).rejects.toMatchObject({
      code: 'ERR_SECRET_MALFORMED',
    })
  })
})
