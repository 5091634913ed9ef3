// A process that takes bodies in, in one of the ways that there are, and says what they cost it. Run with
// --expose-gc; the way is its argument.
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { getRequestListener } from '@hono/node-server'
import type { WebhookEvent } from 'countersign'
import { webhook as expressWebhook } from 'countersign/express'
import { webhook as fastifyWebhook } from 'countersign/fastify'
import { webhook as fetchWebhook } from 'countersign/fetch'
import { webhook as honoWebhook } from 'countersign/hono'
import { webhook as nodeWebhook } from 'countersign/node'
import { webex } from 'countersign/schemes/webex'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { Intake } from '../../src/ingest/intake.ts'
import { readBody } from '../../src/ingest/read-body.ts'
import { ChunkPace } from '../../src/model/chunk-pace.ts'

const options = { scheme: webex, secrets: 'a secret that is known to all' }
const length = (event: WebhookEvent): string => String(event.body.length)

const ways: Record<string, () => Server | Promise<Server>> = {
  gateway() {
    const intake = new Intake({ bytes: 64 << 20 })
    const pace = new ChunkPace(() => performance.now())
    return createServer((request, response) =>
      readBody(
        request,
        { maxBytes: 1 << 20, intake, pace, network: 'one', elapsed: () => performance.now() },
        (read) => response.end(String(read.body?.length)),
      ),
    )
  },
  node: () => createServer(nodeWebhook(options, length)),
  express: () => createServer(express().post('/', expressWebhook(options, length)) as RequestListener),
  async fastify() {
    const app = Fastify()
    app.post('/', fastifyWebhook(options, length))
    await app.ready()
    return app.server
  },
  hono: () => createServer(getRequestListener(new Hono().post('/', honoWebhook(options, length)).fetch)),
  fetch: () => createServer(getRequestListener((request) => fetchWebhook(options, length)(request))),
}

const server = await ways[process.argv[2] ?? '']?.()
if (server === undefined || gc === undefined) throw new Error('Name a way, and run with --expose-gc.')
const sockets: Socket[] = []
server.on('connection', (socket) => sockets.push(socket))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

process.on('message', async () => {
  // Promises of streams hold what they have handed out until a turn or two later.
  for (let at = 0; at < 3; at++) {
    await turn()
    gc?.()
  }
  const { heapUsed, external } = process.memoryUsage()
  process.send?.({
    bytesRead: sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
    memory: heapUsed + external,
  })
})
process.on('disconnect', () => process.exit(0))
