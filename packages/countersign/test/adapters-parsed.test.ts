import 'countersign/messages'
import { createServer, type RequestListener } from 'node:http'
import { errorCodes, safeVerify, verify } from 'countersign'
import { webhook as nodeWebhook } from 'countersign/node'
import { seatable } from 'countersign/schemes/seatable'
import express from 'express'
import { fastify } from 'fastify'
import { describe, expect, test, vi } from 'vitest'

import { closers, frameworks, listening, post, secrets, signed } from './adapter-servers.ts'

describe('a body that a parser has eaten', () => {
  test.each([
    ['express', /express\.json/],
    ['fastify', /Fastify/],
    ['hono', /Hono/],
  ])(
    '%s: ERR_BODY_CONSUMED, a 500 that tells strangers nothing, with its cure for the log',
    async (name, cure) => {
      const hints: string[] = []
      const start = frameworks[name]
      const url = await start?.(
        () => undefined,
        (error) => hints.push(error.hint),
      )
      const answer = await post(`${url}/eaten`, await signed())
      expect(answer.status).toBe(500)
      expect(JSON.parse(answer.body)).toEqual({
        success: false,
        error: { code: 'ERR_BODY_CONSUMED', message: errorCodes.ERR_BODY_CONSUMED.message },
      })
      expect(hints).toEqual([expect.stringMatching(cure)])
    },
  )

  test('a stream that something makes text of is no raw body', async () => {
    const hook = nodeWebhook({ scheme: seatable, secrets }, () => undefined)
    const url = await listening(
      createServer((request, response) => hook(request.setEncoding('utf8'), response)),
    )
    expect((await post(url, await signed())).body).toContain('ERR_BODY_CONSUMED')
  })

  test('express.raw() and Hono’s arrayBuffer() are no parsers', async () => {
    expect((await post(`${await frameworks.express?.(() => undefined)}/raw`, await signed())).status).toBe(
      200,
    )
    expect((await post(`${await frameworks.hono?.(() => undefined)}/buffered`, await signed())).status).toBe(
      200,
    )
  })

  test('an Express request goes into verify() as it is where its body is raw', async () => {
    const app = express()
    app.post('/', express.raw({ type: '*/*' }), async (request, response) => {
      response.send((await verify(request, { scheme: seatable, secrets })).verdict)
    })
    const url = await listening(createServer(app as RequestListener))
    expect((await post(url, await signed())).body).toBe('verified')
  })
})

test('a signature that does not fit what a parser has inflated: 401 to whoever sends it, and told here once', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  try {
    const hook = nodeWebhook({ scheme: seatable, secrets }, () => undefined)
    // As platforms leave it that keep the bytes behind inflating.
    const url = await listening(
      createServer((request, response) => {
        void hook(Object.assign(request, { rawBody: Buffer.from('{"inflated":1}') }), response)
      }),
    )
    const { headers, body } = await signed()
    expect((await post(url, { headers, body })).status).toBe(401)
    expect(said.mock.calls).toEqual([])
    for (let i = 0; i < 2; i++) {
      const answer = await post(url, { headers: { ...headers, 'content-encoding': 'gzip' }, body })
      expect([answer.status, JSON.parse(answer.body).error.code]).toEqual([401, 'ERR_SIGNATURE_MISMATCH'])
      expect(answer.body).not.toContain('inflated')
    }
    expect(said.mock.calls).toEqual([
      [expect.stringMatching(/^ERR_SIGNATURE_MISMATCH: .*inflated \(content-encoding: gzip\)/)],
    ])
  } finally {
    said.mockRestore()
  }
})

describe('a framework’s request given to verify() as it is, its body parsed', () => {
  const hintOf = async (input: unknown): Promise<string> => {
    const result = await safeVerify(input as never, { scheme: seatable, secrets })
    return result.ok ? 'accepted' : `${result.error.code} ${result.error.hint}`
  }

  test('Express', async () => {
    const app = express()
    app.post(
      '/parsed',
      express.json(),
      async (request, response) => void response.send(await hintOf(request)),
    )
    app.post('/unread', async (request, response) => void response.send(await hintOf(request)))
    const url = await listening(createServer(app as RequestListener))
    expect((await post(`${url}/parsed`, await signed())).body).toMatch(/^ERR_BODY_CONSUMED Express: /)
    expect((await post(`${url}/unread`, await signed())).body).toMatch(/^ERR_BODY_CONSUMED .*nobody has read/)
  })

  test('Fastify', async () => {
    const app = fastify()
    closers.push(() => app.close())
    app.post('/', async (request) => hintOf(request))
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    expect((await post(url, await signed())).body).toMatch(/^ERR_BODY_CONSUMED Fastify: /)
  })

  test('node:http', async () => {
    const url = await listening(
      createServer(async (request, response) => response.end(await hintOf(request))),
    )
    expect((await post(url, await signed())).body).toMatch(/countersign\/node/)
  })

  test('a body of one’s own parsing', async () => {
    expect(await hintOf({ headers: {}, body: { a: 1 } })).toMatch(/raw bytes/)
  })
})
