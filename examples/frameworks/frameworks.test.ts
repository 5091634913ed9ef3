import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HttpRequest, InvocationContext } from '@azure/functions'
import { getTestServer } from '@google-cloud/functions-framework/testing'
import { serve } from '@hono/node-server'
import { NestFactory } from '@nestjs/core'
import { github } from 'countersign/schemes/github'
import { azureRequest, lambdaEvent, signedMessage, signedRequest } from 'countersign/testing'
import { deliver } from 'countersign/testing/node'
import { H3, toNodeHandler } from 'h3'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { inTests, pathOf } from '../../tools/docs/frameworks.ts'
import 'reflect-metadata'

// Each page of docs/frameworks shows one of these files: here it is run, over a socket.
const secret = 'a secret of GitHub’s'
const closers: (() => unknown)[] = []
beforeAll(() => vi.stubEnv('GITHUB_SECRET', secret))
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => new Promise((resolve) => server.close(resolve) && server.closeAllConnections()))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`
}

/** What takes a Request and gives a Response. */
const fetching = (fetch: (request: Request) => Response | Promise<Response>): Promise<string> =>
  new Promise((resolve) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}/hooks`),
    )
    closers.push(() => new Promise((done) => server.close(done)))
  })

/** What stands before a function, in plain JavaScript as the tests of the adapters have it. */
async function lambdaFront(handler: unknown): Promise<RequestListener> {
  const fronts = new URL('../../packages/countersign/test/frameworks/lambda-fronts.mjs', import.meta.url)
  return (await import(fronts.href)).httpApi(() => handler)
}

const started: Readonly<Record<string, () => Promise<string>>> = {
  astro: async () => {
    const { POST } = await import('./astro.ts')
    return fetching((request) => POST({ request }))
  },
  azure: async () => {
    const { handler } = await import('./azure.ts')
    const front: RequestListener = async (request, response) => {
      const { method = '', headers } = request
      const bytes = Buffer.concat(await request.toArray())
      const url = `http://${headers.host}${request.url}`
      const given = new HttpRequest({
        method,
        url,
        headers: headers as Record<string, string>,
        body: { bytes },
      })
      const answer = await handler(given)
      response.writeHead(answer.status, answer.headers).end(answer.body)
    }
    return listening(createServer(front))
  },
  elysia: async () => {
    const { app } = await import('./elysia.ts')
    return fetching((request) => app.fetch(request))
  },
  express: async () => {
    const { app } = await import('./express.ts')
    return listening(createServer(app as RequestListener))
  },
  fastify: async () => {
    const { app } = await import('./fastify.ts')
    closers.push(() => app.close())
    return `${await app.listen({ port: 0, host: '127.0.0.1' })}/hooks`
  },
  fetch: async () => {
    const { default: worker } = await import('./fetch.ts')
    return fetching((request) => worker.fetch(request, { GITHUB_SECRET: secret }))
  },
  google: async () => {
    await import('./google.ts')
    return listening(getTestServer('hooks'))
  },
  h3: async () => {
    const { default: handler } = await import('./h3.ts')
    return listening(createServer(toNodeHandler(new H3().post('/hooks', handler))))
  },
  hono: async () => {
    const { app } = await import('./hono.ts')
    return fetching((request) => app.fetch(request))
  },
  koa: async () => {
    const { app } = await import('./koa.ts')
    return listening(createServer(app.callback()))
  },
  lambda: async () => {
    const { handler } = await import('./lambda.ts')
    return listening(createServer(await lambdaFront(handler)))
  },
  nest: async () => {
    const { AppModule } = await import('./nest.ts')
    const app = await NestFactory.create(AppModule, { rawBody: true, logger: false })
    closers.push(() => app.close())
    await app.listen(0, '127.0.0.1')
    return `${await app.getUrl()}/hooks`
  },
  next: async () => {
    const { POST } = await import('./next.ts')
    return fetching((request) => POST(request))
  },
  'next-pages': async () => {
    const { default: handler } = await import('./next-pages.ts')
    return listening(createServer(handler))
  },
  nitro: async () => {
    const { default: handler } = await import('./nitro.ts')
    return listening(createServer(toNodeHandler(new H3().post('/hooks', handler))))
  },
  node: async () => {
    const { server } = await import('./node.ts')
    return listening(server)
  },
  remix: async () => {
    const { action } = await import('./remix.ts')
    return fetching((request) => action({ request }))
  },
  sveltekit: async () => {
    const { POST } = await import('./sveltekit.ts')
    return fetching((request) => POST({ request }))
  },
}

test('each file here is run', () => {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => !file.endsWith('.test.ts'))
  expect(files.toSorted()).toEqual(
    Object.keys(started)
      .map((name) => `${name}.ts`)
      .toSorted(),
  )
})

test.each(Object.keys(started))('%s: takes what GitHub has signed, and nothing else', async (name) => {
  const url = (await started[name]?.()) ?? ''
  const { headers, body } = await signedMessage(github, 'ping', { secret })
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    const taken = await fetch(url, { method: 'POST', headers, body })
    expect([taken.status, await taken.json()]).toEqual([200, { success: true }])
    expect(log.mock.calls.map(([type]) => type)).toEqual(['ping'])
    const forged = await fetch(url, { method: 'POST', headers, body: Buffer.concat([body, Buffer.of(32)]) })
    expect([forged.status, log.mock.calls.length]).toEqual([401, 1])
  } finally {
    log.mockRestore()
  }
})

test.each(Object.entries(inTests))('%s: the line of its page for tests', async (name, line) => {
  const url = `https://example.com${pathOf(name)}`
  const message = await signedMessage(github, 'ping', { secret, url })
  const request = await signedRequest(github, 'ping', { secret, url })
  // Loaded anew: what the test above has closed stays closed.
  const file = new URL(`./${name}.ts?in-tests`, import.meta.url)
  const { default: handler, ...exported } = await import(file.href)
  if (name === 'nest') {
    const app = await NestFactory.create(exported.AppModule, { rawBody: true, logger: false })
    closers.push(() => app.close())
    exported.app = await app.init()
  }
  const given: Readonly<Record<string, unknown>> = {
    ...{ ...message, message, request, secret, deliver, azureRequest, lambdaEvent },
    ...{ Buffer, H3, HttpRequest, InvocationContext, getTestServer, handler, worker: handler },
    ...exported,
  }
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    // What the page says, with what it says that its words are.
    const run = new Function(...Object.keys(given), `return (async () => ${line})()`)
    const { status, statusCode = status } = await run(...Object.values(given))
    expect([statusCode, log.mock.calls.map(([type]) => type)]).toEqual([200, ['ping']])
  } finally {
    log.mockRestore()
  }
})
