import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { serve } from '@hono/node-server'
import { type HandshakeRule, header, hmac, query, type Scheme, type WebhookError } from 'countersign'
import { webhook as expressWebhook } from 'countersign/express'
import { webhook as fastifyWebhook } from 'countersign/fastify'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { webhook as honoWebhook } from 'countersign/hono'
import { webhook as nodeWebhook } from 'countersign/node'
import { asana } from 'countersign/schemes/asana'
import { gocardless } from 'countersign/schemes/gocardless'
import { meta } from 'countersign/schemes/meta'
import { vonage } from 'countersign/schemes/vonage'
import { worldpayAccess } from 'countersign/schemes/worldpay-access'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { afterAll, describe, expect, test } from 'vitest'
import { listening } from './adapter-servers.ts'

// One handshake of each kind over real sockets, answered without a line of the user's.

const rules: readonly HandshakeRule[] = [
  { when: { method: 'HEAD' }, trust: { by: 'nothing' }, reply: { status: 200 } },
  {
    when: { method: 'OPTIONS' },
    trust: { by: 'nothing' },
    challenge: { at: header('WebHook-Request-Origin'), alphabet: 'host' },
    reply: { status: 200, headers: { 'WebHook-Allowed-Origin': { echo: 'challenge' } } },
  },
  {
    when: { method: 'GET' },
    trust: { by: 'nothing' },
    challenge: { at: query('code'), alphabet: 'token' },
    reply: {
      status: 200,
      body: { json: { hash: { digest: ['challenge', 'url'], hash: 'sha256', encoding: 'hex' } } },
    },
  },
  {
    when: { method: 'POST' },
    trust: { by: 'signature' },
    reply: { status: 200, body: { text: 'Hello' } },
    event: true,
  },
]
const scheme = hmac({ hash: 'sha256', encoding: 'hex', signature: header('X-Signature'), handshake: rules })
const options = { scheme, secrets: 'key', publicUrl: 'https://example.com/hook', onRefused: () => undefined }
const seen: string[] = []
const take = (event: { readonly text: () => string }): string | undefined => {
  seen.push(event.text())
  return event.text() === 'own' ? 'mine' : undefined
}

const closers: (() => Promise<unknown>)[] = []
afterAll(() => Promise.all(closers.map((close) => close())))

const servers: Record<string, () => Promise<string>> = {
  'node:http': () => listening(createServer(nodeWebhook(options, take))),
  express: () => {
    const app = express()
    app.all('/hook', expressWebhook(options, take))
    return listening(createServer(app))
  },
  fastify: () => {
    const app = fastify({ forceCloseConnections: true })
    closers.push(() => app.close())
    app.all('/hook', fastifyWebhook(options, take))
    return app.listen({ port: 0, host: '127.0.0.1' })
  },
  hono: () => {
    const app = new Hono()
    app.all('/hook', honoWebhook(options, take))
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve(`http://127.0.0.1:${port}`),
      )
      closers.push(() => new Promise((done) => server.close(done)))
    })
  },
  fetch: () => {
    const handler = fetchWebhook(options, take)
    return listening(
      createServer(async (request, response) => {
        const chunks: Buffer[] = []
        for await (const chunk of request) chunks.push(chunk as Buffer)
        const { method = 'GET', url = '/' } = request
        const body = method === 'POST' ? Buffer.concat(chunks) : null
        const headers = Object.entries(request.headersDistinct).map(
          ([name, all]) => [name, String(all)] as [string, string],
        )
        const answer = await handler(new Request(`http://localhost${url}`, { method, headers, body }))
        response.writeHead(answer.status, Object.fromEntries(answer.headers))
        response.end(Buffer.from(await answer.arrayBuffer()))
      }),
    )
  },
}

describe.each(Object.entries(servers))('%s', (_name, start) => {
  test('answers HEAD, OPTIONS, a hash of the challenge and the address, and an event as its provider wants', async () => {
    const address = `${await start()}/hook`
    const ask = (method: string, search = '', headers: Record<string, string> = {}, body?: string) =>
      fetch(address + search, { method, headers, ...(body !== undefined && { body }) })
    expect((await ask('HEAD')).status).toBe(200)
    const allowed = await ask('OPTIONS', '', { 'WebHook-Request-Origin': 'a.example' })
    expect(allowed.headers.get('webhook-allowed-origin')).toBe('a.example')
    // By Python's hashlib.
    const hash = '3e136635b4f54b5a81a37b39dd79cf869de450d206a9311fc02aede88653a028'
    expect(await (await ask('GET', '?code=abc')).json()).toEqual({ hash })
    expect((await ask('GET', '?code=%7B%7D')).status).toBe(401)
    const sign = (body: string) => ({ 'X-Signature': createHmac('sha256', 'key').update(body).digest('hex') })
    expect(await (await ask('POST', '', sign('a'), 'a')).text()).toBe('Hello')
    expect(await (await ask('POST', '', sign('own'), 'own')).text()).toBe('mine')
    expect((await ask('POST', '', sign('a'), 'b')).status).toBe(401)
    expect(seen.splice(0)).toEqual(['a', 'own'])
  })
})

test('what is refused is answered as its provider wants, where it says so', async () => {
  const statusOf = async (scheme: Scheme, headers: Record<string, string>) => {
    const receive = fetchWebhook({ scheme, secrets: 'secret', onRefused: () => {} }, () => {})
    const request = new Request('https://example.com/hook', { method: 'POST', headers, body: '{}' })
    return (await receive(request)).status
  }
  const forged = 'a'.repeat(64)
  expect(await statusOf(vonage, {})).toBe(503)
  expect(await statusOf(vonage, { authorization: 'Bearer x' })).toBe(401)
  expect(await statusOf(gocardless, { 'webhook-signature': forged })).toBe(498)
  expect(await statusOf(gocardless, {})).toBe(401)
  expect(await statusOf(worldpayAccess, { 'event-signature': `1/SHA256/${forged}` })).toBe(400)
})

test('a secret that a request brings is taken by no adapter', async () => {
  const handler = fetchWebhook({ scheme: asana, secrets: 'key', onRefused: () => undefined }, () => 'never')
  const request = new Request('http://localhost/', {
    method: 'POST',
    headers: { 'X-Hook-Secret': 'b537207f20cbfa02357cf448134da559' },
  })
  const answer = await handler(request)
  expect(answer.status).toBe(401)
  expect(answer.headers.get('x-hook-secret')).toBeNull()
})

test('a verify token that is another, or that nobody has set, is named to who looks at refusals', async () => {
  const ask = async (params: Readonly<Record<string, string>>, search: string): Promise<string[]> => {
    const told: string[] = []
    const onRefused = ({ code, hint }: WebhookError): number => told.push(`${code}: ${hint}`)
    const listener = nodeWebhook({ scheme: meta, secrets: 'key', params, onRefused }, () => undefined)
    const base = await listening(createServer(listener))
    const answer = await fetch(`${base}/hook${search}`)
    told.push(`${answer.status} ${await answer.text()}`)
    return told
  }
  const search = '?hub.mode=subscribe&hub.challenge=42&hub.verify_token=one'
  expect(await ask({ verifyToken: 'one' }, search)).toEqual(['200 42'])
  for (const params of [{ verifyToken: 'other' }, {}]) {
    const [told, answer] = await ask(params, search)
    expect(told).toMatch(/^ERR_SIGNATURE_MISSING: .*params\.verifyToken/)
    expect(answer).toMatch(/^401 /)
    expect(answer).not.toContain('verifyToken')
  }
})
