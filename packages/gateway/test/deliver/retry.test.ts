import { afterEach, describe, expect, it } from 'vitest'
import { answer } from '../../../../tools/hostile-behaviors.ts'
import { startReceiver } from '../../../../tools/hostile-receiver.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { withServer } from '../postgres/with-server.ts'
import { createWorld, until } from './world.ts'

const postgres = withServer()
const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

const engines = {
  SQLite: async () => ({}),
  PostgreSQL: async () => {
    const url = await postgres.server.database()
    return { open: () => openPostgresJournal({ url, now: Date.now }) }
  },
}

describe.each(Object.entries(engines))('a delivery tried again by hand, on %s', (_name, options) => {
  it('goes through the whole schedule once more, and its attempts go on counting', async () => {
    const app = await startReceiver(answer(500))
    opened.push(app)
    const world = await createWorld(
      [{ url: app.url, policy: { retryScheduleMs: [10, 10] } }],
      await options(),
    )
    opened.push(world)
    await world.delivery.start()
    const seq = await world.accept()
    const key = { seq, lane: world.laneOf(0), replay: 0 }
    const state = async (): Promise<string | undefined> => (await world.journal.delivery(key))?.state

    for (const attempts of [3, 6, 9]) {
      await until(async () => (await state()) === 'dead')
      expect((await world.journal.attempts(key)).map(({ n }) => n)).toEqual(
        Array.from({ length: attempts }, (_, at) => at + 1),
      )
      expect(app.requests.map(({ headers }) => headers['countersign-attempt']?.[0]).at(-1)).toBe(
        String(attempts),
      )
      if (attempts === 9) break
      expect(await world.journal.enqueue([{ ...key, due: Date.now(), orderKey: null }])).toBe(1)
      world.delivery.wake([key.lane])
    }
    expect(new Set(app.requests.map(({ headers }) => headers['webhook-id']?.[0])).size).toBe(1)
  })
})
