import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { journalFile } from '../packages/gateway/src/journal/sqlite/connection.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { launcher, startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { sampleEvent, samplePayload } from '../packages/gateway/test/journal/samples.ts'
import { requestBytes, secret } from './ingest-load.ts'
import { cpuSeconds, describeMachine, machineLine } from './machine.ts'

// What a backup of a large store costs those who send meanwhile: 32 senders that each wait for their answer, in windows
// without a backup and with one, in turn. On a machine that others use too the rate says little and the CPU time much.
//
//   NODE_OPTIONS=--conditions=countersign-source node bench/backup.ts [megabytes=2000] [pairs=3] [rate=64]

const [, , megabytes = '2000', wantedPairs = '3', rate = '64'] = process.argv
const windowMs = 10_000
const senders = 32
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const data = join(folder, 'data')
console.log(machineLine(describeMachine(folder)))

// The source first: what stands there already is its.
const first = await startGateway({ data })
await first.api('POST', '/sources', { name: 'bench', scheme: 'webex', secrets: [secret] })
await first.stop()
const size = (): number => statSync(journalFile(data)).size / 1_000_000
const journal = await openSqliteJournal({ folder: data })
const epoch = await journal.epoch()
for (let at = 0; size() < Number(megabytes); at++) {
  const body = Buffer.alloc(256 * 1024, at)
  const event = sampleEvent({ epoch, source: 2, receivedAt: Date.now(), payload: samplePayload({ body }) })
  await journal.append(Array.from({ length: 16 }, () => event))
}
await journal.close()
console.log(`${size().toFixed(0)} MB are stored`)

const gateway = await startGateway({ data, args: ['--log-level', 'error'] })
const agent = new Agent({ keepAlive: true, maxSockets: senders })
const { hostname, port } = new URL(gateway.url)

/** One request as the benchmark of ingest writes it; answers its status. */
async function send(): Promise<number> {
  const [head = '', body = ''] = requestBytes().toString().split('\r\n\r\n')
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(': ')),
  )
  return await new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: '/in/bench', method: 'POST', headers, agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

interface Window {
  readonly taken: number
  readonly refused: number
  /** CPU time of the gateway for each that was taken in, in µs. */
  readonly cpuMicros: number
}

async function window(ended: () => boolean): Promise<Window> {
  const [began, cpu] = [performance.now(), cpuSeconds(gateway.pid())]
  let [taken, refused] = [0, 0]
  const over = (): boolean => performance.now() - began > windowMs || ended()
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (!over())
        if ((await send()) === 200) taken++
        else refused++
    }),
  )
  const seconds = (performance.now() - began) / 1000
  const cpuMicros = ((cpuSeconds(gateway.pid()) - cpu) * 1e6) / Math.max(1, taken)
  return { taken: taken / seconds, refused, cpuMicros }
}

const shown = ({ taken, refused, cpuMicros }: Window): string =>
  `${taken.toFixed(0)}/s, ${refused} refused, ${cpuMicros.toFixed(0)} µs of CPU each`
const ratios: number[] = []
for (let pair = 0; pair < Number(wantedPairs); pair++) {
  const alone = await window(() => false)
  const file = join(folder, `backup-${pair}.sqlite`)
  const backup = spawn(process.execPath, [launcher, 'backup', file, '--data', data, '--rate', rate], {
    stdio: 'ignore',
  })
  const exited = once(backup, 'exit')
  let done = false
  void exited.then(() => (done = true))
  const beside = await window(() => done)
  const began = performance.now()
  const [code] = await exited
  const more = ((performance.now() - began) / 1000).toFixed(1)
  ratios.push(beside.taken / alone.taken)
  console.log(
    `alone ${shown(alone)}; beside a backup ${shown(beside)}; it ended with ${code} ${more} s later`,
  )
  rmSync(file, { force: true })
}
const sorted = ratios.toSorted((one, other) => one - other)
console.log(`beside a backup to alone: ${sorted.map((each) => each.toFixed(2)).join(', ')}`)
await gateway.stop()
await gateway.remove()
rmSync(folder, { recursive: true })
