import { describe, expect } from 'vitest'
import { JournalConflict } from '../../../src/journal/errors.ts'
import { ownAct } from '../../../src/model/act.ts'
import type { InlineScheme } from '../../../src/model/scheme-ref.ts'
import { noon, sampleDestination, sampleSource } from '../samples.ts'
import type { OpenSubject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

export function describeConfiguration(open: OpenSubject): void {
  describe('configuration', () => {
    journalTest(open, 'begins empty and grows an epoch with each change', async ({ journal }) => {
      const empty = await journal.since(null)
      expect(empty).toMatchObject({
        sources: [],
        destinations: [],
        routes: [],
        secrets: [],
        tokens: [],
        lanes: [],
      })
      const first = await journal.configure({ sources: [sampleSource('a')] }, noon)
      expect(first.changes).toBe(empty.changes + 1)
      expect(first.epoch).not.toBe(empty.epoch)
      const second = await journal.configure({ sources: [sampleSource('b')] }, noon)
      expect(second.changes).toBe(empty.changes + 2)
      expect([empty.epoch, first.epoch]).not.toContain(second.epoch)
      expect(await journal.epoch()).toBe(second.epoch)
      expect((await journal.since(null)).sources.map(({ name }) => name)).toEqual(['a', 'b'])
    })

    journalTest(
      open,
      'keeps a scheme of one’s own and an address of any kind as they are',
      async (subject) => {
        const inline: InlineScheme = {
          kind: 'hmac',
          name: 'acme',
          hash: 'sha256',
          encoding: 'hex',
          signature: { header: 'X-Acme-Signature' },
          content: ['timestamp', '.', 'body'],
        }
        const source = sampleSource('acme', { scheme: 'acme', inline })
        const line = sampleDestination('sink', {
          kind: 'line',
          to: { host: 'sink.example', port: 9, deep: [{}] },
        })
        const app = sampleDestination('app', { scheme: 'acme', inline })
        const held = { sources: [source], destinations: [line, app] }
        expect(await subject.journal.configure(held, noon)).toMatchObject(held)
        await subject.reopen()
        expect(await subject.journal.since(null)).toMatchObject(held)
      },
    )

    journalTest(open, 'refuses a change that was made upon another state', async ({ journal }) => {
      const { epoch } = await journal.configure({ sources: [sampleSource('a')] }, noon)
      const next = await journal.configure({ sources: [sampleSource('b')], upon: epoch }, noon)
      const late = journal.configure({ sources: [sampleSource('c')], upon: epoch }, noon)
      await expect(late).rejects.toThrow(JournalConflict)
      expect(await journal.epoch()).toBe(next.epoch)
      expect((await journal.since(null)).sources.map(({ name }) => name)).toEqual(['a', 'b'])
    })

    journalTest(open, 'takes a long list in one commit, and reads all of it', async (subject) => {
      const numbers = Array.from({ length: 1_200 }, (_, at) => at)
      const change = {
        sources: [sampleSource('a')],
        destinations: numbers.map((at) => sampleDestination(`d${at}`, { tenant: `t${at}`, types: ['x'] })),
        routes: numbers.map((at) => ({
          ...{ id: `rte_${String(at).padStart(4, '0')}`, source: 'src_a', destination: `dst_d${at}` },
          ...{ filter: null, createdAt: noon },
        })),
        secrets: numbers.map((at) => ({
          ...{ id: `sec_${String(at).padStart(4, '0')}`, owner: `dst_d${at}`, createdAt: noon },
          ...{ sealed: new Uint8Array(Buffer.from(`sealed ${at}`)), notBefore: null, expiresAt: null },
        })),
      }
      const made = await subject.journal
        .by(ownAct('createDestination', '/destinations'), noon)
        .configure(change, noon)
      expect(made).toMatchObject({ destinations: change.destinations, routes: change.routes })
      expect(made.lanes).toHaveLength(numbers.length)
      expect(made.secrets.map(({ sealed }) => Buffer.from(sealed).toString())).toEqual(
        numbers.map((at) => `sealed ${at}`),
      )
      expect(await subject.journal.auditRows({ limit: 10 })).toHaveLength(1)
      await subject.reopen()
      expect(await subject.journal.since(null)).toEqual({ ...made, from: null })
    })

    journalTest(
      open,
      'numbers what is new, keeps numbers, gives a lane to each destination',
      async (subject) => {
        const { journal } = subject
        const one = await journal.configure(
          { sources: [sampleSource('a'), sampleSource('b')], destinations: [sampleDestination('x')] },
          noon,
        )
        const two = await journal.configure(
          {
            sources: [sampleSource('a', { scheme: 'github' })],
            destinations: [sampleDestination('x', { paused: 'operator' }), sampleDestination('y')],
          },
          noon,
        )
        const numberOf = (name: string, from = two) => from.sources.find((each) => each.name === name)?.number
        expect(numberOf('a')).toBe(numberOf('a', one))
        expect(numberOf('a')).not.toBe(numberOf('b'))
        expect(two.sources.find((each) => each.name === 'a')?.scheme).toBe('github')
        expect(two.destinations.map((each) => [each.name, each.paused])).toEqual([
          ['x', 'operator'],
          ['y', null],
        ])
        expect(two.lanes.map((lane) => [lane.destination, lane.shard]).sort()).toEqual(
          two.destinations.map((each) => [each.number, 0]).sort(),
        )
        expect(new Set(two.lanes.map((lane) => lane.number)).size).toBe(2)
        await subject.reopen()
        const all = await subject.journal.since(null)
        expect(all.sources).toEqual([...two.sources, one.sources[1]])
        expect([all.destinations, all.lanes]).toEqual([two.destinations, two.lanes])
      },
    )

    journalTest(
      open,
      'keeps documents, sealed bytes and hashes exactly, and removes by id',
      async (subject) => {
        const bytes = Uint8Array.from({ length: 256 }, (_, value) => value)
        const secret = {
          id: 'sec_1',
          owner: 'src_a',
          sealed: bytes,
          notBefore: null,
          expiresAt: noon + 5,
          createdAt: noon,
        }
        const token = {
          id: 'tok_1',
          name: 'ci',
          hash: bytes.slice(0, 32),
          scope: 'read',
          createdAt: noon,
          expiresAt: null,
        } as const
        const route = {
          id: 'rte_1',
          source: 'src_a',
          destination: 'dst_x',
          filter: 'type == "ü"',
          createdAt: noon,
        }
        const source = sampleSource('a')
        await subject.journal.configure(
          {
            sources: [source],
            destinations: [sampleDestination('x')],
            routes: [route],
            secrets: [secret],
            tokens: [token],
          },
          noon,
        )
        await subject.reopen()
        const kept = await subject.journal.since(null)
        expect(kept.sources[0]).toEqual({ ...source, number: kept.sources[0]?.number })
        expect(kept.routes).toEqual([route])
        expect(kept.secrets.map((each) => ({ ...each, sealed: [...each.sealed] }))).toEqual([
          { ...secret, sealed: [...bytes] },
        ])
        expect(kept.tokens.map((each) => ({ ...each, hash: [...each.hash] }))).toEqual([
          { ...token, hash: [...token.hash] },
        ])
        const after = await subject.journal.configure(
          { remove: ['sec_1', 'tok_1', 'rte_1', 'rte_none'] },
          noon,
        )
        expect([...after.removed].sort()).toEqual(['rte_1', 'rte_none', 'sec_1', 'tok_1'])
        const left = await subject.journal.since(null)
        expect([left.routes, left.secrets, left.tokens]).toEqual([[], [], []])
      },
    )

    journalTest(
      open,
      'refuses a taken name or path, whole, and frees them with a tombstone',
      async ({ journal }) => {
        const before = await journal.configure(
          { sources: [sampleSource('a')], destinations: [sampleDestination('x')] },
          noon,
        )
        const taken = [
          { sources: [sampleSource('fresh'), sampleSource('a', { id: 'src_other', path: 'elsewhere' })] },
          { sources: [sampleSource('fresh'), sampleSource('other', { path: 'a' })] },
          {
            sources: [sampleSource('fresh')],
            destinations: [sampleDestination('x', { id: 'dst_other' })],
          },
          { sources: [sampleSource('twin', { id: 'src_1' }), sampleSource('twin', { id: 'src_2' })] },
        ]
        for (const change of taken) {
          await expect(journal.configure(change, noon)).rejects.toBeInstanceOf(JournalConflict)
        }
        expect(await journal.since(null)).toEqual({ ...before, from: null })
        expect(await journal.since(before.epoch)).toMatchObject({
          from: before.epoch,
          sources: [],
          removed: [],
        })

        const after = await journal.configure(
          {
            sources: [sampleSource('a', { deletedAt: noon }), sampleSource('a', { id: 'src_successor' })],
          },
          noon,
        )
        expect(after.sources.map((each) => [each.id, each.deletedAt])).toEqual([
          ['src_a', noon],
          ['src_successor', null],
        ])
        expect(after.sources[0]?.number).not.toBe(after.sources[1]?.number)
      },
    )
  })
}
