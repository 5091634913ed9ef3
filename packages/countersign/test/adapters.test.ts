import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request as httpRequest, type RequestListener } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2'
import { type AddressInfo, connect } from 'node:net'
import type { WebhookEvent } from 'countersign'
import { webhook as expressWebhook } from 'countersign/express'
import { webhook as fastifyWebhook } from 'countersign/fastify'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { webhook as nodeWebhook } from 'countersign/node'
import { seatable } from 'countersign/schemes/seatable'
import { slack } from 'countersign/schemes/slack'
import { signedMessage } from 'countersign/testing'
import express from 'express'
import { fastify } from 'fastify'
import { describe, expect, test, vi } from 'vitest'

import { closers, frameworks, listening, maxBytes, post, secrets, signed } from './adapter-servers.ts'

describe.each(Object.entries(frameworks))('%s', (_name, start) => {
  test('a true event reaches the handler with its bytes, and is answered', async () => {
    const events: WebhookEvent[] = []
    const url = await start((event) => void events.push(event))
    const body = Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x24, 0x26, 0xff, 0x00, 0x7d])
    expect(await post(`${url}/hook`, await signed(body))).toMatchObject({
      status: 200,
      body: '{"success":true}',
    })
    expect(await post(`${url}/hook`, await signed())).toMatchObject({ status: 200 })
    expect(Buffer.from(events[0]?.body ?? '').equals(body)).toBe(true)
    expect(events[1]?.type).toBe('insert_row')
  })

  test('refusals: the status and code, the handler not called, onRefused told', async () => {
    let called = 0
    const refused: string[] = []
    const url = await start(
      () => {
        called++
      },
      (error) => refused.push(error.code),
    )
    const message = await signed()
    const forged = { ...message, body: new Uint8Array(Buffer.concat([message.body, Buffer.from(' ')])) }
    const { 'X-SeaTable-Signature': _, ...unsigned } = message.headers
    for (const [sent, status, code] of [
      [forged, 401, 'ERR_SIGNATURE_MISMATCH'],
      [{ ...message, headers: unsigned }, 401, 'ERR_SIGNATURE_MISSING'],
      [
        { ...message, headers: { ...message.headers, 'X-SeaTable-Signature': 'sha256=A' } },
        401,
        'ERR_SIGNATURE_MALFORMED',
      ],
      [await signed(Buffer.alloc(maxBytes + 1, 'a')), 413, 'ERR_BODY_TOO_LARGE'],
    ] as const) {
      const answer = await post(`${url}/hook`, sent)
      expect(answer.status).toBe(status)
      expect(JSON.parse(answer.body)).toMatchObject({
        success: false,
        error: { code, message: expect.any(String) },
      })
      expect(answer.type).toContain('application/json')
    }
    expect(refused).toHaveLength(4)
    expect(called).toBe(0)
  })

  test('exactly the limit is accepted; broken JSON and other content types are no matter', async () => {
    const url = await start(() => undefined)
    expect((await post(`${url}/hook`, await signed(Buffer.alloc(maxBytes, 'a')))).status).toBe(200)
    const message = await signed('{not json')
    expect((await post(`${url}/hook`, message)).status).toBe(200)
    const odd = { ...message, headers: { ...message.headers, 'Content-Type': 'application/x-odd' } }
    expect((await post(`${url}/hook`, odd)).status).toBe(200)
  })

  test('a chunked body and an empty one', async () => {
    const url = await start((event) => `${event.body.length}`)
    const { headers } = await signed('abcdef')
    const answer = await new Promise<string>((resolve, reject) => {
      const request = httpRequest(`${url}/hook`, { method: 'POST', headers }, (response) => {
        response.setEncoding('utf8').on('data', resolve)
      })
      request.on('error', reject)
      request.write('abc')
      setImmediate(() => request.end('def'))
    })
    expect(answer).toBe('6')
    expect((await post(`${url}/hook`, await signed(''))).body).toBe('0')
  })

  test('what the handler returns is the answer', async () => {
    const answers = [{ a: 1 }, 'text', true, new Response('made', { status: 202 }), null]
    const url = await start(() => answers.shift())
    const seen: unknown[] = []
    for (let i = 0; i < 5; i++) {
      const { status, body } = await post(`${url}/hook`, await signed())
      seen.push([status, body])
    }
    expect(seen).toEqual([
      [200, '{"a":1}'],
      [200, 'text'],
      [200, 'true'],
      [202, 'made'],
      [200, 'null'],
    ])
  })

  test('what the handler throws is a 500, and the next one is served', async () => {
    let fail = true
    const url = await start(() => {
      if (fail) throw new Error('handler')
    })
    expect((await post(`${url}/hook`, await signed())).status).toBe(500)
    fail = false
    expect((await post(`${url}/hook`, await signed())).status).toBe(200)
  })

  test('a log of refusals that fails is a 500, not the end of the process', async () => {
    const url = await start(
      () => undefined,
      async () => {
        throw new Error('the log is full')
      },
    )
    expect((await post(`${url}/hook`, { ...(await signed()), headers: {} })).status).toBe(500)
    expect((await post(`${url}/hook`, await signed())).status).toBe(200)
  })

  test('a doubled signature header on the wire is malformed', async () => {
    const url = new URL(await start(() => undefined))
    const { headers, body } = await signed()
    const line = `X-SeaTable-Signature: ${headers['X-SeaTable-Signature']}\r\n`
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(url.port), url.hostname, () => {
        socket.write(
          `POST /hook HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${line}${line}Content-Length: ${body.length}\r\n\r\n`,
        )
        socket.write(body)
      })
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk
      })
      socket.on('close', () => resolve(text))
    })
    expect(answer).toContain('401')
    expect(answer).toContain('ERR_SIGNATURE_MALFORMED')
  })

  test('a client that goes away in the middle does no harm', async () => {
    const url = new URL(await start(() => undefined))
    await new Promise<void>((resolve) => {
      const socket = connect(Number(url.port), url.hostname, () => {
        socket.write('POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc')
        setImmediate(() => socket.destroy())
      })
      socket.on('close', () => resolve())
    })
    expect((await post(`${url.href}hook`, await signed())).status).toBe(200)
  })
})

test('HTTP/2, through Node’s compatible requests', async () => {
  const server = createHttp2Server(
    nodeWebhook({ scheme: seatable, secrets, maxBytes } as never, () => undefined) as never,
  )
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const ask = async (message: { headers: Record<string, string>; body: Uint8Array }): Promise<number> => {
    const stream = session.request({ ':method': 'POST', ':path': '/hook', ...message.headers })
    stream.end(message.body)
    const [headers] = await once(stream, 'response')
    stream.resume()
    return headers[':status']
  }
  const message = await signed()
  expect(await ask(message)).toBe(200)
  expect(await ask({ ...message, body: new Uint8Array(5) })).toBe(401)
  expect(await ask(await signed(Buffer.alloc(maxBytes + 1)))).toBe(413)
  session.close()
})

test('HTTP/2 under Fastify: no header that HTTP/2 forbids', async () => {
  const warnings: string[] = []
  const onWarning = (warning: Error): number => warnings.push(warning.message)
  process.on('warning', onWarning)
  closers.push(() => process.off('warning', onWarning))
  const app = fastify({ http2: true })
  closers.push(() => app.close())
  app.post(
    '/hook',
    fastifyWebhook({ scheme: seatable, secrets, maxBytes } as never, () => undefined) as never,
  )
  const session = connectHttp2(await app.listen({ port: 0, host: '127.0.0.1' }))
  const stream = session.request({ ':method': 'POST', ':path': '/hook', 'content-length': maxBytes + 1 })
  const [headers] = await once(stream, 'response')
  expect(headers[':status']).toBe(413)
  session.destroy()
  expect(warnings).toEqual([])
})

describe('a handler that answers by the framework’s own means, and returns what that returns', () => {
  test('node:http', async () => {
    const hook = nodeWebhook({ scheme: seatable, secrets }, (_event, { response }) => response.end('own'))
    expect((await post(await listening(createServer(hook)), await signed())).body).toBe('own')
  })

  test('Express', async () => {
    const app = express()
    const failures: unknown[] = []
    const hook = expressWebhook({ scheme: seatable, secrets }, (_event, { response }) =>
      (response as express.Response).status(202).json({ own: true }),
    )
    app.post('/', hook)
    app.use((error: unknown, _request: unknown, _response: unknown, next: () => void) => {
      failures.push(error)
      next()
    })
    const answer = await post(await listening(createServer(app as RequestListener)), await signed())
    expect([answer.status, answer.body, failures]).toEqual([202, '{"own":true}', []])
  })

  test('Fastify', async () => {
    const app = fastify()
    closers.push(() => app.close())
    const hook = fastifyWebhook({ scheme: seatable, secrets }, (_event, { reply }) =>
      reply.send({ own: true }),
    )
    app.post('/', hook)
    const answer = await post(await app.listen({ port: 0, host: '127.0.0.1' }), await signed())
    expect([answer.status, answer.body]).toEqual([200, '{"own":true}'])
  })
})

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  exports: Record<string, { default?: string } | null>
}

describe('secrets', () => {
  const adapters = Object.keys(manifest.exports).filter((name) =>
    manifest.exports[name]?.default?.includes('/adapters/'),
  )

  test.each(adapters)('a missing one fails at boot: %s', async (name) => {
    const { webhook } = await import(`countersign${name.slice(1)}`)
    for (const secrets of [undefined, '', []])
      expect(() => webhook({ scheme: seatable, secrets }, () => undefined)).toThrow(
        expect.objectContaining({ code: 'ERR_SECRET_EMPTY' }),
      )
  })

  test.each(['next', 'next-pages'])('%s: not while Next.js builds, where no secrets are', async (name) => {
    const { webhook } = await import(`countersign/${name}`)
    const build = (): unknown => webhook({ scheme: seatable, secrets: undefined }, () => undefined)
    vi.stubEnv('NEXT_PHASE', 'phase-production-build')
    try {
      expect(build).not.toThrow()
      expect(() => webhook({ scheme: {}, secrets: 'x', maxBytes: -1 }, () => undefined)).not.toThrow()
    } finally {
      vi.unstubAllEnvs()
    }
    expect(build).toThrow(expect.objectContaining({ code: 'ERR_SECRET_EMPTY' }))
  })

  test('an equal one is read once, another one anew', async () => {
    let reads = 0
    const counting = {
      ...seatable,
      proof: {
        ...seatable.proof,
        readKey: (...given: Parameters<typeof seatable.proof.readKey>) => {
          reads++
          return seatable.proof.readKey(...given)
        },
      },
    }
    const given = ['my-secret', 'my-secret', 'another', 'my-secret']
    const hook = fetchWebhook({ scheme: counting, secrets: () => given.shift() }, () => undefined)
    const { url, ...init } = await signed()
    const statuses: number[] = []
    for (let i = 0; i < 4; i++) statuses.push((await hook(new Request(url, init))).status)
    expect([statuses, reads]).toEqual([[200, 200, 401, 200], 3])
  })

  test('as a function of the context; a missing one is a refusal that does not say which', async () => {
    const fromEnv = ({ env }: { env: unknown }) => (env as { SECRET?: string }).SECRET
    const hook = fetchWebhook({ scheme: seatable, secrets: fromEnv }, () => undefined)
    const { url, ...init } = await signed()
    expect((await hook(new Request(url, init), { SECRET: secrets })).status).toBe(200)
    const refused = await hook(new Request(url, init), {})
    expect(refused.status).toBe(500)
    expect(await refused.text()).not.toContain('seatable')
  })

  test.each(Object.keys(frameworks))('%s: a missing one at a request is a 500, and told', async (name) => {
    const codes: string[] = []
    const url = await frameworks[name]?.(
      () => undefined,
      (error) => codes.push(error.code),
      () => undefined,
    )
    const answer = await post(`${url}/hook`, await signed())
    expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([500, 'ERR_SECRET_EMPTY'])
    expect(codes).toEqual(['ERR_SECRET_EMPTY'])
  })

  test('what is wrong here is told once where nobody listens to refusals; what a stranger does is not', async () => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const hook = fetchWebhook({ scheme: seatable, secrets: ({ env }) => env as string }, () => undefined)
    const { url, ...init } = await signed()
    for (const secret of [undefined, undefined, 'another secret']) await hook(new Request(url, init), secret)
    const lines = told.mock.calls.map(([line]) => line)
    told.mockRestore()
    expect(lines).toEqual([expect.stringMatching(/^ERR_SECRET_EMPTY: .*Set it/)])
  })
})

test('Slack’s url_verification is answered by the adapter, signed ones only', async () => {
  let called = 0
  const hook = fetchWebhook({ scheme: slack, secrets }, () => {
    called++
  })
  const { url, ...init } = await signedMessage(slack, 'url_verification', { secret: secrets })
  const answer = await hook(new Request(url, init))
  expect(answer.headers.get('content-type')).toContain('text/plain')
  expect(await answer.text()).toBe('3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P')
  const forged = await hook(
    new Request(url, { ...init, headers: { ...init.headers, 'X-Slack-Signature': `v0=${'0'.repeat(64)}` } }),
  )
  expect(forged.status).toBe(401)
  expect(called).toBe(0)
})
