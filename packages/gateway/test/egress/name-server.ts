import { createSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'

/** What a name server knows of one name. */
export interface Zone {
  readonly a?: readonly string[]
  /** In full: eight groups. */
  readonly aaaa?: readonly string[]
  readonly cname?: string
  /** In seconds. Default 60. */
  readonly ttl?: number
  /** Never answers: for one type, or at all. */
  readonly hangs?: 'a' | 'aaaa' | 'all'
  /** Says by UDP that the answer is too long. */
  readonly truncated?: boolean
  readonly fails?: boolean
}

/** A name server on loopback, over UDP and TCP. */
export interface NameServer {
  /** `127.0.0.1:PORT` */
  readonly address: string
  /** Every question so far: `A name`, `AAAA name`; `tcp ` before it where it came that way. */
  readonly asked: string[]
  readonly zones: Map<string, Zone>
  close(): Promise<void>
}

const types: Readonly<Record<number, 'a' | 'aaaa'>> = { 1: 'a', 28: 'aaaa' }

/** Starts one. A name that it does not know does not exist. */
export async function startNameServer(zones: Readonly<Record<string, Zone>>): Promise<NameServer> {
  const known = new Map(Object.entries(zones))
  const asked: string[] = []
  const answer = (question: Buffer, tcp: boolean): Buffer | null => {
    const { name, type, end } = readQuestion(question)
    asked.push(`${tcp ? 'tcp ' : ''}${type === 28 ? 'AAAA' : 'A'} ${name}`)
    const kind = types[type]
    const zone = known.get(name)
    if (zone?.hangs === 'all' || (zone?.hangs !== undefined && zone.hangs === kind)) return null
    const cut = zone?.truncated === true && !tcp
    const records = zone === undefined || kind === undefined || cut ? [] : recordsOf(name, kind, known)
    const code = zone === undefined ? 3 : zone.fails === true ? 2 : 0
    const head = Buffer.alloc(12)
    question.copy(head, 0, 0, 2)
    head.writeUInt16BE(0x8180 | (cut ? 0x0200 : 0) | code, 2)
    head.writeUInt16BE(1, 4)
    head.writeUInt16BE(records.length, 6)
    return Buffer.concat([head, question.subarray(12, end), ...records])
  }
  const tcp = createServer((socket: Socket) => {
    socket.on('error', () => undefined)
    let pending = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      pending = Buffer.concat([pending, chunk])
      while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE()) {
        const length = pending.readUInt16BE()
        const reply = answer(pending.subarray(2, 2 + length), true)
        pending = pending.subarray(2 + length)
        if (reply === null) continue
        const size = Buffer.alloc(2)
        size.writeUInt16BE(reply.length)
        socket.write(Buffer.concat([size, reply]))
      }
    })
  })
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
  const at = tcp.address()
  const port = typeof at === 'object' && at !== null ? at.port : 0
  const udp = createSocket('udp4')
  udp.on('message', (question, from) => {
    const reply = answer(question, false)
    if (reply !== null) udp.send(reply, from.port, from.address)
  })
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${port}`,
    asked,
    zones: known,
    async close() {
      await new Promise<void>((resolve) => udp.close(resolve))
      await new Promise<void>((resolve) => tcp.close(() => resolve()))
    },
  }
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  while (message[at] !== 0) {
    const length = message[at] ?? 0
    labels.push(message.subarray(at + 1, at + 1 + length).toString('latin1'))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 }
}

function recordsOf(name: string, kind: 'a' | 'aaaa', zones: ReadonlyMap<string, Zone>): Buffer[] {
  const zone = zones.get(name)
  if (zone === undefined || zone.fails === true) return []
  const ttl = zone.ttl ?? 60
  if (zone.cname !== undefined) {
    return [record(name, 5, ttl, nameBytes(zone.cname)), ...recordsOf(zone.cname, kind, zones)]
  }
  return kind === 'a'
    ? (zone.a ?? []).map((address) => record(name, 1, ttl, Buffer.from(address.split('.').map(Number))))
    : (zone.aaaa ?? []).map((address) => record(name, 28, ttl, sixBytes(address)))
}

function record(name: string, type: number, ttl: number, data: Buffer): Buffer {
  const head = Buffer.alloc(10)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(1, 2)
  head.writeUInt32BE(ttl, 4)
  head.writeUInt16BE(data.length, 8)
  return Buffer.concat([nameBytes(name), head, data])
}

function nameBytes(name: string): Buffer {
  const labels = name.split('.').map((label) => Buffer.from(`${String.fromCharCode(label.length)}${label}`))
  return Buffer.concat([...labels, Buffer.alloc(1)])
}

function sixBytes(address: string): Buffer {
  const groups = address.split(':').map((group) => Number.parseInt(group, 16))
  const bytes = Buffer.alloc(16)
  for (const [at, group] of groups.entries()) bytes.writeUInt16BE(group, at * 2)
  return bytes
}
