import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { cpuSeconds, describeMachine, machineLine } from './machine.ts'

// What a set-up in a file costs: `apply` of as many sources, destinations and routes as wanted to a gateway that has none,
// the same file again, and `diff`. Beside each its floor: a command that asks the gateway for one thing.
//
//   NODE_OPTIONS=--conditions=countersign-source node bench/apply.ts [objects=1000] [rounds=3]

const [, , objects = '1000', rounds = '3'] = process.argv
const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
console.log(machineLine(describeMachine(folder)))

/** As many as asked: two of five are sources, two of five routes, the rest destinations. */
function written(wanted: number): string {
  const [sources, destinations] = [Math.floor((wanted * 2) / 5), Math.floor(wanted / 5)]
  const routes = wanted - sources - destinations
  const list = <T>(many: number, one: (at: number) => T): T[] =>
    Array.from({ length: many }, (_, at) => one(at))
  return JSON.stringify({
    sources: list(sources, (at) => ({
      name: `source-${at}`,
      scheme: 'webex',
      secrets: [{ env: 'BENCH_SECRET' }],
    })),
    destinations: list(destinations, (at) => ({
      name: `destination-${at}`,
      url: `https://${at}.example.com/hooks`,
    })),
    routes: list(routes, (at) => ({
      source: `source-${at}`,
      destination: `destination-${at % destinations}`,
    })),
  })
}

const file = join(folder, 'countersign.json')
writeFileSync(file, written(Number(objects)))
const env = { BENCH_SECRET: 'a-secret-of-the-bench' }

for (let round = 0; round < Number(rounds); round++) {
  const gateway = await startGateway({ args: ['--log-level', 'error'] })
  /** Runs a command to its end: seconds by the clock, and of the gateway's processor. */
  const timed = async (name: string, ...args: string[]): Promise<string> => {
    const [began, cpu] = [performance.now(), cpuSeconds(gateway.pid())]
    const { code, stdout, stderr } = await runCommand([...args, '--data', gateway.data], { env })
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${stdout}${stderr}`)
    const seconds = ((performance.now() - began) / 1000).toFixed(2)
    return `${name} ${seconds} s (the gateway's processor ${(cpuSeconds(gateway.pid()) - cpu).toFixed(2)})`
  }
  const told = [
    await timed('one question', 'source', 'list'),
    await timed(`${objects} applied`, 'apply', '-f', file),
    await timed('applied again', 'apply', '-f', file),
    await timed('diff', 'diff', '-f', file),
  ]
  console.log(told.join('; '))
  await gateway.stop()
  await gateway.remove()
}
rmSync(folder, { recursive: true })
