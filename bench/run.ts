import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { asked } from '../tools/asked.ts'

const help = `
npm run bench                    all, short: about twelve minutes
npm run bench -- --long          with the ten-minute open loop and the millions of stored events
npm run bench -- verify ingest   some

Runs the benchmarks one after the other, prints what they print and keeps it in bench/results, a file each. Each prints the
machine and its disk first, and its figures beside those of a floor or a peer of the same run: compare ratios, since machines
differ.
`
const { values, positionals } = asked(help, {
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false } },
})

interface Bench {
  readonly name: string
  readonly short: readonly string[]
  readonly long: readonly string[]
}

const benches: readonly Bench[] = [
  { name: 'verify', short: [], long: [] },
  { name: 'ingest', short: ['8', '30'], long: ['15', '600'] },
  { name: 'ingest-stored', short: ['5', '200000'], long: ['15', '2000000'] },
  { name: 'journal-sqlite', short: ['--stored', '200000'], long: ['--stored', '2000000'] },
  { name: 'journal-stalls', short: ['--seconds', '30'], long: ['--seconds', '600'] },
  { name: 'deliver', short: ['8'], long: ['60'] },
  { name: 'deliver-through', short: ['10', '500', '5000'], long: ['600', '500', '5000'] },
  { name: 'deliver-isolation', short: ['15'], long: ['60'] },
  { name: 'deliver-fan-out', short: ['1000'], long: ['1000'] },
  { name: 'deliver-replay', short: ['50000', '2000'], long: ['100000', '2000'] },
  { name: 'deliver-backlog', short: ['100000'], long: ['1000000'] },
  { name: 'lists', short: ['--events', '200000'], long: ['--events', '5000000'] },
  { name: 'retention', short: ['--seconds', '20'], long: ['--seconds', '120'] },
  { name: 'pull', short: ['10000'], long: ['100000'] },
  { name: 'postgres-ingest', short: ['5', '1'], long: ['10', '2'] },
  { name: 'postgres-gateways', short: ['9000'], long: ['50000'] },
  { name: 'postgres-backlog', short: ['200000', '10'], long: ['5000000', '60'] },
  { name: 'postgres', short: ['8', '200000'], long: ['15', '5000000'] },
]

const results = join(import.meta.dirname, 'results')

async function run({ name, short, long }: Bench): Promise<number> {
  const args = values.long ? long : short
  const command = `bench/${name}.ts ${args.join(' ')}`.trim()
  console.log(`\n— ${command}`)
  const file = createWriteStream(join(results, `${name}.txt`))
  file.write(`$ node --conditions=countersign-source ${command}\n`)
  const child = spawn(
    process.execPath,
    ['--conditions=countersign-source', '--disable-warning=ExperimentalWarning', `bench/${name}.ts`, ...args],
    { cwd: join(import.meta.dirname, '..'), stdio: ['ignore', 'pipe', 'inherit'] },
  )
  child.stdout.on('data', (chunk: Buffer) => {
    process.stdout.write(chunk)
    file.write(chunk)
  })
  const code = await new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? 1)))
  await new Promise((resolve) => file.end(resolve))
  return code
}

const unknown = positionals.filter((name) => !benches.some((bench) => bench.name === name))
if (unknown.length > 0) {
  console.error(
    `There is no ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.`,
  )
  process.exit(2)
}
mkdirSync(results, { recursive: true })
const failed: string[] = []
for (const bench of benches) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue
  if ((await run(bench)) !== 0) failed.push(bench.name)
}
if (failed.length > 0) {
  console.error(`\nfailed: ${failed.join(', ')}`)
  process.exitCode = 1
}
