import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-kinds-'))
  gateway = await startGateway()
})
afterAll(async () => {
  await gateway.remove()
  await rm(folder, { recursive: true })
})

const secret = 'a-secret-of-many-bytes'
const body = '{"n":1}'
const pair = generateKeyPairSync('ed25519')
const pem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function tokenOver(signed: string): string {
  const parts = [{ alg: 'HS256' }, { iss: 'acme', sha256: sha256(signed) }]
  const content = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`
}

const hashed = {
  hash: 'sha256',
  encoding: 'hex',
  signature: { header: 'X-Sig' },
}

const kinds = [
  [
    { kind: 'keyed-hash', name: 'own-hash', ...hashed, content: ['secret', 'body'] },
    secret,
    { 'X-Sig': sha256(secret + body) },
  ],
  [
    {
      kind: 'public-key',
      name: 'own-pair',
      algorithm: 'ed25519',
      encoding: 'base64',
      signature: { header: 'X-Sig' },
    },
    pem,
    { 'X-Sig': sign(null, Buffer.from(body), pair.privateKey).toString('base64') },
  ],
  [
    {
      kind: 'jwt',
      name: 'own-token',
      at: { header: 'Authorization' },
      prefix: 'Bearer ',
      algorithms: ['HS256'],
      claims: { iss: 'acme' },
      bodyHash: { claim: 'sha256', hash: 'sha256', encoding: 'hex' },
    },
    secret,
    { Authorization: `Bearer ${tokenOver(body)}` },
  ],
  [
    {
      kind: 'either',
      name: 'own-either',
      schemes: [
        { kind: 'hmac', ...hashed },
        { kind: 'keyed-hash', ...hashed, signature: { header: 'X-Old' }, content: ['body', 'secret'] },
      ],
    },
    secret,
    { 'X-Old': sha256(body + secret) },
  ],
] as const

it.each(kinds)('$kind: tried by command and by the API, and taken in', async (scheme, key, headers) => {
  const { name } = scheme
  const env = { COUNTERSIGN_DATA: gateway.data, NO_COLOR: '1' }
  const [file, saved] = [join(folder, `${name}.json`), join(folder, `${name}.body`)]
  await Promise.all([writeFile(file, JSON.stringify(scheme)), writeFile(saved, body)])
  const given = Object.entries(headers).flatMap(([header, value]) => ['-H', `${header}: ${value}`])
  const tried = await runCommand(
    ['scheme', 'try', file, '--secret', key, '--body', saved, '--json', ...given],
    { env },
  )
  expect(tried.code, tried.stderr + tried.stdout).toBe(0)
  expect(JSON.parse(tried.stdout)).toMatchObject({ ok: true, verdict: 'verified' })

  const trial = { scheme, secret: key, headers, body }
  expect((await gateway.api('POST', '/schemes/try', trial)).body).toMatchObject({ verdict: 'verified' })
  const other = { ...trial, body: '{"n":2}' }
  expect((await gateway.api('POST', '/schemes/try', other)).body).toMatchObject({ verdict: null })
  const made = await gateway.api('POST', '/sources', { name, scheme, secrets: [key] })
  expect(made).toMatchObject({ status: 201, body: { scheme } })
  expect((await gateway.post(name, body, { ...headers })).status).toBe(200)
  expect((await gateway.post(name, '{"n":2}', { ...headers })).status).toBe(401)
})

it('each is the same once it was exported, deleted and applied', async () => {
  const env = { COUNTERSIGN_DATA: gateway.data, NO_COLOR: '1' }
  const exported = await runCommand(['export'], { env })
  expect(exported.code, exported.stderr).toBe(0)
  const file = join(folder, 'countersign.yaml')
  await writeFile(file, exported.stdout)
  for (const [{ name }] of kinds) expect((await gateway.api('DELETE', `/sources/${name}`)).status).toBe(204)
  const secrets = Object.fromEntries(
    kinds.map(([{ name }, key]) => [`${name.toUpperCase().replace('-', '_')}_SECRET`, key]),
  )
  const applied = await runCommand(['apply', '-f', file], { env: { ...env, ...secrets } })
  expect(applied.code, applied.stderr).toBe(0)
  for (const [scheme, , headers] of kinds) {
    expect((await gateway.api('GET', `/sources/${scheme.name}`)).body).toMatchObject({ scheme })
    expect((await gateway.post(scheme.name, body, { ...headers })).status, scheme.kind).toBe(200)
    expect((await gateway.post(scheme.name, '{"n":2}', { ...headers })).status, scheme.kind).toBe(401)
  }
})
