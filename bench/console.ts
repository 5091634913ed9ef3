/**
 * What whoever looks waits for, in a real browser with very many events stored: `node bench/console.ts [--events 1000000]
 * [--folder DIR] [--rounds 5] [--launcher
 * FILE]`, the last of another checkout. SQLite, one gateway, a browser that draws in software: frames are those of the machine's processor.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openBrowser } from '../packages/gateway/test/console/open-console.ts'
import { startGateway } from '../packages/gateway/test/harness/start-gateway.ts'
import { traced } from './browser-trace.ts'
import { scrollInTurns } from './console-scroll.ts'
import { fillStore } from './fill-store.ts'
import { describeMachine, machineLine } from './machine.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    folder: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    launcher: { type: 'string' },
  },
})
const of = values.launcher === undefined ? {} : { launcher: values.launcher }
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const wasThere = existsSync(join(folder, 'journal.sqlite'))
mkdirSync(folder, { recursive: true })
console.log(machineLine(describeMachine(folder)))
const to = Date.now() - 60_000
if (!wasThere) {
  const first = await startGateway({ data: folder, ...of })
  for (let n = 1; n <= 50; n++) await first.api('POST', '/sources', { name: `s${n}`, scheme: 'publish' })
  await first.api('POST', '/destinations', { name: 'app', kind: 'pull' })
  await first.stop()
  fillStore(join(folder, 'journal.sqlite'), Number(values.events), 50, to)
}
const gateway = await startGateway({ data: folder, ...of })
const opened = await openBrowser()
const page = await opened.page(gateway)
const middle = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0
/** In pairs: what runs beside this hits both alike. */
const percentOf = (ours: readonly { rate: number }[], theirs: readonly { rate: number }[]): string =>
  middle(ours.map(({ rate }, at) => (100 * rate) / (theirs[at]?.rate ?? rate))).toFixed(0)
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
const { ours, bare } = await scrollInTurns(opened.browser, page, Number(values.rounds))
for (const [name, runs] of [
  ['the list, scrolled', ours],
  ['as many bare rows, without script', bare],
] as const) {
  const each = (value: (run: (typeof runs)[number]) => number): string => middle(runs.map(value)).toFixed(1)
  console.log(
    `${name.padEnd(52)} ${each(({ rate }) => rate)} frames a second; CPU a frame: main ${each(({ main, rate }) => main.all / rate / 4)} ms (script ${each(({ main, rate }) => main.script / rate / 4)}, style to paint ${each(({ main, rate }) => main.look / rate / 4)}), drawing ${each(({ drawing, rate }) => drawing / rate / 4)} ms; longest task ${each(({ longest }) => longest.wallMs)} ms`,
  )
}
console.log(`of the bare rows' frames: ${percentOf(ours, bare)} %`)

await page.goto(`${gateway.adminUrl}/live`)
await page.getByText('live', { exact: true }).waitFor()
const seconds = 10
let sent = 0
const tail = await traced(opened.browser, page, async () => {
  const begun = performance.now()
  while (performance.now() - begun < seconds * 1000) {
    const events = Array.from({ length: 100 }, (_, n) => ({ source: 's1', type: 'made', data: { n } }))
    await gateway.api('POST', '/events', { events })
    sent += 100
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, sent - (performance.now() - begun))))
  }
})
console.log(
  `the tail at ${((sent / tail.wallMs) * 1000).toFixed(0)} events a second: tasks of more than 50 ms ${tail.long.wall} by the clock, ${tail.long.cpu} by the processor; the longest ${tail.longest.wallMs.toFixed(0)} ms, ${tail.longest.cpuMs.toFixed(0)} ms of the processor; main thread ${(tail.main.all / 10 / seconds).toFixed(0)} %`,
)
await opened.close()
await gateway.stop()
if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
