import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requestBytes } from './ingest-load.ts'
import { describeMachine, machineLine } from './machine.ts'

// What taking in through the keeper costs in one checkout, in parts of what it costs in another: CPU, on a machine that
// others use too. Both are up at once and get the same small number of requests in turn, in an order that changes; the
// median of the turns' ratios counts. Two processes of one program differ by a tenth for as long as they live: start it
// several times.
//
//   node --conditions=countersign-source bench/ingest-pairs.ts BEFORE AFTER [turns] [requests a turn]

const [before = '', after = '', turns = '24', requests = '400'] = process.argv.slice(2)
const connections = 64
/** What is not compiled yet costs several times as much. */
const warmUp = 6000

interface Side {
  readonly port: number
  readonly process: ChildProcess
  /** Keeper and gateway. */
  readonly pids: readonly number[]
}

async function start(checkout: string, folder: string): Promise<Side> {
  const child = fork(join(checkout, 'bench/ingest-keeper.ts'), [folder], {
    cwd: checkout,
    execArgv: ['--conditions=countersign-source', '--disable-warning=ExperimentalWarning'],
  })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port))
    child.once('exit', (code) => reject(new Error(`${checkout} ended with ${code}`)))
  })
  const pid = child.pid ?? 0
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  return { port, process: child, pids: [pid, ...children] }
}

/** CPU so far of all threads of a process, in µs. */
function cpuMicros(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => {
    const [nanos] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')
    return sum + Number(nanos) / 1000
  }, 0)
}

/** Sends so many requests, each with its own dedup key, over connections that wait for their answers. */
async function send(port: number, count: number): Promise<void> {
  const waiting = Array.from({ length: count }, () => requestBytes())
  const one = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let answer = ''
      const next = (): void => {
        const request = waiting.pop()
        if (request !== undefined) socket.write(request)
        else {
          socket.destroy()
          resolve()
        }
      }
      socket.on('connect', next)
      socket.on('error', reject)
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1')
        // The body is the JSON of one line.
        if (!answer.endsWith('}')) return
        if (!answer.startsWith('HTTP/1.1 200')) reject(new Error(answer))
        answer = ''
        next()
      })
    })
  await Promise.all(Array.from({ length: connections }, one))
}

async function turn({ port, pids }: Side, count: number): Promise<number[]> {
  const begun = pids.map(cpuMicros)
  await send(port, count)
  return pids.map((pid, at) => (cpuMicros(pid) - (begun[at] ?? 0)) / count)
}

const median = (list: readonly number[]): number =>
  list.toSorted((one, other) => one - other)[list.length >> 1] ?? 0
const sum = (list: readonly number[]): number => list.reduce((all, each) => all + each, 0)

const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'countersign-bench-'))
const sides = [await start(before, join(folder, 'before')), await start(after, join(folder, 'after'))]
try {
  console.log(machineLine(describeMachine(folder)))
  for (const side of sides) await send(side.port, warmUp)
  const seen: number[][][] = []
  for (let at = 0; at < Number(turns); at++) {
    const costs: number[][] = []
    for (const which of at % 2 === 0 ? [0, 1] : [1, 0]) {
      const side = sides[which]
      if (side !== undefined) costs[which] = await turn(side, Number(requests))
    }
    seen.push(costs)
  }
  const show = (name: string, cost: (parts: readonly number[]) => number): void => {
    const pairs = seen.map(([one = [], other = []]) => [cost(one), cost(other)] as const)
    const of = (which: 0 | 1): string => median(pairs.map((pair) => pair[which])).toFixed(1)
    const ratio = median(pairs.map(([one, other]) => other / one)).toFixed(2)
    console.log(`${name.padEnd(10)} before ${of(0)} µs, after ${of(1)} µs a request: ${ratio}`)
  }
  show('all', sum)
  show('keeper', ([keeper = 0]) => keeper)
  show('gateway', ([, gateway = 0]) => gateway)
} finally {
  for (const { process: child } of sides) {
    child.removeAllListeners('exit')
    const over = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 1000))])
  }
  rmSync(folder, { recursive: true, force: true })
}
