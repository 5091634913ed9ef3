import { describe, expect } from 'vitest'
import type { Connection } from '../../../src/model/connection.ts'
import { noon, sampleEvent, setUp } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

function sampleConnection(change: Partial<Connection> = {}): Connection {
  return {
    id: 'con_1',
    source: 'src_webex',
    provider: 'webex',
    api: 'https://webexapis.com/v1',
    settings: { resource: 'messages', event: 'created', filter: 'a="b"\nc' },
    sealedToken: Uint8Array.of(0, 255, 7),
    webhook: null,
    state: 'connecting',
    createdAt: noon,
    ...change,
  }
}

export function describeConnections(open: OpenSubject): void {
  describe('connections', () => {
    journalTest(open, 'are kept, replaced by id and removed, across a reopening', async (subject) => {
      await setUp(subject.journal)
      const made = await subject.journal.configure({ connections: [sampleConnection()] }, noon)
      expect(made.connections).toEqual([sampleConnection()])
      const done = sampleConnection({ webhook: 'Y2lz', state: 'connected' })
      const other = sampleConnection({ id: 'con_2', createdAt: noon + 1 })
      await subject.journal.configure({ connections: [done, other] }, noon)
      await subject.reopen()
      expect((await subject.journal.since(null)).connections).toEqual([done, other])
      const left = await subject.journal.configure({ remove: ['con_1'] }, noon)
      expect(left.removed).toEqual(['con_1'])
      expect((await subject.journal.since(null)).connections).toEqual([other])
    })

    journalTest(open, 'are looked at by one of many at a time', async ({ journal }) => {
      await journal.configure({ connections: [sampleConnection()] }, noon)
      const at = (now: number) => journal.takeWatch('con_1', now, now + 1000)
      const first = await Promise.all([at(noon), at(noon), at(noon)])
      expect(first.filter((turn) => turn !== null)).toEqual([{ state: null }])
      await journal.keepWatch('con_1', '{"seen":"a"}')
      expect(await at(noon + 999)).toBeNull()
      expect(await at(noon + 1000)).toEqual({ state: '{"seen":"a"}' })
      expect(await journal.watches()).toEqual(new Map([['con_1', '{"seen":"a"}']]))
    })

    journalTest(open, 'take what was seen of them along when they go', async ({ journal }) => {
      await journal.configure({ connections: [sampleConnection()] }, noon)
      await journal.keepWatch('con_1', 'seen')
      await journal.configure({ remove: ['con_1'] }, noon)
      expect(await journal.watches()).toEqual(new Map())
      await journal.keepWatch('con_1', 'late')
      expect(await journal.takeWatch('con_1', noon, noon)).toBeNull()
      expect(await journal.watches()).toEqual(new Map())
    })

    journalTest(open, 'bring events that are counted as backfilled', async ({ journal }) => {
      const { epoch, source } = await setUp(journal)
      await journal.append([sampleEvent({ epoch, source, verdict: 'backfilled', secret: null })])
      expect((await journal.events({ limit: 10 })).map(({ verdict }) => verdict)).toEqual(['backfilled'])
      expect(await journal.stats()).toMatchObject({ events: 1, backfilled: 1, verified: 0 })
    })
  })
}
