/**
 * What a page of each list costs over HTTP with very many events stored: `node bench/lists.ts [--events 5000000]
 * [--folder DIR]`. The store is written by SQL, in a folder that stays where one is named. SQLite, one gateway.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { fillStore } from './fill-store.ts'
import { describeMachine, machineLine } from './machine.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '5000000' },
    folder: { type: 'string' },
    rounds: { type: 'string', default: '15' },
  },
})
const count = Number(values.events)
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const wasThere = existsSync(join(folder, 'journal.sqlite'))
mkdirSync(folder, { recursive: true })
console.log(machineLine(describeMachine(folder)))

const sources = 50
const day = 86_400_000
const to = Date.now() - 60_000

if (!wasThere) {
  // The gateway makes the schema and the configuration.
  const first = await startGateway({ data: folder })
  for (let n = 1; n <= sources; n++) await first.api('POST', '/sources', { name: `s${n}`, scheme: 'publish' })
  await first.api('POST', '/destinations', { name: 'app', kind: 'pull' })
  await first.stop()
  fillStore(join(folder, 'journal.sqlite'), count, sources, to)
}

const begun = performance.now()
const gateway = await startGateway({ data: folder })
console.log(`started in ${((performance.now() - begun) / 1000).toFixed(1)} s`)

async function measure(name: string, path: string): Promise<string | null> {
  const times: number[] = []
  let answer = {
    items: [] as unknown[],
    next: null as string | null,
    lookedTo: null as string | null,
    estimate: undefined as unknown,
  }
  for (let round = 0; round < Number(values.rounds); round++) {
    const start = performance.now()
    answer = (await gateway.api('GET', path)).body
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const [median, most] = [times[Math.floor(times.length / 2)] ?? 0, times.at(-1) ?? 0]
  const found = `${String(answer.items.length).padStart(3)} found${answer.lookedTo === null ? '' : `, looked to ${answer.lookedTo}`}`
  console.log(
    `${name.padEnd(46)} median ${median.toFixed(1).padStart(6)} ms, longest ${most.toFixed(1).padStart(6)} ms  ${found} ${answer.estimate === undefined ? '' : JSON.stringify(answer.estimate)}`,
  )
  return answer.next
}

const at = (days: number): string => new Date(to - days * day).toISOString()
const next = await measure('events, the first page', '/events?limit=50')
await measure('events, the next page', `/events?limit=50&cursor=${next}`)
await measure('events around a time', `/events?limit=50&around=${at(3.5)}`)
await measure('events up to a time', `/events?limit=50&to=${at(5)}`)
await measure('events of an hour', `/events?limit=50&from=${at(5)}&to=${at(5 - 1 / 24)}`)
await measure('events of a busy source', '/events?limit=50&source=s1')
await measure('events of a quiet source', `/events?limit=50&source=s${sources - 1}`)
await measure('events of a rare type', '/events?limit=50&type=rare')
await measure('events of a type that there is not', '/events?limit=50&type=none')
await measure('events of a verdict that there is not', '/events?limit=50&verdict=unsigned')
await measure('deliveries, the first page', '/deliveries?limit=50')
await measure('deliveries that are dead', '/deliveries?limit=50&state=dead')
await measure('deliveries with an error', '/deliveries?limit=50&code=ERR_DELIVERY_ANSWER')
await measure('deliveries with an error that there is not', '/deliveries?limit=50&code=ERR_NONE')
await measure('dead deliveries with such an error', '/deliveries?limit=50&state=dead&code=ERR_NONE')
await measure(
  'deliveries 5xx of a source, up to a time',
  `/deliveries?limit=50&httpClass=5xx&source=s1&to=${at(3)}`,
)
await measure('deliveries of a quiet source', `/deliveries?limit=50&source=s${sources - 1}`)
await measure('deliveries to one destination', '/deliveries?limit=50&destination=app')

await gateway.stop()
if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
