import { expect, it } from 'vitest'
import { answer, type Behavior, behaviors } from '../../../../tools/hostile-behaviors.ts'
import { startReceiver } from '../../../../tools/hostile-receiver.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { defaultHealthLimits } from '../../src/model/health.ts'
import { elsewhere, expired } from './elsewhere-certificate.ts'
import { createWorld, transportsOf, until, type WorldDestination } from './world.ts'

/** Delivered, since a 2xx had come before the mischief. */
const cut = 'ERR_DELIVERY_ANSWER_CUT'
/** What each does to us comes to this, by name: `null` is delivered without a blemish. */
const codes: Readonly<Record<keyof typeof behaviors, string | null>> = {
  silence: 'ERR_DELIVERY_TIMEOUT',
  drip: cut,
  dripHead: 'ERR_DELIVERY_TIMEOUT',
  flood: cut,
  floodOfFailure: 'ERR_DELIVERY_FAILED',
  floodOfChunks: cut,
  cut,
  hangUp: 'ERR_DELIVERY_CLOSED',
  reset: 'ERR_DELIVERY_CLOSED',
  gibberish: 'ERR_DELIVERY_PROTOCOL',
  twoLengths: 'ERR_DELIVERY_PROTOCOL',
  oddStatus: 'ERR_DELIVERY_PROTOCOL',
  continues: null,
  continuesForEver: 'ERR_DELIVERY_TIMEOUT',
  continuesAsFastAsItCan: 'ERR_DELIVERY_PROTOCOL',
  hintsForEver: 'ERR_DELIVERY_TIMEOUT',
  hint: null,
  upgrade: 'ERR_DELIVERY_PROTOCOL',
  thousandHeaders: 'ERR_DELIVERY_PROTOCOL',
  giantHeader: 'ERR_DELIVERY_PROTOCOL',
  gzipBomb: cut,
  smuggled: null,
}
const events = 6
/** What a gigabyte of answer, sent by each of several receivers to each attempt, may leave in memory. */
const mostMiB = 300

it('every hostile receiver at once: each fails by its name, and a healthy destination notices nothing', async () => {
  const inside = await startReceiver()
  const cases: {
    name: string
    behavior: Behavior
    code: string | null
    tls?: typeof elsewhere
    ca?: string
  }[] = [
    ...Object.entries(behaviors).map(([name, behavior]) => {
      return { name, behavior, code: codes[name as keyof typeof behaviors] }
    }),
    {
      name: 'redirects inside',
      behavior: answer(307, { location: `${inside.url}/admin` }),
      code: 'ERR_DELIVERY_REDIRECT',
    },
    { name: 'self-signed', behavior: answer(200), code: 'ERR_DELIVERY_TLS_UNTRUSTED', tls: elsewhere },
    {
      name: 'expired',
      behavior: answer(200),
      code: 'ERR_DELIVERY_TLS_EXPIRED',
      tls: expired,
      ca: expired.cert,
    },
    {
      name: 'another name',
      behavior: answer(200),
      code: 'ERR_DELIVERY_TLS_NAME',
      tls: elsewhere,
      ca: elsewhere.cert,
    },
  ]
  const healthy = await startReceiver()
  const hostile = await Promise.all(
    cases.map(({ behavior, tls }) => startReceiver(behavior, tls === undefined ? {} : { tls })),
  )
  const resolve = async (): Promise<{ address: string; family: number }[]> => [
    { address: '127.0.0.1', family: 4 },
  ]
  // Long enough for this process, which plays all of them at once, to get its turn.
  const policy = { timeoutMs: 10_000, retryScheduleMs: [10], concurrency: 8 }
  const destinations: WorldDestination[] = [
    // Patient: the hostile ones keep this very process busy.
    { url: healthy.url, policy: { timeoutMs: 30_000 } },
    ...cases.map(({ name, ca }, at) => {
      const port = hostile[at]?.port
      const url =
        ca === undefined
          ? (hostile[at]?.url ?? '')
          : `https://${name === 'expired' ? 'elsewhere' : 'other'}.example:${port}/`
      return { url, policy, ...(ca !== undefined && { ca }) }
    }),
  ]
  const world = await createWorld(destinations, {
    transports: transportsOf(createEgress({ allow: [], deny: [] }, resolve)),
    // Every attempt at once: what a destination's health spares it is tested elsewhere.
    health: { ...defaultHealthLimits, slowAfter: 1_000, probeAfter: 1_000 },
  })
  try {
    await world.delivery.start()
    const before = process.memoryUsage.rss()
    const seqs: number[] = []
    for (let n = 0; n < events; n++) {
      seqs.push(await world.accept(`{"n":${n}}`))
      // One after the other: the healthy one goes on whatever the others do at that moment.
      await healthy.received(n + 1)
    }
    await until(async () => (await world.pending()) === 0)
    expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(mostMiB)
    expect(healthy.requests).toHaveLength(events)
    expect(inside.requests).toHaveLength(0)

    const outcomes = await Promise.all(
      cases.map(async ({ name }, at) => {
        const attempts = await Promise.all(
          seqs.map((seq) => world.journal.attempts({ seq, lane: world.laneOf(at + 1), replay: 0 })),
        )
        return [name, [...new Set(attempts.flat().map(({ code, final }) => `${final}: ${code}`))].sort()]
      }),
    )
    expect(outcomes).toEqual(
      cases.map(({ name, code }) => [
        name,
        code === null || code === cut ? [`delivered: ${code}`] : [`dead: ${code}`, `null: ${code}`],
      ]),
    )
  } finally {
    await world.close()
    for (const one of [healthy, inside, ...hostile]) await one.close()
  }
})
