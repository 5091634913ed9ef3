import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// The address of an unsigned source is its only proof: whoever knows it may post. A setting that is kept as a secret is,
// such as Meta's verify token, lets anybody answer for the provider. A token that may read only must learn neither,
// wherever it looks.

const verifyToken = 'a verify token that is told to nobody'

let gateway: StartedGateway
let token: string
let path: string

beforeAll(async () => {
  gateway = await startGateway()
  token = (await gateway.api('POST', '/tokens', { name: 'reader', scope: 'read' })).body.token
  const { body } = await gateway.api('POST', '/sources', { name: 'open', scheme: 'webex', unsigned: true })
  path = new URL(body.url).pathname
  await gateway.api('POST', '/sources', {
    name: 'signed',
    scheme: 'webex',
    secrets: ['a secret of some length'],
  })
  const made = await gateway.api('POST', '/sources', {
    name: 'meta',
    scheme: 'meta',
    secrets: ['a secret of some length'],
    params: { verifyToken },
  })
  expect(made.body.params).toEqual({ verifyToken })
  await fetch(gateway.url + path, { method: 'POST', body: '{"a":1}' })
  await gateway.post('signed', '{}')
})
afterAll(async () => gateway.remove())

interface Described {
  readonly paths: Record<string, { get?: { description: string } }>
}

it('nothing that a read token may ask for holds one of them', async () => {
  const headers = { authorization: `Bearer ${token}` }
  const get = async (url: string): Promise<string> =>
    (await fetch(gateway.url + url, { headers, signal: AbortSignal.timeout(5000) })).text()
  const { paths } = (await (await fetch(`${gateway.url}/api/openapi.json`)).json()) as Described
  const event = JSON.parse(await get('/api/v1/events')).items[0].id
  const rejection = JSON.parse(await get('/api/v1/rejections')).items[0].id
  const names = { event, rejection }
  const asked = Object.entries(paths)
    .filter(([url, { get: one }]) => one !== undefined && !url.includes('stream'))
    .flatMap(([url]) =>
      ['open', 'meta']
        .map((source) => ({ ...names, source }))
        .map((of: Record<string, string>) =>
          url.replaceAll(/\{(\w+)\}/g, (_all, name: string) => of[name] ?? 'none'),
        ),
    )
  expect(asked.length).toBeGreaterThan(20)
  for (const url of [...asked, '/metrics', '/readyz', '/']) {
    const text = await get(url)
    expect([url, [path.slice(4), verifyToken].filter((secret) => text.includes(secret))]).toEqual([url, []])
  }
  const listed = JSON.parse(await get('/api/v1/sources')).items
  expect(listed.find(({ name }: { name: string }) => name === 'open').url).toBeNull()
  expect(listed.find(({ name }: { name: string }) => name === 'signed').url).toBe(`${gateway.url}/in/signed`)
})

it('nor the stream', async () => {
  const controller = new AbortController()
  const answer = await fetch(`${gateway.url}/api/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
    signal: controller.signal,
  })
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('event: event')) {
    text += (await reader?.read())?.value
    if (text.includes('event: stats')) await fetch(gateway.url + path, { method: 'POST', body: '{"a":2}' })
  }
  controller.abort()
  expect(text).not.toContain(path.slice(4))
})

it('nor the command line with it; the operator’s shows it', async () => {
  const asked = async (given: string): Promise<string> =>
    (
      await runCommand(['source', 'show', 'open', '--gateway', gateway.url], {
        env: { COUNTERSIGN_TOKEN: given },
      })
    ).stdout
  expect(await asked(token)).not.toContain(path)
  expect(await asked(gateway.token)).toContain(path)
})
