import { createHmac, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { secret } from './ingest-load.ts'

/** What was answered to the load, and when: from the moment a request was due. */
export interface LoadReport {
  /** Answers of 200, and all else. */
  readonly good: number
  readonly bad: number
  readonly connections: number
  readonly medianMs: number
  readonly p99Ms: number
  readonly longestMs: number
}

// A process of its own, as providers are: posts signed Webex notifications at a fixed rate over at most 64
// connections, each with the moment at its start at which it was due, so that a stall is seen in all that it
// holds up. Each names one of so many rooms in turn. Tells its parent what was answered, and how long after its due time.
const [, , port = '0', perSecond = '500', seconds = '10', rooms = '1', path = '/in/bench'] = process.argv
const rate = Number(perSecond)
const total = rate * Number(seconds)
const idle: Socket[] = []
const sockets: Socket[] = []
let good = 0
let bad = 0
let made = 0

const mostConnections = 64
const dueOf = new Map<Socket, number>()
/** Answers by their latency, in tenths of a millisecond, up to ten seconds. */
const answeredAfter = new Uint32Array(100_000)
let longestMs = 0

function answered(socket: Socket): void {
  const ms = performance.now() - (dueOf.get(socket) ?? 0)
  longestMs = Math.max(longestMs, ms)
  const tenths = Math.min(Math.floor(ms * 10), answeredAfter.length - 1)
  answeredAfter[tenths] = (answeredAfter[tenths] ?? 0) + 1
}

/** The latency that this share of the answers kept within, in ms. */
function quantile(share: number): number {
  let rest = (good + bad) * share
  const tenths = answeredAfter.findIndex((count) => {
    rest -= count
    return rest <= 0
  })
  return tenths / 10
}

function request(due: number): Buffer {
  const stamp = (performance.timeOrigin + due).toFixed(3)
  const id = randomBytes(15).toString('hex')
  const start = `{"id":"${stamp}","resource":"messages","event":"created","data":{"id":"${id}","roomId":"room-${made++ % Number(rooms)}"},"filler":"`
  const body = `${start}${'x'.repeat(759 - start.length)}"}`
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: hooks.example.com\r\nContent-Type: application/json\r\nX-Spark-Signature: ${signature}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}

function open(): Socket {
  const socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true })
  sockets.push(socket)
  socket.on('data', (bytes: Buffer) => {
    if (bytes.subarray(0, 12).equals(Buffer.from('HTTP/1.1 200'))) good += 1
    else bad += 1
    answered(socket)
    idle.push(socket)
    sendMore()
  })
  socket.on('error', () => {
    bad += 1
  })
  return socket
}

const begun = performance.now()
let sent = 0

/** Sends what is due, as far as connections are free. */
function sendMore(): void {
  const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * rate))
  while (sent < due) {
    const socket = idle.pop() ?? (sockets.length < mostConnections ? open() : undefined)
    if (socket === undefined) return
    const at = begun + (sent / rate) * 1000
    dueOf.set(socket, at)
    socket.write(request(at))
    sent += 1
  }
}

const patienceMs = (Number(seconds) + 20) * 1000
while (good + bad < total && performance.now() - begun < patienceMs) {
  sendMore()
  await new Promise((resolve) => setTimeout(resolve, 1))
}
const report: LoadReport = {
  good,
  bad,
  connections: sockets.length,
  medianMs: quantile(0.5),
  p99Ms: quantile(0.99),
  longestMs,
}
process.send?.(report)
process.exit()
