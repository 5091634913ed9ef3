import { connect, type Socket } from 'node:net'
import { createEgress } from '../packages/gateway/src/egress/egress.ts'
import { Connections } from '../packages/gateway/src/transports/http/connections.ts'
import { send } from '../packages/gateway/src/transports/http/send.ts'
import { startBenchReceiver } from './deliver-application.ts'
import { describeMachine, machineLine } from './machine.ts'

// What a connection of its own costs a delivery: bare sockets of Node, and the gateway's way out, each over one that is
// kept and over a new one for each request.
//
//   node --conditions=countersign-source bench/connection-cost.ts [requests=2000]

const requests = Number(process.argv[2] ?? 2_000)
const application = await startBenchReceiver()
const { host, hostname, port, origin } = new URL(application.url)
const egress = createEgress({ allow: [hostname], deny: [] })
const body = Buffer.from('{"type":"order.paid","data":{"at":1}}')
const head = `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${body.length}\r\n\r\n`
const message = { headers: ['content-type', 'application/json'], body }

const open = (): Connections => new Connections(origin, egress, { allowPrivate: true, ca: null })
const ask = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('data', () => resolve())
    socket.write(head + body)
  })
async function deliver(connections: Connections): Promise<void> {
  const { status } = await send(connections, '/', message, 5_000)
  if (status !== 200) throw new Error(`answered ${status}`)
}

const [socket, connections] = [connect(Number(port), hostname), open()]
const ways: Readonly<Record<string, () => Promise<void>>> = {
  'a bare socket, kept': () => ask(socket),
  'a bare socket of its own': async () => {
    const own = connect(Number(port), hostname)
    await ask(own)
    own.end()
  },
  'a delivery, kept': () => deliver(connections),
  'a delivery over its own': async () => {
    const own = open()
    await deliver(own)
    own.retire()
  },
}

console.log(machineLine(describeMachine()))
const found = new Map(Object.keys(ways).map((name) => [name, [] as number[]]))
for (let round = 0; round < 6; round++)
  for (const [name, way] of Object.entries(ways)) {
    const from = process.cpuUsage()
    for (let at = 0; at < requests; at++) await way()
    const { user, system } = process.cpuUsage(from)
    // The first is to warm up.
    if (round > 0) found.get(name)?.push((user + system) / requests)
  }
for (const [name, each] of found)
  console.log(`${name}: ${each.map((us) => us.toFixed(0)).join(', ')} µs of processor time`)
process.exit(0)
