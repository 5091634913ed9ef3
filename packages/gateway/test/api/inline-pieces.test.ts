import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// What schemes of one's own may be made of beside the plain places and values, as a caller of the API sees it.

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => {
  await gateway.remove()
})

const secret = 'a-secret-of-many-bytes'
const mac = (text: string, key: string | Buffer = secret): string =>
  createHmac('sha256', key).update(text).digest('hex')
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const base = { kind: 'hmac', hash: 'sha256', encoding: 'hex', signature: { header: 'X-Sig' } }
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (key: typeof pair.publicKey): string => key.export({ type: 'spki', format: 'pem' }).toString()

interface Row {
  readonly scheme: object
  readonly body?: string
  readonly headers: Record<string, string>
  readonly key?: string
  readonly params?: Record<string, string>
  /** A message that must not pass; default: another body. */
  readonly forged?: { readonly body?: string; readonly headers?: Record<string, string> }
}

const json = '{"n":1,"id":"E-1"}'
const rows: Record<string, Row> = {
  'the hash of the body': {
    scheme: { ...base, content: [{ bodyHash: 'sha256', encoding: 'hex' }, '.', { header: 'X-Id' }] },
    headers: { 'X-Id': 'a', 'X-Sig': mac(`${sha(json)}.a`) },
  },
  'a form, sorted': {
    scheme: { ...base, content: [{ sortedForm: { before: '.' } }] },
    body: 'b=2&a=1',
    headers: { 'X-Sig': mac('.a1b2') },
    forged: { body: 'b=3&a=1' },
  },
  'a place in lower case, another where it is there': {
    scheme: {
      ...base,
      content: [
        { lower: { json: ['id'] } },
        { ifPresent: { header: 'X-A' }, before: ';a:' },
        { ifPresent: { header: 'X-B' }, before: ';b:', after: '.' },
        'body',
      ],
    },
    headers: { 'X-B': 'two', 'X-Sig': mac(`e-1;b:two.${json}`) },
    forged: { headers: { 'X-A': 'one' } },
  },
  'the headers that a list names': {
    scheme: {
      ...base,
      content: [
        { listedHeaders: { header: 'X-Signed' }, separator: ' ', joiner: '|', must: ['X-Id'] },
        '|',
        'body',
      ],
    },
    headers: { 'X-Signed': 'x-id x-b', 'X-Id': '7', 'X-B': 'b', 'X-Sig': mac(`7|b|${json}`) },
    forged: { headers: { 'X-Id': '8' } },
  },
  'a place that must hold something': {
    scheme: { ...base, content: [{ required: { header: 'X-Id' } }, 'body'] },
    headers: { 'X-Id': '7', 'X-Sig': mac(`7${json}`) },
    forged: { headers: { 'X-Id': '', 'X-Sig': mac(json) } },
  },
  'the host and a setting': {
    scheme: {
      ...base,
      content: ['host', '\n', { param: 'account' }, '\n', 'body'],
      params: { account: { title: 'the id of the account' } },
    },
    headers: { 'X-Sig': 'by the host of the gateway' },
    params: { account: 'acc_1' },
  },
  'pieces of a header': {
    scheme: {
      ...base,
      signature: { items: 'X-Sig', from: 1 },
      timestamp: { items: 'X-Sig', to: 1, unit: 'seconds', toleranceSeconds: null },
      content: ['timestamp', '.', 'body'],
    },
    headers: { 'X-Sig': `1000,${mac('other')},${mac(`1000.${json}`)}` },
  },
  'a header that a setting names': {
    scheme: {
      ...base,
      signature: { namedHeader: 'header' },
      params: { header: { title: 'the header of the signature' } },
    },
    headers: { 'X-Ours': mac(json) },
    params: { header: 'X-Ours' },
  },
  'a field of each element': {
    scheme: { kind: 'token', at: { each: ['value'], field: ['state'] } },
    body: JSON.stringify({ value: [{ state: secret }, { state: secret }] }),
    headers: {},
    forged: { body: JSON.stringify({ value: [{ state: secret }, { state: 'x' }] }) },
  },
  'a key that is hashed': {
    scheme: { ...base, key: { encoding: 'utf8', hashed: 'sha256' } },
    headers: { 'X-Sig': mac(json, createHash('sha256').update(secret).digest()) },
  },
  'ECDSA with SHA-1': {
    scheme: {
      ...base,
      kind: 'public-key',
      hash: undefined,
      encoding: 'base64',
      algorithm: 'ecdsa-p256-sha1',
    },
    key: pem(pair.publicKey),
    headers: { 'X-Sig': sign('sha1', Buffer.from(json), pair.privateKey).toString('base64') },
  },
  'RSA with SHA-1': {
    scheme: { ...base, kind: 'public-key', hash: undefined, encoding: 'base64', algorithm: 'rsa-sha1' },
    key: pem(rsa.publicKey),
    headers: { 'X-Sig': sign('sha1', Buffer.from(json), rsa.privateKey).toString('base64') },
  },
}

it.each(Object.entries(rows))(
  '%s',
  async (title, { scheme, body = json, headers, key = secret, params, forged }) => {
    const name = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
    const made = await gateway.api('POST', '/sources', {
      name,
      scheme: { ...scheme, name },
      secrets: [key],
      ...(params && { params }),
    })
    expect(made, JSON.stringify(made.body)).toMatchObject({ status: 201 })
    const host = new URL(gateway.url).host
    const sent = title.includes('host') ? { 'X-Sig': mac(`${host}\nacc_1\n${body}`) } : headers
    expect((await gateway.post(name, body, { ...sent })).status).toBe(200)
    const other = { body: forged?.headers === undefined ? '{"n":2,"id":"E-1"}' : body, ...forged }
    expect((await gateway.post(name, other.body, { ...sent, ...other.headers })).status).toBe(401)
  },
)

it('a repeat is known by an id that is signed, and by one that is not with equal bytes alone', async () => {
  const send = async (name: string, text: string, id: string) =>
    (await gateway.post(name, text, { 'X-Id': id, 'X-Sig': mac(text) })).status
  const events = async (name: string): Promise<number> =>
    (await gateway.api('GET', `/events?source=${name}`)).body.items.length
  const create = (name: string, more: object) =>
    gateway.api('POST', '/sources', { name, scheme: { ...base, name, ...more }, secrets: [secret] })

  await create('by-signed', { eventId: { json: ['id'] }, dedupe: 'signed-id' })
  expect(await send('by-signed', json, 'x')).toBe(200)
  expect(await send('by-signed', '{"id":"E-1"}', 'x')).toBe(200)
  expect(await events('by-signed')).toBe(1)

  await create('by-header', { eventId: { header: 'X-Id' }, dedupe: 'unsigned-id+bytes' })
  for (const [text, id] of [
    [json, 'x'],
    [json, 'x'],
    [json, 'y'],
    ['{"n":2}', 'x'],
  ] as const)
    expect(await send('by-header', text, id)).toBe(200)
  expect(await events('by-header')).toBe(3)

  await create('by-none', { eventId: { header: 'X-Id' } })
  for (const id of ['x', 'x']) expect(await send('by-none', json, id)).toBe(200)
  expect(await events('by-none')).toBe(2)
})

it('what is signed for one message alone is used once', async () => {
  const scheme = {
    ...base,
    name: 'mail',
    signature: { json: ['signature'] },
    timestamp: { json: ['time'], unit: 'seconds' },
    content: ['timestamp', { json: ['token'] }],
    once: [{ json: ['time'] }, { json: ['token'] }],
  }
  await gateway.api('POST', '/sources', { name: 'mail', scheme, secrets: [secret] })
  const time = String(Math.floor(Date.now() / 1000))
  const text = (n: number) => JSON.stringify({ n, time, token: 't', signature: mac(`${time}t`) })
  expect((await gateway.post('mail', text(1), {})).status).toBe(200)
  const again = await gateway.post('mail', text(2), {})
  expect(again.status).not.toBe(200)
  expect((await gateway.api('GET', '/events?source=mail')).body.items).toHaveLength(1)
})

it.each<[string, object, string]>([
  ['a signed id that is none', { eventId: { header: 'X-Id' }, dedupe: 'signed-id' }, '/scheme/eventId'],
  [
    'one that is signed in another case',
    {
      content: ['timestamp', { lower: { query: 'id' } }],
      timestamp: { header: 'T', unit: 'seconds' },
      eventId: { query: 'id' },
      dedupe: 'signed-id',
    },
    '/scheme/eventId',
  ],
  ['a promise about no id', { dedupe: 'unsigned-id+bytes' }, '/scheme/dedupe'],
  [
    'a value for one message that is not signed',
    { once: [{ json: ['a'] }, { header: 'X-T' }] },
    '/scheme/once/1',
  ],
  ['a setting that it has not', { content: ['body', { param: 'account' }] }, '/scheme/content/1/param'],
  [
    'a header that no setting names',
    { signature: { namedHeader: 'header' } },
    '/scheme/signature/namedHeader',
  ],
  ['the body twice', { content: ['body', { bodyHash: 'sha256', encoding: 'hex' }] }, '/scheme/content'],
])('%s is refused by its place', async (_what, change, at) => {
  const scheme = { ...base, name: 'wrong', ...change }
  const made = await gateway.api('POST', '/sources', { name: 'wrong', scheme, secrets: [secret] })
  expect(made.body).toMatchObject({ code: 'ERR_INPUT', errors: [{ at }] })
})
