import type { Socket } from 'node:net'
import { z } from 'zod'
import { createConnector } from '../../src/egress/connector.ts'
import type { Answer } from '../../src/model/answer.ts'
import type { OutgoingMessage, Transport, TransportKind } from '../../src/transports/transport.ts'

/** Where a line is written to. */
interface LineAddress {
  readonly host: string
  readonly port: number
}

/** Wire: `{"headers":{…},"body":"…"}` and a line end; answered by a line: `taken`, `wait MS`, `gone` or anything else. */
async function exchange(socket: Socket, { headers, body }: OutgoingMessage): Promise<string> {
  const named = Object.fromEntries(
    headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]]] : [])),
  )
  socket.write(`${JSON.stringify({ headers: named, body: Buffer.from(body).toString() })}\n`)
  let said = ''
  for await (const chunk of socket.setEncoding('utf8')) {
    said += chunk
    if (said.includes('\n')) break
  }
  return said.trim()
}

/** A kind of destination that is tried in the tests alone: a line over TCP, and a line for an answer. */
export const line = {
  name: 'line',
  title: 'A line over TCP',
  to: z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) }),
  addressOf: ({ host, port }) => `tcp://${host}:${port}`,
  refusal: ({ host }, egress) => egress.refusal(`http://${host}/`, false),
  open({ host, port }, { egress }): Transport {
    const connect = createConnector(egress, { allowPrivate: false, ca: null })
    const sockets = new Set<Socket>()
    return {
      send: (message, timeoutMs) =>
        new Promise<Answer>((resolve) => {
          const begun = performance.now()
          const end = (said: string, failure: Answer['failure']): void =>
            resolve({
              ...{
                status: null,
                failure,
                body: Buffer.from(said),
                ms: Math.round(performance.now() - begun),
              },
              retryAfter: /^wait (\d+)$/.exec(said)?.[1] ?? null,
            })
          connect({ protocol: 'tcp:', hostname: host, port: String(port) }, timeoutMs, (_error, socket) => {
            if (socket === null) {
              end('', 'ERR_DELIVERY_CONNECT')
              return
            }
            sockets.add(socket)
            exchange(socket, message)
              .then(
                (said) => end(said, null),
                () => end('', 'ERR_DELIVERY_CLOSED'),
              )
              .finally(() => sockets.delete(socket.destroy()))
          })
        }),
      retire: () => undefined,
      close: () => {
        for (const socket of sockets) socket.destroy()
      },
    }
  },
  outcomeOf({ failure, retryAfter, body }) {
    const said = Buffer.from(body).toString()
    if (failure === null && said === 'taken') return { taken: true, code: null }
    const code = failure ?? (said === 'gone' ? 'ERR_DELIVERY_GONE' : 'ERR_DELIVERY_FAILED')
    return { taken: false, code, waitMs: retryAfter === null ? null : Number(retryAfter) }
  },
} satisfies TransportKind<LineAddress>
