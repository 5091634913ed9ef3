// Checks of this checkout beside those of another one of the library, in one process and in turns: two processes of one
// program differ by a tenth.
//
//   node --conditions=countersign-source bench/verify-before-after.ts OTHER_CHECKOUT [rounds]
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type * as library from 'countersign'
import type * as schemes from 'countersign/schemes/webex'
import type * as sync from 'countersign/sync'
import { describeMachine, machineLine } from './machine.ts'

type Library = typeof library & typeof schemes & typeof sync

const [other, rounds = '40'] = process.argv.slice(2)
if (other === undefined || !existsSync(other)) throw new Error('Name the other checkout.')
const timesARound = 4000

async function load(root: string): Promise<Library> {
  const source = join(root, 'packages/countersign/src')
  const files = ['index.ts', 'sync.ts', 'schemes/webex.ts']
  return Object.assign({}, ...(await Promise.all(files.map((file) => import(join(source, file))))))
}

const now = await load(join(import.meta.dirname, '..'))
const before = await load(other)
const secrets = 'somesupersecretphrase'
const body = Buffer.from(
  JSON.stringify({ resource: 'messages', event: 'created', data: { id: 'x'.repeat(703) } }),
)
const headers = {
  host: 'example.com',
  'user-agent': 'WebexWebhooks',
  accept: '*/*',
  'content-type': 'application/json;charset=UTF-8',
  'content-length': String(body.length),
  trackingid: 'ROUTER_5B5E1E7A-1234-01BB-0000-000000000000',
  'x-spark-signature': createHmac('sha1', secrets).update(body).digest('hex'),
}
const input = { headers, body }
const forged = { headers: { ...headers, 'x-spark-signature': '0'.repeat(40) }, body }

const works: Record<string, (library: Library) => () => unknown> = {
  verify:
    ({ verify, webex }) =>
    () =>
      verify(input, { scheme: webex, secrets }),
  verifySync:
    ({ verifySync, webex }) =>
    () =>
      verifySync(input, { scheme: webex, secrets }),
  'a prepared verifier, verifySync': ({ createVerifier, webex }) => {
    const verifier = createVerifier({ scheme: webex, secrets })
    return () => verifier.verifySync(input)
  },
  'verify, type and dedup key asked for':
    ({ verify, webex }) =>
    async () => {
      const event = await verify(input, { scheme: webex, secrets })
      return event.type === 'messages.created' && event.dedupe?.key
    },
  'a forged one, safeVerify': ({ createVerifier, webex }) => {
    const verifier = createVerifier({ scheme: webex, secrets })
    return () => verifier.safeVerify(forged)
  },
}

/** CPU of one, in µs. */
async function cost(work: () => unknown): Promise<number> {
  const start = process.cpuUsage()
  for (let time = 0; time < timesARound; time++) {
    const done = work()
    if (done instanceof Promise) await done
  }
  const { user, system } = process.cpuUsage(start)
  return (user + system) / timesARound
}

const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN

console.log(`${machineLine(describeMachine())}\nµs of CPU, median of ${rounds} rounds; after/before`)
for (const [name, make] of Object.entries(works)) {
  const pair = [make(before), make(now)] as const
  const costs: [number[], number[]] = [[], []]
  const ratios: number[] = []
  for (let round = -5; round < Number(rounds); round++) {
    const each = [0, 0]
    for (const at of round % 2 === 0 ? [0, 1] : [1, 0]) each[at] = await cost(pair[at === 0 ? 0 : 1])
    if (round < 0) continue
    for (const at of [0, 1] as const) costs[at].push(each[at] ?? 0)
    ratios.push((each[1] ?? 0) / (each[0] ?? 1))
  }
  console.log(
    `${name.padEnd(38)} before ${median(costs[0]).toFixed(2)}  after ${median(costs[1]).toFixed(2)}  ratio ${median(ratios).toFixed(3)}`,
  )
}
