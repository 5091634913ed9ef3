// What single steps of the path cost, in CPU and in turns, so that other work on the machine hits all alike:
// the lock that an append on PostgreSQL takes, the checksum of a payload, the filter before undici that passes over
// interim answers; and, by the clock, how long the lanes of a gateway that died are nobody's.
//
//   node --conditions=countersign-source bench/small-costs.ts [rounds]
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { crcHeadersFirst } from '../packages/gateway/src/journal/checksum.ts'
import { openPostgresJournal } from '../packages/gateway/src/journal/postgres/open.ts'
import { InterimHeads } from '../packages/gateway/src/transports/http/interim-heads.ts'
import { startServer } from '../packages/gateway/test/postgres/server.ts'
import { startTcpProxy } from '../tools/tcp-proxy.ts'
import { setUp } from './journal-sample.ts'
import { describeMachine, machineLine } from './machine.ts'

const rounds = Number(process.argv[2] ?? 11)
const leaseMs = 600_000

console.log(machineLine(describeMachine()))

/** CPU of this process, in µs. */
function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN
}

/** The median cost of each work, in µs of CPU a time, with all of them in each round. */
async function inTurns(
  works: Readonly<Record<string, () => unknown>>,
  times: number,
  cpu: () => number,
): Promise<void> {
  const costs = new Map<string, number[]>()
  for (let round = -1; round < rounds; round++) {
    for (const [name, work] of Object.entries(works)) {
      const before = cpu()
      for (let time = 0; time < times; time++) {
        const done = work()
        if (done instanceof Promise) await done
      }
      if (round >= 0) costs.set(name, [...(costs.get(name) ?? []), (cpu() - before) / times])
    }
  }
  for (const [name, each] of costs) console.log(`  ${name.padEnd(44)} ${median(each).toFixed(3)} µs`)
}

const server = await startServer()
const url = await server.database()
const open = (): ReturnType<typeof openPostgresJournal> => openPostgresJournal({ url, now: Date.now })

if (process.platform === 'linux') {
  const journal = await open()
  const session = new pg.Client({ connectionString: url })
  await session.connect()
  const pid = Number((await session.query('select pg_backend_pid() as pid')).rows[0].pid)
  const cpu = (): number => {
    // Nanoseconds on the processor: https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1000
  }
  const statements = {
    'an advisory lock, shared': 'perform pg_advisory_xact_lock_shared(4855012990031233025)',
    'a table of ours, row share': 'lock table countersign.append_lock in row share mode',
    none: 'null',
  }
  const works: Record<string, () => unknown> = {}
  for (const [at, [name, statement]] of Object.entries(statements).entries()) {
    await session.query(
      `create function pg_temp.lock_${at}() returns void language plpgsql as 'begin ${statement}; end'`,
    )
    works[name] = () => session.query({ name: `lock_${at}`, text: `select pg_temp.lock_${at}()` })
  }
  console.log('\na transaction with nothing but a lock, CPU of the session:')
  await inTurns(works, 1000, cpu)
  await session.end()
  await journal.close()
}

console.log('\nthe checksum of a payload on PostgreSQL:')
const headers = JSON.stringify([
  ['content-type', 'application/json'],
  ['x-spark-signature', '0'.repeat(40)],
])
const sumOf = (bytes: number) => {
  const payload = {
    method: 'POST',
    url: '/in/webex',
    sealedHeaders: null,
    body: new Uint8Array(bytes).fill(97),
  }
  return () => crcHeadersFirst({ source: 7, receivedAt: 1_800_000_000_000 }, payload, headers)
}
await inTurns({ '761 bytes': sumOf(761), '65,536 bytes': sumOf(65_536) }, 2000, ownCpu)

console.log('\nthe filter of interim answers, an answer:')
const heads = new InterimHeads()
const answer = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok')
const interim = Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), answer])
const passed = (bytes: Buffer) => () => {
  heads.expect()
  return heads.pass(bytes)
}
await inTurns({ 'without any': passed(answer), 'behind a 100 Continue': passed(interim) }, 20_000, ownCpu)

console.log('\nlanes of a gateway whose database connections ended, until another one has them:')
const waits: number[] = []
const heir = await open()
const { lane, fence } = await setUp(heir)
await heir.release('bench', [{ number: lane, fence }])
let changed = (): void => undefined
heir.onOwnershipChanged(() => changed())
for (let round = 0; round < Math.min(rounds, 7); round++) {
  const proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port })
  const dying = await openPostgresJournal({
    url: url.replace(`:${server.port}/`, `:${proxy.port}/`),
    now: Date.now,
  })
  const known = `select 1 from countersign.gateway where pid is not null and owner = 'dying-${round}'`
  // Until it owns the lane and has named its session.
  do await sleep(50)
  while (
    (await dying.own(`dying-${round}`, leaseMs)).length === 0 ||
    (await server.query(known, url)).length === 0
  )
  const begun = performance.now()
  proxy.cut()
  let owned = await heir.own('heir', leaseMs)
  // Asks when the journal says that it is worth it, as delivery does.
  while (owned.length === 0) {
    await new Promise<void>((resolve) => {
      changed = resolve
    })
    owned = await heir.own('heir', leaseMs)
  }
  waits.push(performance.now() - begun)
  await heir.release('heir', owned)
  await dying.close()
  await proxy.close()
}
await heir.close()
console.log(
  `  median ${(median(waits) / 1000).toFixed(2)} s, longest ${(Math.max(...waits) / 1000).toFixed(2)} s of ${waits.length}`,
)
await server.close()
