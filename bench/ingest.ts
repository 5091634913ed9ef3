import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { closedLoop, writeRequests } from './ingest-closed-loop.ts'
import { openLoop } from './ingest-open-loop.ts'
import { type Served, serve, stop } from './ingest-serve.ts'
import { startWebhook, webhookVersion } from './ingest-webhook.ts'
import { describeMachine, machineLine, residentMiB } from './machine.ts'

// What it costs to take events in: verified, deduplicated and on disk before the answer, beside a bare
// Fastify server that reads the same body and answers the same JSON, and Debian's `webhook` where it is installed.
// Needs `wrk` (a Debian package).
//
//     node --conditions=countersign-source bench/ingest.ts [seconds a closed loop] [seconds of the open loop]

const seconds = Number(process.argv[2] ?? '10')
const openSeconds = Number(process.argv[3] ?? '30')
const folder = mkdtempSync(join(process.env.BENCH_DIR ?? tmpdir(), 'countersign-bench-'))
const memory = existsSync('/dev/shm') ? mkdtempSync('/dev/shm/countersign-bench-') : folder

const say = (name: string, text: string): void => console.log(`${name.padEnd(34)} ${text}`)
try {
  say('machine', machineLine(describeMachine(folder)))
  const genuine = writeRequests(join(memory, 'true'), seconds, false)
  const forged = writeRequests(join(memory, 'forged'), seconds, true)
  const load = ({ port, process: { pid = 0 } }: Served, file: string) => closedLoop(port, pid, file, seconds)

  const bare = await serve('./ingest-bare.ts')
  const floor = await load(bare, genuine)
  say('bare Fastify', floor.report)
  await stop(bare)

  const peer = webhookVersion()
  if (peer === null) say('webhook (adnanh)', 'left out: it is not installed (a Debian package)')
  else {
    const webhook = await startWebhook(folder)
    say(`${peer}, forged`, (await load(webhook, forged)).report)
    say(`${peer}, runs a command`, (await load(webhook, genuine)).report)
    await stop(webhook)
  }

  const direct = await serve('./ingest-gateway.ts', [join(folder, 'direct')])
  const directTrue = await load(direct, genuine)
  say('ingest, no keeper', directTrue.report)
  const directForged = await load(direct, forged)
  say('ingest, no keeper, forged', directForged.report)
  await stop(direct)

  const kept = await serve('./ingest-keeper.ts', [join(folder, 'kept')])
  const keptTrue = await load(kept, genuine)
  say('ingest through the keeper', keptTrue.report)
  const keptForged = await load(kept, forged)
  say('ingest through the keeper, forged', keptForged.report)

  const share = (rate: number): string => `${((100 * rate) / floor.rate).toFixed(0)} % of bare Fastify`
  say('ratio, no keeper', share(directTrue.rate))
  say('ratio through the keeper', `${share(keptTrue.rate)} (at least 30, the goal is 40)`)
  say('refusing / accepting, rate', `${(keptForged.rate / keptTrue.rate).toFixed(2)} × (more than 1)`)
  const cpu = (keptForged.cpuMicros ?? 0) / (keptTrue.cpuMicros ?? 1)
  say('refusing / accepting, CPU', `${cpu.toFixed(2)} × (less than 1)`)

  say(`open loop, 5,000/s for ${openSeconds} s`, await openLoop(kept.port, 5000, openSeconds))
  say('keeper’s memory', `${Math.round(residentMiB(kept.process.pid ?? 0)?.peak ?? 0)} MiB at most`)
  await stop(kept)
} finally {
  rmSync(folder, { recursive: true, force: true })
  rmSync(memory, { recursive: true, force: true })
}
