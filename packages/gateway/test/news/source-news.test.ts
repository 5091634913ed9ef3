import { afterEach, expect, it } from 'vitest'
import type { OperationalEvent } from '../../src/model/news.ts'
import { SourceNews } from '../../src/news/source-news.ts'
import { createWorld } from '../deliver/world.ts'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

it('tells of a source that rejects, once an hour, and of one that has gone silent', async () => {
  const world = await createWorld([])
  opened.push(world)
  const { journal, live } = world
  const [source] = live.current().configuration.sources
  if (source === undefined) throw new Error('no source')
  await live.change({ sources: [{ ...source, policy: { ...source.policy, silentAfterMs: 60_000 } }] })
  const reject = (): Promise<unknown> =>
    journal.reject([
      {
        source: source.number,
        code: 'ERR_SIGNATURE_MISMATCH',
        explanation: 'It does not match.',
        receivedAt: at,
        network: '192.0.2.0/24',
        held: true,
        payload: {
          method: 'POST',
          url: '/in/orders',
          headers: [],
          sealedHeaders: null,
          body: Buffer.from('{}'),
        },
        budget: { count: 10, bytes: 10_000 },
      },
    ])
  const raised: OperationalEvent[] = []
  let at = Date.now()
  const news = new SourceNews({
    journal,
    live,
    raise: async (event) => void raised.push(event),
    log: { warn: () => undefined },
    now: () => at,
  })
  const told = async (): Promise<string[]> => {
    raised.length = 0
    await news.look()
    return raised.map(({ type }) => type)
  }

  await reject()
  await world.accept('{}', { receivedAt: at })
  // What was there before the start is no news.
  expect(await told()).toEqual([])
  await reject()
  expect(await told()).toEqual(['source.rejecting'])
  expect(raised[0]?.data).toMatchObject({ source: 'orders', code: 'ERR_SIGNATURE_MISMATCH' })
  await reject()
  expect(await told()).toEqual([])
  at += 61_000
  expect(await told()).toEqual(['source.silent'])
  expect(raised[0]?.once).toContain('source.silent src_1')
  expect(await told()).toEqual([])
  await world.accept('{}', { receivedAt: at })
  expect(await told()).toEqual(['source.speaking'])
  at += 3_600_000
  await reject()
  expect(await told()).toEqual(['source.rejecting', 'source.silent'])
})
