/** A gateway as the keeper sees one: answers on its sockets, and does odd things when asked to. */
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { readProxyLine } from '../../src/ingest/proxy-line.ts'
import { attachToKeeper } from '../../src/keeper/attached.ts'

const keeper = attachToKeeper(() => process.exit(0))
if (keeper === null) throw new Error('started without a keeper')
if (process.env.REFUSE !== undefined) process.exit(Number(process.env.REFUSE))
/** A line of its output, which a test reads; written before the next statement runs. */
const tell = (text: string): void => {
  if (process.env.TELL !== undefined) writeSync(1, `${text}\n`)
}
if (process.env.START === 'held') {
  const going = once(process, 'SIGUSR2')
  // A listener for a signal keeps no process alive.
  const waiting = setInterval(() => undefined, 60_000)
  tell(`starts ${process.pid}`)
  await going
  clearInterval(waiting)
} else await sleep(Number(process.env.START_MS ?? '0'))
/** Answers that are held back until a SIGUSR2 lets them go. */
const held: (() => void)[] = []
process.on('SIGUSR2', () => {
  for (const letGo of held.splice(0)) letGo()
})

// Another gateway's answers may be early and not say that they are the last.
const servers = keeper.listeners.map((listener) => {
  const http = createServer((request, response) => {
    tell(`asked ${request.url}`)
    if (request.url === '/early') {
      response.writeHead(200, { 'content-length': 5 })
      response.end('early')
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      tell(`got ${chunk.length} ${request.url}`)
    })
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const answer = (status: number, text: string): void => {
        response.writeHead(status, { 'content-length': Buffer.byteLength(text) })
        response.end(text)
      }
      switch (request.url) {
        case '/pid':
          return answer(200, String(process.pid))
        case '/keeper':
          return answer(200, keeper.keeperId)
        case '/address':
          return answer(200, `${request.socket.remoteAddress}`)
        case '/block':
          while (true);
        case '/die':
          return process.kill(process.pid, 'SIGKILL')
        case '/half':
          response.writeHead(200, { 'content-length': 100 })
          response.write('half', () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50))
          return
        case '/held':
          held.push(() => answer(200, String(process.pid)))
          return
        case '/slow':
          setTimeout(() => answer(200, String(process.pid)), 300)
          return
        case '/stream':
          response.write('a')
          response.end('b')
          return
        default:
          // A commit takes a moment: most kills fall into it.
          setTimeout(() => answer(200, `${body.length}:${body.toString('latin1', 0, 16)}`), Math.random() * 5)
      }
    })
  })
  return { listener, http, door: readProxyLine(http) }
})
for (const { listener, door } of servers) {
  await new Promise<void>((resolve) => door.listen(listener.socketPath, resolve))
}
const stop = (): void => {
  for (const { http, door } of servers) {
    door.close()
    http.closeIdleConnections()
  }
  setTimeout(() => process.exit(0), 500)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
keeper.ready({ pid: process.pid })
