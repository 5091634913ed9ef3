import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLiveConfiguration } from '../packages/gateway/src/configuration/live.ts'
import { openSqliteJournal } from '../packages/gateway/src/journal/sqlite/open.ts'
import { createSeal } from '../packages/gateway/src/seal/seal.ts'
import { noon, sampleDestination, sampleSource } from '../packages/gateway/test/journal/samples.ts'

// What one change of the configuration costs the thread that takes events in, and in all, by how much is set up: the
// embedded store and the snapshot, without delivery.

const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'))
const seal = createSeal(new Uint8Array(32).fill(1))
const log = { warn: () => undefined, error: () => undefined }
for (const size of [1_000, 10_000, 50_000]) {
  const data = join(folder, String(size))
  const journal = await openSqliteJournal({ folder: data })
  const numbers = Array.from({ length: size }, (_, at) => at)
  await journal.configure(
    {
      sources: [sampleSource('source')],
      destinations: numbers.map((at) => sampleDestination(`d${at}`, { tenant: `t${at}` })),
      routes: numbers.map((at) => ({
        ...{ id: `rte_${at}`, source: 'src_source', destination: `dst_d${at}` },
        ...{ filter: null, createdAt: noon },
      })),
    },
    noon,
  )
  const begun = performance.now()
  const live = await createLiveConfiguration({ journal, seal, log, now: Date.now })
  const started = performance.now() - begun
  const whole: number[] = []
  const busy: number[] = []
  for (let round = 0; round < 200; round++) {
    const one = live.current().configuration.destinations.get(`dst_d${(round * 7919) % size}`)
    if (one === undefined) throw new Error('not there')
    const from = performance.now()
    const { active } = performance.eventLoopUtilization()
    await live.change({ destinations: [{ ...one, paused: round % 2 === 0 ? 'operator' : null }] })
    whole.push(performance.now() - from)
    busy.push(performance.eventLoopUtilization().active - active)
  }
  const of = (times: number[], part: number): string =>
    (times.sort((one, other) => one - other)[Math.floor((times.length - 1) * part)] ?? 0).toFixed(2)
  console.log(
    `${size} destinations and routes: a change ${of(whole, 0.5)} ms (p99 ${of(whole, 0.99)}), of which on the main thread ` +
      `${of(busy, 0.5)} ms (p99 ${of(busy, 0.99)}); read and made ready at the start in ${started.toFixed(0)} ms; ` +
      `resident ${(process.memoryUsage.rss() / 2 ** 20).toFixed(0)} MiB`,
  )
  await journal.close()
}
rmSync(folder, { recursive: true })
