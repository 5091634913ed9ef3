import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/observe/log.ts'
import { addGauges, createMetrics, type MetricsSources } from '../../src/observe/metrics.ts'
import { Registry } from '../../src/observe/registry.ts'
import { RepeatedLines } from '../../src/observe/repeated-lines.ts'

describe('the log', () => {
  it('writes no secret, wherever it stands', () => {
    const lines: string[] = []
    const log = createLog({ format: 'json', to: { write: (line: string) => void lines.push(line) } })
    log.info(
      { token: 'hidden-1', request: { headers: { authorization: 'hidden-2', cookie: 'hidden-3' } } },
      'a',
    )
    log.info({ settings: { databaseUrl: 'hidden-4', adminToken: 'hidden-5' }, secrets: ['hidden-6'] }, 'b')
    expect(lines.join('')).not.toContain('hidden')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', msg: 'a' })
  })

  it('says what fails again and again twenty times a minute, and how many lines that leaves out', () => {
    const lines: { msg: string; n?: number; leftOut?: number; moreLeftOut?: true }[] = []
    let at = 0
    const to = { write: (line: string) => void lines.push(JSON.parse(line)) }
    const log = createLog({ format: 'json', to, elapsed: () => at })
    const fail = (times: number): void => {
      for (let n = 0; n < times; n++) log.warn({ replay: n }, 'a replay cannot be fed, trying again')
    }
    fail(1000)
    log.error('another')
    for (let n = 0; n < 30; n++) log.info({ n }, 'what is no trouble is not counted')
    expect(lines.filter(({ msg }) => msg.startsWith('a replay'))).toHaveLength(20)
    expect(lines[18]).not.toHaveProperty('moreLeftOut')
    expect(lines[19]).toMatchObject({ replay: 19, moreLeftOut: true })
    expect(lines[20]).toMatchObject({ level: 'error', msg: 'another' })
    expect(lines).toHaveLength(51)
    at = 60_000
    fail(2)
    expect(lines.slice(51)).toMatchObject([{ replay: 0, leftOut: 980 }, { replay: 1 }])
    expect(lines[52]).not.toHaveProperty('leftOut')
  })

  it('is bounded by texts too: those without end count as one', () => {
    const repeated = new RepeatedLines()
    let admitted = 0
    for (let n = 0; n < 100_000; n++) if (repeated.admit(`text ${n}`, n / 1000) !== null) admitted++
    // Five hundred of their own, twenty a minute of all others.
    expect(admitted).toBeLessThanOrEqual(500 + 2 * 20 + 500)
  })
})

describe('the registry', () => {
  it('writes counters, labels and histograms in the text format', async () => {
    const registry = new Registry()
    registry.counter('a_total', 'A.').add(2)
    const labeled = registry.labeled('b_total', 'B.', ['code'])
    labeled.of('x').add()
    labeled.of('quote " back \\ line \n').add(3)
    const histogram = registry.histogram('c_seconds', 'C.', [0.1, 1])
    for (const value of [0.05, 0.5, 5]) histogram.observe(value)
    registry.gauge('d', 'D.', () => 7)
    registry.gauges('e', 'E.', 'what', () => Promise.reject(new Error('away')))
    const text = await registry.expose()
    expect(text).toContain('# TYPE a_total counter\na_total 2\n')
    expect(text).toContain('b_total{code="x"} 1\n')
    expect(text).toContain('b_total{code="quote \\" back \\\\ line \\n"} 3\n')
    expect(text).toContain(
      'c_seconds_bucket{le="0.1"} 1\nc_seconds_bucket{le="1"} 2\nc_seconds_bucket{le="+Inf"} 3\n',
    )
    expect(text).toContain('c_seconds_sum 5.55\nc_seconds_count 3\n')
    expect(text).toContain('d 7\n# HELP e E.\n# TYPE e gauge\n')
  })

  it('does not grow with the values of a label', async () => {
    const registry = new Registry()
    const labeled = registry.labeled('a_total', 'A.', ['x'])
    for (let n = 0; n < 100_000; n++) labeled.of(String(n)).add()
    const lines = (await registry.expose()).split('\n').filter((line) => line.startsWith('a_total{'))
    expect(lines.length).toBeLessThanOrEqual(1001)
    expect(lines.at(-1)).toBe('a_total{x="other"} 99000')
  })
})

describe('metrics', () => {
  it('ask the store once, however many scrape at a time, and anew the next time', async () => {
    let asked = 0
    let rejections = 0
    const { registry } = createMetrics()
    const stats = async () => {
      asked++
      await new Promise((resolve) => setTimeout(resolve, 5))
      return {
        verified: 1,
        authenticated: 0,
        unsigned: 0,
        published: 0,
        deliveries: { pending: 2 },
        rejections: ++rejections,
        undecided: 3,
        oldestDue: 5_000,
      }
    }
    const sources = {
      ...{ stats, clockAheadMs: () => 0, intakeBytes: () => 0, filterErrors: () => 3, now: () => 20_000 },
      version: '1.2.3',
    }
    addGauges(registry, sources as unknown as MetricsSources)
    const texts = await Promise.all(Array.from({ length: 50 }, () => registry.expose()))
    expect(asked).toBe(1)
    for (const text of texts) expect(text).toContain('countersign_store_kept{what="rejections"} 1\n')
    expect(await registry.expose()).toContain('countersign_store_kept{what="rejections"} 2\n')
    expect(asked).toBe(2)
  })

  it('are named as they are: counters end in _total, and two who scrape read the same delay', async () => {
    const { registry, ingest, deliver } = createMetrics()
    const stats = async () => ({ deliveries: {}, oldestDue: 5_000 })
    const sources = {
      ...{ stats, clockAheadMs: () => 0, intakeBytes: () => 0, filterErrors: () => 3, now: () => 20_000 },
      version: '1.2.3',
    }
    addGauges(registry, sources as unknown as MetricsSources)
    for (const { name, type } of registry.list())
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter'])
    ingest.bySource.accepted.of('shop').add()
    ingest.bySource.last.of('shop').value = 1_800_000_000.5
    deliver.byDestination.of('app', 'failed').add()
    await new Promise((resolve) => setTimeout(resolve, 50))
    const text = await registry.expose()
    for (const line of [
      'countersign_filter_errors_total 3',
      'countersign_oldest_due_seconds 15',
      `countersign_build_info{version="1.2.3",node="${process.versions.node}"} 1`,
      'countersign_source_events_total{source="shop"} 1',
      'countersign_source_last_event_timestamp_seconds{source="shop"} 1800000000.5',
      'countersign_destination_attempts_total{destination="app",outcome="failed"} 1',
    ])
      expect(text).toContain(`${line}\n`)
    const delay = /^nodejs_eventloop_delay_p99_seconds (\S+)$/m
    expect(delay.exec(await registry.expose())?.[1]).toBe(delay.exec(text)?.[1])
    const started = Number(/^process_start_time_seconds (\S+)$/m.exec(text)?.[1])
    expect(Math.abs(started - (Date.now() / 1000 - process.uptime()))).toBeLessThan(1)
  })
})
