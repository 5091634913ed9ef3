import { createHash, createHmac, generateKeyPairSync, sign as signBy } from 'node:crypto'
import {
  body,
  type ExplainOptions,
  type Explanation,
  explain,
  header,
  hmac,
  jwt,
  publicKey,
  type Scheme,
  sign,
} from 'countersign'
import { webex } from 'countersign/schemes/webex'

/** What was broken in words, and what comes of asking. */
export type Case = readonly [what: string, ask: () => Promise<Explanation>]

export const now = new Date(1_700_000_000_000)
export const secret = 'a secret of many letters'
export const key = Buffer.from('the key of 32 bytes, as it is, ok')
export const json = '{"a":1,"name":"Größe 🦇","url":"https://x/y","list":[1,2.50]}'
export const url = 'https://example.com/hooks/acme?b=2&a=1'
export const sortedUrl = 'https://example.com/hooks/acme?a=1&b=2'

export interface Broken {
  readonly scheme?: Scheme
  /** What the provider signs. */
  readonly sent?: string | Uint8Array
  readonly by?: string | Uint8Array
  readonly at?: Date
  readonly signedUrl?: string
  /** What is received, and given. */
  readonly seen?: string | Uint8Array
  readonly given?: ExplainOptions['secrets']
  readonly seenUrl?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly change?: (headers: Record<string, string>) => Record<string, string>
  readonly options?: Partial<ExplainOptions>
}

/** Signs as the provider does, changes one thing, and asks why it is refused. */
export async function broken(what: Broken): Promise<Explanation> {
  const { scheme = webex, sent = json, by = secret, at = now, seen = sent, given = secret } = what
  const signed = await sign(
    { body: sent, url: what.signedUrl ?? url, id: 'msg_1' },
    { scheme, secrets: by, now: at },
  )
  const { change = (headers) => headers, options, headers, seenUrl = url } = what
  const received = { ...change(lower(signed.headers)), ...headers }
  const input = { method: 'POST', url: seenUrl, headers: received, body: seen }
  return explain(input, { scheme, secrets: given, now, ...options })
}

export function lower(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

export const of =
  (to: (value: string) => string) =>
  (headers: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, to(value)]))

export const base64 = key.toString('base64')
export const form = 'b=x+y&a=%C3%A4&list%5B%5D=1'
export const latin1 = Buffer.from(json).toString('latin1')
export const old = (dates: { notBefore?: Date; expiresAt?: Date }) => [{ value: secret, ...dates }]
export const { privateKey, publicKey: pair } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
export const ecdsa = publicKey({
  name: 'acme',
  algorithm: 'ecdsa-p256-sha256',
  encoding: 'base64',
  signature: header('X-Acme'),
})
export const stamped = hmac({
  name: 'acme',
  title: 'Acme',
  hash: 'sha256',
  encoding: 'hex',
  signature: header('X-Acme'),
  content: [header('X-Time'), '.', body],
})

export const seconds = +now / 1000
export const tokens = jwt({
  name: 'acme',
  title: 'Acme',
  at: header('Authorization'),
  prefix: 'Bearer ',
  algorithms: ['HS256'],
  claims: { iss: 'https://acme.example', aud: [{ param: 'audience' }], env: 'live' },
  params: { audience: { title: 'the audience' } },
  bodyHash: { claim: 'sha256', hash: 'sha256', encoding: 'hex' },
  expires: true,
})
export const good = {
  iss: 'https://acme.example',
  aud: 'me',
  env: 'live',
  exp: seconds + 60,
  sha256: createHash('sha256').update(json).digest('hex'),
}

/** Asks why a token is refused that says something else than a good one, by another algorithm or over another body. */
export function brokenToken(claims: object, more: { alg?: string; hash?: string; seen?: string } = {}) {
  const { alg = 'HS256', hash = 'sha256', seen = json } = more
  const [head, payload] = [{ alg }, { ...good, ...claims }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  )
  const mac = hash === '' ? '' : createHmac(hash, secret).update(`${head}.${payload}`).digest('base64url')
  return explain(
    { headers: { authorization: `Bearer ${head}.${payload}.${mac}` }, body: seen },
    { scheme: tokens, secrets: secret, params: { audience: 'me' }, now },
  )
}

/** Asks why a token is refused whose key nobody has. */
export function brokenKid(): Promise<Explanation> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const parts = [{ alg: 'EdDSA', kid: 'k-2' }, { iss: 'x' }]
  const content = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = signBy(null, Buffer.from(content), privateKey).toString('base64url')
  const scheme = jwt({
    name: 'acme',
    at: header('X-Token'),
    algorithms: ['EdDSA'],
    keySource: { hosts: ['acme.example'], form: 'jwks', url: 'https://acme.example/keys' },
  })
  const resolveKey = async (): Promise<never> => {
    throw new Error('There is no such key.')
  }
  const headers = { 'x-token': `${content}.${signature}` }
  return explain({ headers, body: json }, { scheme, secrets: [], resolveKey, now })
}
