import { createHmac } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

let gateway: StartedGateway
let receiver: RecordingReceiver
const secret = 'a-secret-of-many-bytes'
const scheme = {
  kind: 'hmac',
  name: 'acme',
  hash: 'sha256',
  encoding: 'hex',
  signature: { header: 'X-Acme-Signature' },
  prefix: 'sha256=',
  content: ['timestamp', '.', 'body'],
  timestamp: { header: 'X-Acme-Timestamp', unit: 'seconds' },
  type: { json: ['type'] },
}

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
})

afterAll(async () => {
  await gateway.remove()
  await receiver.close()
})

const body = '{"type":"paid","n":1}'

function signed(hash = 'sha256'): Record<string, string> {
  const stamp = String(Math.floor(Date.now() / 1000))
  const mac = createHmac(hash, secret).update(`${stamp}.${body}`).digest('hex')
  return { 'x-acme-timestamp': stamp, 'x-acme-signature': `sha256=${mac}` }
}

it('a source with a scheme of its own takes in, delivers, explains, and is the same after a crash', async () => {
  const made = await gateway.api('POST', '/sources', { name: 'acme', scheme, secrets: [secret] })
  expect(made).toMatchObject({ status: 201, body: { scheme } })
  await gateway.api('POST', '/destinations', { name: 'app', url: receiver.url, allowPrivate: true })
  await gateway.api('POST', '/routes', { source: 'acme', destination: 'app' })
  expect((await gateway.post('acme', body, signed())).status).toBe(200)
  const [delivered] = await receiver.until(1)
  expect(delivered?.headers).toMatchObject({
    'countersign-verdict': 'verified',
    'countersign-event-type': 'paid',
    'x-acme-signature': expect.stringMatching(/^sha256=/),
  })

  expect((await gateway.post('acme', body, signed('sha512'))).status).toBe(401)
  const first = async () => (await gateway.api('GET', '/rejections?source=acme')).body.items[0]
  await expect.poll(first).toBeDefined()
  const { body: rejection } = await gateway.api('GET', `/rejections/${(await first()).id}`)
  expect(rejection.diagnosis).toMatchObject({ matched: false, confidence: 'proven' })
  expect(rejection.diagnosis.cause).toContain('HMAC-SHA512')

  const { stdout } = await runCommand(['source', 'list'], { env: { COUNTERSIGN_DATA: gateway.data } })
  expect(stdout).toMatch(/│ acme +│ acme +│/)
  await gateway.kill9()
  expect((await gateway.api('GET', '/sources/acme')).body).toMatchObject({ scheme })
  expect((await gateway.post('acme', body, signed())).status).toBe(200)
})

it('what is no scheme is refused by its place, and what contradicts itself by what is wrong', async () => {
  const create = async (change: object) =>
    (
      await gateway.api('POST', '/sources', {
        name: 'other',
        scheme: { ...scheme, ...change },
        secrets: [secret],
      })
    ).body
  expect(await create({ hash: 'md5' })).toMatchObject({ code: 'ERR_INPUT', errors: [{ at: '/scheme/hash' }] })
  expect(await create({ content: ['body'] })).toMatchObject({
    code: 'ERR_INPUT',
    errors: [{ at: '/scheme', message: expect.stringContaining('leaves it unsigned') }],
  })
  expect(await create({ name: 'github' })).toMatchObject({
    code: 'ERR_INPUT',
    errors: [{ at: '/scheme/name' }],
  })
  expect(await create({ name: 'publish' })).toMatchObject({
    code: 'ERR_INPUT',
    errors: [{ at: '/scheme/name' }],
  })
})

it('what a wrong scheme has refused is let in once the scheme is mended', async () => {
  await gateway.api('POST', '/sources', {
    name: 'mended',
    scheme: { ...scheme, name: 'mended', content: ['timestamp', ':', 'body'] },
    secrets: [secret],
  })
  const sent = signed()
  expect((await gateway.post('mended', body, sent)).status).toBe(401)
  const first = async () => (await gateway.api('GET', '/rejections?source=mended')).body.items[0]
  await expect.poll(first).toBeDefined()
  const at = `/rejections/${(await first()).id}`
  expect(await gateway.api('POST', `${at}/reverify`)).toMatchObject({
    body: { code: 'ERR_STILL_REFUSED' },
  })
  const right = { ...scheme, name: 'mended' }
  expect((await gateway.api('PATCH', '/sources/mended', { scheme: right })).status).toBe(200)
  expect((await gateway.api('GET', at)).body.diagnosis).toMatchObject({ matched: true })
  const { status, body: admitted } = await gateway.api('POST', `${at}/reverify`)
  expect({ status, scheme: admitted.scheme }).toEqual({ status: 200, scheme: right })
  expect((await gateway.api('GET', `/events/${admitted.event}`)).body).toMatchObject({
    source: 'mended',
    verdict: 'verified',
    type: 'paid',
  })
  expect((await gateway.post('mended', body, sent)).status).toBe(200)
})

it('a destination has a scheme of its own: deliveries are signed by it, and it is exported', async () => {
  const made = await gateway.api('POST', '/destinations', {
    name: 'own',
    url: receiver.url,
    allowPrivate: true,
    scheme: { ...scheme, name: 'own' },
    secret: 'a-secret-of-the-receiver',
  })
  expect(made).toMatchObject({ status: 201, body: { scheme: { ...scheme, name: 'own' } } })
  await gateway.api('POST', '/sources', { name: 'to-own', scheme, secrets: [secret] })
  await gateway.api('POST', '/routes', { source: 'to-own', destination: 'own' })
  const before = receiver.received.length
  expect((await gateway.post('to-own', body, signed())).status).toBe(200)
  const headers = (await receiver.until(before + 1)).at(-1)?.headers ?? {}
  const stamp = headers['x-acme-timestamp']
  const mac = createHmac('sha256', 'a-secret-of-the-receiver').update(`${stamp}.${body}`).digest('hex')
  expect(headers['x-acme-signature']).toBe(`sha256=${mac}`)
  expect(headers['countersign-verdict']).toBe('verified')
  const { stdout } = await runCommand(['destination', 'list'], { env: { COUNTERSIGN_DATA: gateway.data } })
  expect(stdout).toMatch(/│ own +│ [^│]+ │ own +│/)
})

it('the command line takes it as JSON', async () => {
  const args = ['source', 'create', 'shell', '--scheme', JSON.stringify(scheme), '--secret', secret, '--json']
  const { code, stdout, stderr } = await runCommand(args, { env: { COUNTERSIGN_DATA: gateway.data } })
  expect(code, stderr).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ name: 'shell', scheme })
})

it('a scheme is tried on a pasted message before it is saved, and its secret told to nobody', async () => {
  const trial = { scheme, secret, headers: signed(), body }
  const attempt = async (change: object) => await gateway.api('POST', '/schemes/try', { ...trial, ...change })
  expect((await attempt({})).body).toMatchObject({
    verdict: 'verified',
    code: null,
    type: 'paid',
    diagnosis: null,
  })
  const base64 = { body: undefined, bodyBase64: Buffer.from(body).toString('base64') }
  expect((await attempt(base64)).body).toMatchObject({ verdict: 'verified' })
  const other = (await attempt({ headers: signed('sha512') })).body
  expect(other).toMatchObject({ verdict: null, code: expect.stringMatching(/^ERR_SIGNATURE/) })
  expect(other.diagnosis.cause).toContain('HMAC-SHA512')
  expect(JSON.stringify(other)).not.toContain(secret)
  expect((await attempt({ now: '2020-01-01T00:00:00Z' })).body).toMatchObject({
    code: 'ERR_TIMESTAMP_TOO_NEW',
  })
  expect((await attempt({ scheme: { ...scheme, name: 'github' } })).body).toMatchObject({
    errors: [{ at: '/scheme/name' }],
  })
  expect((await attempt({ bodyBase64: 'e30=' })).body).toMatchObject({ code: 'ERR_INPUT' })
  expect((await attempt({ scheme: 'nope' })).body).toMatchObject({
    code: 'ERR_SCHEME_UNKNOWN',
    errors: [{ at: '/scheme', message: expect.stringContaining('"nope"') }],
  })
  expect((await attempt({ body: 'é'.repeat(524_289) })).body).toMatchObject({ errors: [{ at: '/body' }] })
  expect((await attempt({ secret: ' ' })).body).toMatchObject({ code: 'ERR_SECRET_EMPTY' })
  expect((await attempt({ scheme: 'paypal', params: { webhookId: 'x' } })).body).toMatchObject({
    code: 'ERR_INPUT',
    errors: [{ at: '/scheme' }],
  })
  expect((await attempt({ params: { audience: 'x' } })).body).toMatchObject({
    errors: [{ at: '/params/audience', message: expect.stringContaining('acme') }],
  })
  const url = 'https://example.com/hook?a=1'
  const mac = createHmac('sha256', secret).update(`${url}${body}`).digest('hex')
  const { timestamp: _clock, ...timeless } = scheme
  const signing = { ...timeless, content: ['url', 'body'] }
  const overUrl = { scheme: signing, headers: { 'X-Acme-Signature': `sha256=${mac}` }, url }
  expect((await attempt(overUrl)).body).toMatchObject({ verdict: 'verified' })
  expect((await attempt({ ...overUrl, url: `${url}&b=2` })).body).toMatchObject({ verdict: null })
  expect((await attempt({ ...overUrl, url: '/hook' })).body).toMatchObject({ errors: [{ at: '/url' }] })
  expect(
    (await gateway.api('GET', '/sources')).body.items.map(({ name }: { name: string }) => name),
  ).not.toContain('github')
})

it('what is derived of one message makes a source, from a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-scheme-'))
  const [saved, file] = [join(folder, 'body.json'), join(folder, 'scheme.json')]
  await writeFile(saved, body)
  const headers = Object.entries(signed()).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const env = { COUNTERSIGN_DATA: gateway.data }
  const derived = await runCommand(
    ['scheme', 'derive', '--name', 'derived', '--secret', secret, ...headers, '--body', saved],
    { env },
  )
  expect(derived.code, derived.stderr).toBe(0)
  await writeFile(file, derived.stdout)
  const create = ['source', 'create', 'derived', '--scheme-file', file, '--secret', secret]
  expect((await runCommand(create, { env })).code).toBe(0)
  expect((await gateway.post('derived', body, signed())).status).toBe(200)
  expect((await gateway.post('derived', `${body} `, signed())).status).toBe(401)
  await rm(folder, { recursive: true })
})
