import { connect, type Socket } from 'node:net'
import { Requests } from './deliver-requests.ts'
import { Latencies } from './latencies.ts'

/** What was answered to the load, and when: from the moment a request was due. */
export interface LoadReport {
  /** Answers of 200, and all else. */
  readonly good: number
  readonly bad: number
  readonly connections: number
  readonly medianMs: number
  readonly p99Ms: number
  readonly p999Ms: number
  readonly longestMs: number
  /** The longest time in which nothing at all was answered. */
  readonly silenceMs: number
  /** Processor time of the load itself, in seconds. */
  readonly cpuSeconds: number
}

// A process of its own, as providers are: posts signed Webex notifications at a fixed rate over at most 64
// connections, each with the moment at its start at which it was due, so that a stall is seen in all that it
// holds up. Each names one of so many rooms in turn. Tells its parent what was answered, and how long after its due time.
const [, , port = '0', perSecond = '500', seconds = '10', rooms = '1', path = '/in/bench'] = process.argv
const rate = Number(perSecond)
const total = Math.round(rate * Number(seconds))
const requests = new Requests(path, Number(rooms))
const latencies = new Latencies()
const mostConnections = 64
const statusAt = 'HTTP/1.1 '.length
const digits = Buffer.from('200')

/** One connection, and when the request under way was due; NaN: none is. */
interface Line {
  readonly socket: Socket
  due: number
}

const idle: Line[] = []
let opened = 0
let good = 0
let bad = 0
let silenceMs = 0

function open(): Line {
  const line: Line = {
    due: Number.NaN,
    socket: connect({
      port: Number(port),
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        // One for all: an answer is looked at before the next is read.
        buffer: answerBytes,
        callback: (length, bytes) => {
          answered(line, bytes as Buffer, length)
          return true
        },
      },
    }),
  }
  opened += 1
  line.socket.on('error', () => {
    bad += 1
  })
  return line
}

const answerBytes = Buffer.alloc(65_536)
const begun = performance.now()
let lastAnswer = begun

function answered(line: Line, bytes: Buffer, length: number): void {
  // The rest of an answer that came in pieces.
  if (Number.isNaN(line.due)) return
  const now = performance.now()
  silenceMs = Math.max(silenceMs, now - lastAnswer)
  lastAnswer = now
  latencies.add(now - line.due)
  line.due = Number.NaN
  const status = length >= statusAt + 3 && bytes.compare(digits, 0, 3, statusAt, statusAt + 3) === 0
  if (status) good += 1
  else bad += 1
  idle.push(line)
  sendMore(now)
}

let sent = 0

/** Sends what is due, as far as connections are free. */
function sendMore(now: number): void {
  const due = Math.min(total, Math.floor(((now - begun) / 1000) * rate))
  while (sent < due) {
    const line = idle.pop() ?? (opened < mostConnections ? open() : undefined)
    if (line === undefined) return
    line.due = begun + (sent / rate) * 1000
    line.socket.write(requests.next(performance.timeOrigin + line.due))
    sent += 1
  }
}

const patienceMs = (Number(seconds) + 20) * 1000
const timer = setInterval(() => {
  const now = performance.now()
  if (good + bad < total && now - begun < patienceMs) {
    sendMore(now)
    return
  }
  clearInterval(timer)
  const { user, system } = process.cpuUsage()
  const report: LoadReport = {
    good,
    bad,
    connections: opened,
    medianMs: latencies.quantile(0.5),
    p99Ms: latencies.quantile(0.99),
    p999Ms: latencies.quantile(0.999),
    longestMs: latencies.longestMs,
    silenceMs,
    cpuSeconds: (user + system) / 1e6,
  }
  process.send?.(report, () => process.exit())
}, 1)
