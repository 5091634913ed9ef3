import { createHmac, generateKeyPairSync, sign as signWith } from 'node:crypto'
import { canSign, detachedJws, header, safeVerify, sign, verify } from 'countersign'
import { expect, test } from 'vitest'

// What RFC 7515 appendix F alone says: the raw body is the payload, and no header tells a time.

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const secrets = publicKey.export({ format: 'pem', type: 'spki' }).toString()
const body = '{"paid":true}'
const encoded = (text: string): string => Buffer.from(text).toString('base64url')

const facts = { name: 'bank', title: 'Bank', covers: 'body', at: header('X-JWS-Signature') } as const
const bank = detachedJws({ ...facts, algorithms: ['ES256'], payload: (message) => [message.body] })

function signed(said: object, text = body): string {
  const head = encoded(JSON.stringify({ alg: 'ES256', ...said }))
  const content = Buffer.from(`${head}.${encoded(text)}`)
  const signature = signWith('sha256', content, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${head}..${signature.toString('base64url')}`
}

test('one whose payload is the body, without a time, is verified', async () => {
  const asked = (jws: string) =>
    safeVerify({ headers: { 'x-jws-signature': jws }, body }, { scheme: bank, secrets })
  expect(await asked(signed({}))).toMatchObject({ ok: true })
  expect(await asked(signed({}, `${body} `))).toMatchObject({ error: { code: 'ERR_SIGNATURE_MISMATCH' } })
})

test('it is signed without a header of a time, and then verifies', async () => {
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const { headers } = await sign({ body }, { scheme: bank, secrets: pem })
  expect(Object.keys(headers).map((name) => name.toLowerCase())).toEqual(['x-jws-signature'])
  await expect(verify({ headers, body }, { scheme: bank, secrets })).resolves.toMatchObject({
    scheme: 'bank',
  })
})

test('what is signed may hang on the whole signature, and on a header that the scheme reads', async () => {
  const scheme = detachedJws({
    ...facts,
    algorithms: ['HS256'],
    headers: ['x-account'],
    payload: (message, { kid }) => [`${kid}:${message.headerValues('x-account')[0]}:`, message.body],
  })
  expect(scheme.proof.headers).toEqual(['x-jws-signature', 'x-account'])
  const head = encoded(JSON.stringify({ alg: 'HS256', kid: 'k1' }))
  const mac = createHmac('sha256', 'shared')
    .update(`${head}.${encoded(`k1:a7:${body}`)}`)
    .digest('base64url')
  const headers = { 'x-jws-signature': `${head}..${mac}`, 'x-account': 'a7' }
  await expect(verify({ headers, body }, { scheme, secrets: 'shared' })).resolves.toMatchObject({
    scheme: 'bank',
  })
})

test('a shared secret verifies, and signs nothing of this form', () => {
  expect(canSign(bank)).toBe(true)
  expect(canSign(detachedJws({ ...facts, algorithms: ['HS256'], payload: ({ body: raw }) => [raw] }))).toBe(
    false,
  )
})
