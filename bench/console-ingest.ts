/**
 * What three open tabs of the console cost whoever takes in: `node --conditions=countersign-source
 * bench/console-ingest.ts [--rate 500] [--seconds 10] [--pairs 6]`. One gateway on SQLite gets as many signed webhooks a
 * second with the overview, the events and the tail open as without them, in turns; processor time of the gateway.
 */
import { createHmac } from 'node:crypto'
import { parseArgs } from 'node:util'
import { openBrowser } from '../packages/gateway/test/console/open-console.ts'
import { startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { cpuSeconds, describeMachine, machineLine } from './machine.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '10' },
    pairs: { type: 'string', default: '6' },
  },
})
const [rate, seconds, pairs] = [Number(values.rate), Number(values.seconds), Number(values.pairs)]
console.log(machineLine(describeMachine()))
const secret = 'a-secret-of-sixteen-letters-or-more'
const gateway = await startGateway({ args: ['--source', 'shop=github', '--secret', secret] })
const { items } = (await gateway.api('GET', '/sources')).body
const { url } = items.find(({ name }: { name: string }) => name === 'shop')
const opened = await openBrowser()
const first = await opened.page(gateway)
const tabs = [first, await first.context().newPage(), await first.context().newPage()]
const paths = ['/', '/events', '/live']
let sent = 0

async function send(): Promise<void> {
  const body = JSON.stringify({ n: sent++, text: 'x'.repeat(600) })
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
  const headers = {
    'x-github-event': 'push',
    'x-hub-signature-256': signature,
    'content-type': 'application/json',
  }
  const answer = await fetch(url, { method: 'POST', headers, body })
  await answer.arrayBuffer()
  if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
}

/** Processor time of the gateway for an event, in µs. */
async function turn(open: boolean): Promise<number> {
  for (const [at, tab] of tabs.entries())
    await tab.goto(open ? `${gateway.adminUrl}${paths[at]}` : 'about:blank')
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const before = cpuSeconds(gateway.pid())
  const begun = performance.now()
  const under = new Set<Promise<void>>()
  for (let n = 0; n < rate * seconds; n++) {
    const one = send().finally(() => under.delete(one))
    under.add(one)
    if (under.size >= 64) await Promise.race(under)
    const ahead = ((n + 1) / rate) * 1000 - (performance.now() - begun)
    if (ahead > 5) await new Promise((resolve) => setTimeout(resolve, ahead))
  }
  await Promise.all(under)
  const cost = ((cpuSeconds(gateway.pid()) - before) / (rate * seconds)) * 1e6
  console.log(
    `${open ? 'three tabs' : 'no tab    '}  ${cost.toFixed(0)} µs an event, ${((rate * seconds) / ((performance.now() - begun) / 1000)).toFixed(0)} a second`,
  )
  return cost
}

await turn(false)
await turn(true)
const ratios: number[] = []
for (let pair = 0; pair < pairs; pair++) {
  const order = pair % 2 === 0 ? [true, false] : [false, true]
  const costs = new Map<boolean, number>()
  for (const open of order) costs.set(open, await turn(open))
  ratios.push((costs.get(true) ?? 0) / (costs.get(false) ?? 1))
}
const sorted = ratios.toSorted((a, b) => a - b)
console.log(
  `with three tabs, of without: ${ratios.map((ratio) => (100 * ratio).toFixed(1)).join(' ')} %, median ${(100 * (sorted[sorted.length >> 1] ?? 0)).toFixed(1)} %`,
)
await opened.close()
await gateway.remove()
