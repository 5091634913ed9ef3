import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * What becomes of one call: done; done, and the answer lost; not done; done, and the answer held back for good;
 * not known (404, as a framework answers it); refused (400).
 */
export type Fate = 'pass' | 'lose-answer' | 'cut' | 'hold' | 'unknown' | 'refuse'

/** A proxy before a simulator that loses calls and answers on the way. */
export interface Front {
  readonly url: string
  /** Method and path without the query, in their order. */
  readonly calls: string[]
  decide: (call: string) => Fate
  close(): Promise<void>
}

export async function startFront(target: string): Promise<Front> {
  const server = createServer(async (request, response) => {
    const call = `${request.method} ${request.url?.split('?')[0]}`
    front.calls.push(call)
    const fate = front.decide(call)
    const body = await read(request)
    if (fate === 'cut') {
      request.socket.destroy()
      return
    }
    if (fate === 'unknown') {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<pre>Cannot do that</pre>')
      return
    }
    if (fate === 'refuse') {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"message":"Invalid webhookId."}')
      return
    }
    const answer = await fetch(target + request.url, {
      method: request.method ?? 'GET',
      headers: {
        authorization: request.headers.authorization ?? '',
        ...(body.length === 0 ? {} : { 'content-type': request.headers['content-type'] ?? '' }),
      },
      ...(body.length === 0 ? {} : { body }),
    })
    const text = await answer.text()
    if (fate === 'lose-answer') request.socket.destroy()
    else if (fate === 'pass')
      response
        .writeHead(answer.status, {
          'content-type': 'application/json',
          date: answer.headers.get('date') ?? '',
        })
        .end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const front: Front = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    decide: () => 'pass',
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return front
}

async function read(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
