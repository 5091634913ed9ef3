import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { duplexPair } from 'node:stream'
import type { Message } from './message.ts'

/** Whatever listens as `node:http` does: an application of Express, `app.callback()` of Koa, an API route of Next.js. */
export type NodeListener = (request: IncomingMessage, response: ServerResponse) => unknown

/**
 * Gives a signed message to a listener in Node's own request and response, through Node's own parser and without a
 * socket, and answers what it sends. Rejects with what the listener throws.
 *
 * @example
 * const response = await deliver(app, await signedMessage(webex, 'messages.created'))
 * expect(response.status).toBe(200)
 */
export async function deliver(listener: NodeListener, message: Message): Promise<Response> {
  const { method, url, headers, body } = message
  const { pathname, search, host } = new URL(url)
  const [client, served] = duplexPair()
  try {
    return await new Promise((resolve, reject) => {
      const server = createServer(async (incoming, outgoing) => {
        try {
          await listener(incoming, outgoing)
        } catch (error) {
          reject(error)
        }
      })
      server.emit('connection', served)
      const sent = { host, 'content-length': `${body.length}`, ...headers }
      request({ method, path: pathname + search, headers: sent, createConnection: () => client })
        .on('error', reject)
        .on('response', (answer) => resolve(responseOf(answer)))
        .end(body)
    })
  } finally {
    client.destroy()
    served.destroy()
  }
}

async function responseOf(answer: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  const headers = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  )
  const { statusCode: status = 0 } = answer
  // The fetch standard forbids a body with these statuses, even an empty one.
  return new Response([204, 205, 304].includes(status) ? null : Buffer.concat(chunks), { status, headers })
}
