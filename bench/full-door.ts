// The door at its full size: more connections than it holds, from two networks, and honest callers from three others just
// behind them. Each kind of flood meets a gateway of its own, so that its peak of memory is that kind's.
//
// A machine that does other things says nothing by its clock. So all of them, where whoever runs this may, have a higher
// priority than all else: the flood the same as the keeper, its gateway and the callers, with --polite the lowest there
// is. What the keeper and the gateway worked between a caller's first byte and its answer is told, too.
//
//   node --conditions=countersign-source bench/full-door.ts [--connections 8300] [kind …]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { constants, setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { honest, secret } from '../packages/gateway/test/hostile/networks.ts'
import { cpuSeconds, describeMachine, machineLine, parentOf, residentMiB } from './machine.ts'

// The gateway is started from its sources, as this is.
process.env.NODE_OPTIONS ??= '--conditions=countersign-source --disable-warning=ExperimentalWarning'

const head = 'POST /in/bot HTTP/1.1\r\nHost: localhost\r\n'
const kinds: Readonly<Record<string, string | Buffer>> = {
  silent: '',
  'half a head': head,
  'half a small body': `${head}Content-Length: 9999\r\n\r\nabc`,
  '64 KiB of a body': Buffer.concat([
    Buffer.from(`${head}Content-Length: 999999\r\n\r\n`),
    Buffer.alloc(64 * 1024, 0x61),
  ]),
  'a byte now and then': `${head}Content-Length: 9999\r\n\r\n`,
}
const callers = 40

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    connections: { type: 'string', default: '8300' },
    polite: { type: 'boolean', default: false },
    flood: { type: 'string' },
    port: { type: 'string' },
  },
})
const connections = Number(values.connections)

/** Opens all, a hundred at a time, and says so when the last is open. */
async function flood(port: number, kind: string): Promise<void> {
  const bytes = kinds[kind] ?? ''
  const sockets = new Set<Socket>()
  for (let at = 0; at < connections; at += 100) {
    const opened = Array.from({ length: Math.min(100, connections - at) }, async (_, more) => {
      const localAddress = `127.0.${41 + (more % 2)}.${1 + ((at + more) % 250)}`
      const socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true })
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
      socket.resume()
      await Promise.race([once(socket, 'connect'), once(socket, 'close')])
      if (bytes.length > 0 && !socket.destroyed) socket.write(bytes)
    })
    await Promise.all(opened)
  }
  process.on('disconnect', () => process.exit())
  process.send?.({ open: sockets.size })
  if (kind !== 'a byte now and then') return
  setInterval(() => {
    for (const socket of sockets) if (socket.writable && socket.writableLength === 0) socket.write('a')
  }, 20)
}

async function measure(kind: string): Promise<string> {
  const gateway = await startGateway()
  // Whatever fails: what has such a priority must not be left behind.
  process.once('exit', () => gateway.signal('SIGKILL'))
  const port = Number(new URL(gateway.url).port)
  await gateway.api('POST', '/sources', { name: 'bot', scheme: 'webex', secrets: [secret] })
  const processes = [parentOf(gateway.pid()), gateway.pid()]
  const before = processes.map((pid) => residentMiB(pid)?.now ?? 0)
  for (const pid of [...processes, process.pid]) raise(pid)
  const child = fork(
    fileURLToPath(import.meta.url),
    [`--flood=${kind}`, `--port=${port}`, `--connections=${connections}`],
    { execArgv: [...process.execArgv] },
  )
  const pid = child.pid ?? 0
  if (values.polite) setPriority(pid, constants.priority.PRIORITY_LOW)
  else raise(pid)
  let open: number | null = null
  child.once('message', (message: { open: number }) => {
    open = message.open
  })
  const beside: number[] = []
  let unanswered = 0
  while (open === null) {
    const since = performance.now()
    // Null: not within 30 s.
    unanswered += Number((await honest(port, '/in/bot', `127.0.${51 + (beside.length % 3)}.1`, '{}')) !== 200)
    beside.push(performance.now() - since)
  }
  const waits: number[] = []
  const works = processes.map((): number[] => [])
  const statuses: (number | null)[] = []
  for (let at = 0; at < callers; at++) {
    const worked = processes.map(cpuSeconds)
    const since = performance.now()
    statuses.push(await honest(port, '/in/bot', `127.0.${51 + (at % 3)}.1`, `{"n":${at}}`))
    waits.push(performance.now() - since)
    for (const [which, pid] of processes.entries()) works[which]?.push(cpuSeconds(pid) - (worked[which] ?? 0))
  }
  child.kill('SIGKILL')
  const peaks = processes.map((pid) => residentMiB(pid)?.peak ?? 0)
  const cpu = processes.map(cpuSeconds)
  await gateway.remove()
  const sorted = waits.toSorted((one, other) => one - other)
  const cells = [
    kind,
    `${statuses.filter((status) => status === 200).length} of ${callers} (${open} open)`,
    `${unanswered} of ${beside.length}`,
    ...[Math.max(...beside), sorted[callers >> 1], waits[0], sorted.at(-1)].map(
      (ms) => `${(ms ?? 0).toFixed(0)} ms`,
    ),
    works.map((each) => Math.max(...each).toFixed(2)).join(', '),
    cpu.map((seconds) => seconds.toFixed(1)).join(', '),
    peaks.map((peak, which) => `${peak.toFixed(0)} (${before[which]?.toFixed(0)} before)`).join(', '),
  ]
  return `| ${cells.join(' | ')} |`
}

function raise(pid: number): void {
  try {
    setPriority(pid, -15)
  } catch {
    // Only root may.
  }
}

if (values.flood !== undefined) await flood(Number(values.port), values.flood)
else {
  console.log(machineLine(describeMachine()))
  console.log(
    '| flood | answered 200 | unanswered while it comes | longest | median behind it | first | longest | most CPU of keeper, gateway for one | CPU in all | peak MiB |',
  )
  console.log('|---|---|---|---|---|---|---|---|---|---|')
  for (const kind of positionals.length > 0 ? positionals : Object.keys(kinds))
    console.log(await measure(kind))
}
