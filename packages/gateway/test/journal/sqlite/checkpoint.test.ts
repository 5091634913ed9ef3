import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { appendOne, noon, sampleEvent, samplePayload, setUp } from '../samples.ts'
import { disagreements } from './inspect.ts'
import { sqliteSubject } from './subject.ts'

test('the log stays short while writers write and readers read, and each read sees each finished commit', async () => {
  const checkpointPages = 64
  const subject = await sqliteSubject({ checkpointPages, walLimitPages: 1024 })
  const { journal, folder } = subject
  try {
    const { epoch, lanes } = await setUp(journal, 'app')
    const lane = lanes[0] ?? -1
    let longest = 0
    let writing = true
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; index < 250; index++) {
        const payload = samplePayload({ body: new Uint8Array(3000).fill(writer) })
        const due = noon + writer
        const seq = await appendOne(
          journal,
          sampleEvent({ epoch, payload, queue: [{ lane, due, orderKey: null }] }),
        )
        const kept = (await journal.payloads([seq])).get(seq)
        expect(kept?.payload.body.every((byte) => byte === writer)).toBe(true)
        const [row] = await journal.due(lane, due, { due, seq: seq - 1, replay: 0 }, 1)
        expect(row?.seq).toBe(seq)
        longest = Math.max(longest, statSync(join(folder, 'journal.sqlite-wal')).size)
      }
    })
    const reader = async () => {
      while (writing) {
        const listed = await journal.deliveries({ state: 'pending', limit: 500 })
        expect(new Set(listed.map(({ seq }) => seq)).size).toBe(listed.length)
      }
    }
    const reading = reader()
    await Promise.all(writers)
    writing = false
    await reading
    // 2,000 events of 3 kB have gone through: far more than may lie in the log at once.
    expect(statSync(join(folder, 'journal.sqlite')).size).toBeGreaterThan(2_000_000)
    expect(longest).toBeLessThan(4096 * 1024 * 2)
    await journal.close()
    expect(disagreements(folder)).toEqual([])
  } finally {
    await subject.close()
  }
})
