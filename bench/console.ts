/**
 * What whoever looks waits for, in a real browser with very many events stored: `node bench/console.ts [--events 1000000]
 * [--folder DIR]`. SQLite, one gateway, a browser that draws in software: frames are those of the machine's processor.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBrowser } from '../packages/gateway/test/console/open-console.ts'
import { startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { fillStore } from './fill-store.ts'
import { describeMachine, machineLine } from './machine.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, folder: { type: 'string' } },
})
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const wasThere = existsSync(join(folder, 'journal.sqlite'))
mkdirSync(folder, { recursive: true })
console.log(machineLine(describeMachine(folder)))
const to = Date.now() - 60_000
if (!wasThere) {
  const first = await startGateway({ data: folder })
  for (let n = 1; n <= 50; n++) await first.api('POST', '/sources', { name: `s${n}`, scheme: 'publish' })
  await first.api('POST', '/destinations', { name: 'app', kind: 'pull' })
  await first.stop()
  fillStore(join(folder, 'journal.sqlite'), Number(values.events), 50, to)
}
const gateway = await startGateway({ data: folder })
const opened = await openBrowser()
const page = await opened.page(gateway)
const told = (name: string, all: readonly number[], unit = 'ms'): void => {
  const sorted = all.toSorted((a, b) => a - b)
  const [median = 0, most = 0] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  console.log(`${name.padEnd(52)} median ${median.toFixed(0)} ${unit}, longest ${most.toFixed(0)} ${unit}`)
}

const paints: number[] = []
for (let round = 0; round < 7; round++) {
  await page.goto(`${gateway.adminUrl}/`)
  await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  paints.push(
    await page.evaluate(
      `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? performance.now()`,
    ),
  )
}
told('first paint of the overview, signed in', paints)

/** From the press to the frame after the first row is there. */
const toPixels = `new Promise((resolve) => {
  const begun = performance.now()
  history.pushState(null, '', PATH)
  const look = () => document.querySelector('[role=grid][aria-label=Events] [data-index]')
    ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begun)))
    : requestAnimationFrame(look)
  look()
})`
const lists: number[] = []
for (let round = 0; round < 7; round++) {
  await page.evaluate(`history.pushState(null, '', '/more')`)
  await page.getByRole('heading', { name: 'More' }).waitFor()
  lists.push(await page.evaluate(toPixels.replace('PATH', `'/events?source=s${round + 1}'`)))
}
told('the page of events, from the press to the pixels', lists)

const arounds: number[] = []
for (let round = 0; round < 15; round++) {
  const at = new Date(to - (round + 1) * 3_600_000 * 10).toISOString()
  const begun = performance.now()
  await gateway.api('GET', `/events?limit=50&around=${at}`)
  arounds.push(performance.now() - begun)
}
told('the API around a moment', arounds)

await page.goto(`${gateway.adminUrl}/events`)
await page.getByRole('grid', { name: 'Events' }).getByRole('row').nth(5).waitFor()
const frames: number[] = await page.evaluate(`new Promise((resolve) => {
  const place = document.querySelector('[role=grid]').parentElement
  const gaps = []
  let before = performance.now()
  const begun = before
  const step = (now) => {
    gaps.push(now - before)
    before = now
    place.scrollTop += 60
    now - begun < 4000 ? requestAnimationFrame(step) : resolve(gaps.slice(1))
  }
  requestAnimationFrame(step)
})`)
told(`between frames while scrolling (${(frames.length / 4).toFixed(0)} a second)`, frames)

await page.goto(`${gateway.adminUrl}/live`)
await page.getByText('live', { exact: true }).waitFor()
await page.evaluate(`globalThis.tasks = []
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask' })`)
const seconds = 10
let sent = 0
const begun = performance.now()
while (performance.now() - begun < seconds * 1000) {
  const events = Array.from({ length: 100 }, (_, n) => ({ source: 's1', type: 'made', data: { n } }))
  await gateway.api('POST', '/events', { events })
  sent += 100
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, sent - (performance.now() - begun))))
}
const tasks: number[] = await page.evaluate('tasks')
const rate = ((sent / (performance.now() - begun)) * 1000).toFixed(0)
console.log(`the tail at ${rate} events a second: ${tasks.length} tasks of more than 50 ms in ${seconds} s`)
if (tasks.length > 0) told('of these', tasks)
await opened.close()
await gateway.stop()
if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
