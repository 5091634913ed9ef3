import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { canSign, type Scheme } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { type SignedMessage, signedMessage } from 'countersign/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { type RecordingReceiver, startReceiver } from '../harness/start-receiver.ts'

// Every scheme that a shared secret signs, in one gateway: secrets that are marked, a message that holds and one that
// does not. Whoever has the data folder without the key, the log, the answers of the API or what is delivered finds no
// secret there, and no credential that was sent. A token that stands in a body is delivered with it: of those schemes
// the messages are not looked at.

interface Case {
  readonly source: string
  readonly scheme: Scheme
  readonly params?: Readonly<Record<string, string>>
  /** The parameter of the query that the secret is put into. */
  readonly query?: string
}

const named = (name: string): Scheme => {
  const scheme = schemes[name]
  if (scheme === undefined) throw new Error(`no scheme ${name}`)
  return scheme
}
const all = process.env.COUNTERSIGN_TEST_SCHEMES === 'all'
/** Whether a credential is sent, or a setting is one; of the others a sample does, since they differ in nothing here. */
const bears = ({ proof, credentials }: Scheme): boolean =>
  credentials.length > 0 ||
  proof.kind === 'token' ||
  Object.values(proof.params ?? {}).some(({ secret }) => secret === true)
const cases: readonly Case[] = [
  ...Object.values(schemes)
    .filter((scheme) => scheme.proof.keys === 'secret' && canSign(scheme))
    .filter((scheme, at) => all || bears(scheme) || at % 20 === 0)
    .map((scheme) => ({ source: scheme.name, scheme })),
  {
    source: 'azure-query',
    scheme: named('azure-eventgrid'),
    params: { tokenQuery: 'code' },
    query: 'code',
  },
  { source: 'cloudevents-query', scheme: named('cloudevents-webhook'), query: 'access_token' },
]

let gateway: StartedGateway
let receiver: RecordingReceiver
/** What must be found nowhere, by source. */
const hidden = new Map<string, string[]>()

/** A secret in the forms that schemes take; the first that fits is used. */
function forms(name: string): readonly string[] {
  const text = `marked-${name}`.padEnd(32, '-')
  const base64 = Buffer.from(text).toString('base64')
  return [text, `user:${text}`, base64, Buffer.from(text).toString('hex'), `whsec_${base64}`]
}

/** Settings of the scheme, those that are secret marked. */
function settings({ scheme, source, params }: Case): Record<string, string> {
  const wanted = Object.entries(scheme.proof.params ?? {}).filter(
    ([name, { optional, secret }]) => optional !== true || secret === true || name === 'tokenHeader',
  )
  const own = wanted.map(([name, { secret }]) => [
    name,
    secret === true ? `marked-setting-of-${source}-32-characters` : `X-Own-${name}`,
  ])
  return { ...Object.fromEntries(own), ...params }
}

function isInBody({ proof }: Scheme): boolean {
  return [proof, ...(proof.parts ?? [])].some(({ credential }) => {
    const at = credential?.at
    return at?.in === 'json' || at?.in === 'form' || (at?.in === 'found' && at.inBody === true)
  })
}

/** The secret that it takes, and another in the same form. */
async function makeSource(
  { source, scheme }: Case,
  params: Record<string, string>,
): Promise<readonly [string, string]> {
  for (const [form, secret] of forms(source).entries()) {
    const input = { name: source, scheme: scheme.name, secrets: [secret], params }
    const made = await gateway.api('POST', '/sources', input)
    if (made.status !== 201) continue
    await gateway.api('POST', '/routes', { source, destination: 'app' })
    return [secret, forms(`wrong-${source}`)[form] ?? '']
  }
  throw new Error(`${source} takes none of the secrets`)
}

async function messageOf(
  { source, scheme, query }: Case,
  secret: string,
  params: Record<string, string>,
): Promise<SignedMessage> {
  const url = `${gateway.url}/in/${source}`
  if (query === undefined) return signedMessage(scheme, '' as never, { secret, params, url })
  const headers = { 'content-type': 'application/json' }
  return { method: 'POST', url: `${url}?a=1&${query}=${secret}&b=2`, headers, body: Buffer.from('{}') }
}

async function send(tried: Case): Promise<void> {
  const params = settings(tried)
  const [secret, wrong] = await makeSource(tried, params)
  const secrets = Object.values(params).filter((value) => value.startsWith('marked-'))
  const inBody = isInBody(tried.scheme)
  if (!inBody) secrets.push(secret, secret.replace(/^(whsec_|user:)/, ''))
  for (const by of [secret, wrong]) {
    // Some say by what is in their message how they sign it, and sign no other.
    const message = await messageOf(tried, by, params).catch(() => null)
    if (message === null || inBody) continue
    const { url, headers, body } = message
    await fetch(url, { method: 'POST', headers, body: Buffer.from(body) })
    const sent = Object.entries(headers).filter(([name]) =>
      tried.scheme.credentials.includes(name.toLowerCase()),
    )
    secrets.push(...sent.map(([, value]) => value), by)
  }
  hidden.set(tried.source, [...new Set(secrets)])
}

/** The sources of which something is found. */
function found(text: string): string[] {
  return [...hidden]
    .filter(([, secrets]) => secrets.some((one) => text.includes(one)))
    .map(([source]) => source)
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name)
    return statSync(file).isDirectory() ? filesIn(file) : [file]
  })
}

beforeAll(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  const made = await gateway.api('POST', '/destinations', {
    name: 'app',
    url: receiver.url,
    allowPrivate: true,
  })
  expect(made.status).toBe(201)
  for (const tried of cases) await send(tried)
}, 240_000)
afterAll(async () => {
  await gateway?.remove()
  await receiver?.close()
})

it('takes them in and refuses them', async () => {
  expect(cases.length).toBeGreaterThan(all ? 150 : 30)
  const { body } = await gateway.api('GET', '/stats')
  expect(body.duplicates).toBe(0)
  expect(body.verified + body.authenticated).toBeGreaterThan(all ? 150 : 30)
  expect(body.rejections).toBeGreaterThan(all ? 150 : 30)
  expect(found(`x ${hidden.get('okta')?.[0]} x`)).toEqual(['okta'])
})

it('no file of the data folder holds one', () => {
  const files = filesIn(gateway.data)
  expect(files.length).toBeGreaterThan(3)
  for (const file of files) expect([file, found(readFileSync(file, 'latin1'))]).toEqual([file, []])
})

it('what is delivered holds none', async () => {
  const { body } = await gateway.api('GET', '/stats')
  const received = await receiver.until(body.verified + body.authenticated)
  const text = received
    .map(({ url, rawHeaders, body: bytes }) => url + rawHeaders.join('\n') + bytes)
    .join('\n')
  expect(found(text)).toEqual([])
})

it('the log and the metrics hold none', async () => {
  const { stdout, stderr } = gateway.output()
  expect(found(stdout + stderr)).toEqual([])
  expect(found(await (await fetch(`${gateway.adminUrl}/metrics`)).text())).toEqual([])
})

it('events, rejections and what explains them hold none', async () => {
  const pages = async (path: string): Promise<{ id: string }[]> => {
    const items: { id: string }[] = []
    for (let next: string | null = ''; next !== null; ) {
      const { body } = await gateway.api('GET', `${path}?limit=100${next === '' ? '' : `&cursor=${next}`}`)
      items.push(...body.items)
      next = body.next ?? null
    }
    return items
  }
  for (const path of ['/events', '/rejections']) {
    const listed = await pages(path)
    expect(listed.length).toBeGreaterThan(all ? 150 : 30)
    const texts = [JSON.stringify(listed)]
    const few = path === '/events' ? listed : listed.filter((_, at) => at % 10 === 0 || at < 3)
    for (const { id } of few) texts.push((await gateway.api('GET', `${path}/${id}`)).bytes.toString())
    expect([path, found(texts.join('\n'))]).toEqual([path, []])
  }
}, 120_000)
