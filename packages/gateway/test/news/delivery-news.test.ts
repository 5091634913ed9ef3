import { afterEach, expect, it } from 'vitest'
import { answer } from '../../../../tools/hostile-behaviors.ts'
import { startReceiver } from '../../../../tools/hostile-receiver.ts'
import type { Happening } from '../../src/deliver/happening.ts'
import type { DeliveryPolicy } from '../../src/model/destination.ts'
import type { OperationalEvent } from '../../src/model/news.ts'
import { createDeliveryNews } from '../../src/news/delivery-news.ts'
import { createWorld, until } from '../deliver/world.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const minute = 60_000

async function happen(
  status: number | (() => number),
  more: Partial<Parameters<typeof createWorld>[1]> = {},
  policy: Partial<DeliveryPolicy> = {},
): Promise<{ world: Awaited<ReturnType<typeof createWorld>>; heard: Happening[] }> {
  const app = await startReceiver({ each: () => answer(typeof status === 'number' ? status : status()) })
  opened.push(app)
  const heard: Happening[] = []
  const world = await createWorld([{ url: app.url, policy: { retryScheduleMs: [5], ...policy } }], {
    ...more,
    onHappening: (happening) => heard.push(happening),
  })
  opened.push(world)
  await world.delivery.start()
  return { world, heard }
}

it('a destination that fails is told of, and disabled after days of nothing else', async () => {
  // Each request takes ten minutes by this clock, however long it takes on a loaded machine.
  let requests = 0
  const { world, heard } = await happen(
    () => {
      requests += 1
      return 500
    },
    {
      now: () => Date.now() + requests * 10 * minute,
      health: {
        slowAfter: 2,
        probeAfter: 4,
        probeAfterMs: 0,
        firstProbeMs: 5,
        longestProbeMs: 5,
        disableAfterMs: 95 * minute,
        warnAfterMs: [45 * minute],
      },
    },
    { concurrency: 1 },
  )
  await Promise.all(Array.from({ length: 200 }, () => world.accept()))
  await until(() => world.live.current().destination('dst_0')?.destination.paused === 'health')
  const news = heard.map(({ what }) => what).filter((what) => what !== 'dead')
  expect(news).toEqual(['failing', 'warning', 'disabled'])
  // What waits, waits: nothing more is sent, nothing dies.
  const waiting = await world.pending()
  expect(waiting).toBeGreaterThan(0)
  const destination = world.live.current().destination('dst_0')?.destination
  if (destination === undefined) throw new Error('no destination')
  expect(world.delivery.health().get(destination.number)?.state).toBe('disabled')
})

it('deaths are told of, and 410', async () => {
  const { world, heard } = await happen(410)
  const seq = await world.accept()
  await until(async () => (await world.pending()) === 0)
  await until(() => heard.some(({ what }) => what === 'dead'))
  expect(heard.filter(({ what }) => what === 'gone')).toHaveLength(2)
  expect(heard.at(-1)).toMatchObject({ what: 'dead', code: 'ERR_DELIVERY_GONE', event: { seq } })
})

it('a destination at which many die speaks once, and of operational events never', async () => {
  const { world, heard } = await happen(400)
  await Promise.all(Array.from({ length: 50 }, () => world.accept()))
  await until(() => heard.filter(({ what }) => what === 'dead').length >= 5)
  const raised: OperationalEvent[] = []
  const options = { raise: async (event: OperationalEvent) => void raised.push(event), now: () => 5 }
  const tell = createDeliveryNews({ ...options, isOwn: () => false })
  for (const happening of heard) tell(happening)
  const deaths = raised.filter(({ type }) => type === 'delivery.dead')
  expect(deaths).toHaveLength(1)
  expect(deaths[0]?.data).toMatchObject({ destination: 'app-0', code: 'ERR_DELIVERY_REFUSED', count: 1 })
  expect(String(deaths[0]?.data.event)).toMatch(/^evt_/)

  raised.length = 0
  const own = createDeliveryNews({ ...options, isOwn: () => true })
  for (const happening of heard.filter(({ what }) => what === 'dead')) own(happening)
  expect(raised).toEqual([])
})
