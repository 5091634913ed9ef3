import { describe, expect, test } from 'vitest'
import type { Journal } from '../../../src/journal/journal.ts'
import type { Act } from '../../../src/model/act.ts'
import { endWithoutTry } from '../../../src/model/delivery.ts'
import type { Outline } from '../../../src/model/outline.ts'
import {
  accepted,
  appendOne,
  noon,
  sampleDestination,
  sampleEvent,
  sampleRejection,
  sampleSource,
  setUp,
} from '../samples.ts'
import type { OpenSubject, Subject } from '../subject.ts'
import { journalTest } from '../with-journal.ts'

const token = { kind: 'token', id: 'tok_1' } as const

function act(operation: string, target = '/x', asked?: Record<string, unknown>): Act {
  return { by: token, operation, target, asked }
}

/** Sources a, b, c, … each by an act of its own. */
async function fill(journal: Journal, names: string): Promise<void> {
  for (const [at, name] of [...names].entries())
    await journal
      .by(act('createSource', '/sources'), noon + at)
      .configure({ sources: [sampleSource(name)] }, noon)
}

async function outlines(journal: Journal): Promise<Outline[]> {
  const rows = await journal.auditRows({ limit: 100 })
  return rows.map(({ outline }) => JSON.parse(outline) as Outline)
}

export function describeAudit(open: OpenSubject): void {
  describe('audit', () => {
    journalTest(open, 'tells who changed what, in the commit of the change itself', async (subject) => {
      const { journal } = subject
      await fill(journal, 'ab')
      const change = { sources: [sampleSource('a', { state: 'enrolling' })], remove: ['rte_none'] }
      await journal.by({ ...act('updateSource', '/sources/a') }, noon + 9).configure(change, noon)
      await subject.reopen()
      const rows = await subject.journal.auditRows({ limit: 2 })
      expect(
        rows.map(({ number, at, actor, operation, target }) => ({ number, at, actor, operation, target })),
      ).toEqual([
        { number: 3, at: noon + 9, actor: 'token tok_1', operation: 'updateSource', target: '/sources/a' },
        { number: 2, at: noon + 1, actor: 'token tok_1', operation: 'createSource', target: '/sources' },
      ])
      expect((await outlines(subject.journal))[0]).toEqual({
        things: [{ id: 'src_a', change: 'changed', fields: { state: ['live', 'enrolling'] } }],
      })
      expect(await subject.journal.auditRows({ before: 2, limit: 10 })).toHaveLength(1)
      expect(await subject.journal.proveAudit()).toMatchObject({ rows: 3, fault: null, head: { number: 3 } })
    })

    journalTest(open, 'tells of nothing that was refused or had no effect', async ({ journal }) => {
      await fill(journal, 'a')
      const taken = { sources: [sampleSource('other', { name: 'a' })] }
      await expect(journal.by(act('createSource'), noon).configure(taken, noon)).rejects.toThrow('taken')
      expect(await journal.by(act('cancelErasure'), noon).cancelErasure(7)).toBeNull()
      expect(await journal.by(act('deleteRejection'), noon).removeRejection(7)).toBe(false)
      const end = endWithoutTry('ERR_DELIVERY_DISCARDED', noon)
      expect(await journal.by(act('discard'), noon).discard([{ seq: 1, lane: 1, replay: 0 }], end)).toEqual([
        false,
      ])
      expect(await journal.auditRows({ limit: 10 })).toHaveLength(1)
    })

    journalTest(
      open,
      'tells of what is done to deliveries, replays, rejections and erasures',
      async ({ journal }) => {
        const { epoch, lanes } = await setUp(journal, 'app')
        const lane = lanes[0] ?? -1
        const seq = await appendOne(
          journal,
          sampleEvent({ epoch, queue: [{ lane, due: noon, orderKey: null }] }),
        )
        const key = { seq, lane, replay: 0 }
        const by = journal.by(act('some'), noon)
        const end = endWithoutTry('ERR_DELIVERY_DISCARDED', noon)
        expect(await by.discard([key], end)).toEqual([true])
        expect(await by.enqueue([{ ...key, due: noon + 9_000, orderKey: null }])).toBe(1)
        expect(await by.sendNow({ keys: [key] }, noon, noon)).toBe(1)
        const [kept, other] = await journal.reject([sampleRejection(), sampleRejection()])
        expect(await by.removeRejection(kept?.seq ?? 0)).toBe(true)
        const [letIn] = await by.append([sampleEvent({ epoch, rejection: other?.seq ?? 0 })])
        accepted(letIn)
        expect(await journal.rejection(other?.seq ?? 0)).toBeNull()
        const [gone] = await by.append([sampleEvent({ epoch, rejection: other?.seq ?? 0 })])
        expect(gone?.outcome).toBe('gone')
        await by.keepSignIn({ hash: 'a', use: 'session', person: null, expiresAt: noon + 10 }, noon)
        expect(await by.endSignIn('none', 'session', noon)).toBeNull()
        expect(await by.endSignIn('a', 'session', noon)).toEqual({ person: null })
        expect(await by.note({ refused: 'ERR_SIGNATURE' })).toEqual({ refused: 'ERR_SIGNATURE' })
        // Without an act there is no row, and nothing that could be noted.
        expect(journal).not.toHaveProperty('note')
        const selection = { events: null, source: null, from: null, to: null, filter: 'data.who == "Ada"' }
        const asked = { filter: selection.filter, reason: 'Ada asked' }
        const made = { selection, reason: 'case 1', by: 'admin', createdAt: noon, filterHash: 'ab' }
        const { number } = await journal
          .by(act('createErasure', '/erasures', asked), noon)
          .createErasure(made)
        await by.cancelErasure(number)
        const told = (await outlines(journal)).reverse()
        expect(told).toEqual([
          { count: 1 },
          { count: 1 },
          { count: 1 },
          { count: 1 },
          { made: expect.stringMatching(/^evt_/) },
          {},
          {},
          { refused: 'ERR_SIGNATURE' },
          {
            made: `ers_${number}`,
            asked: { filter: expect.stringMatching(/^#[0-9a-f]{16}$/), reason: expect.stringMatching(/^#/) },
          },
          { made: `ers_${number}` },
        ])
        expect(JSON.stringify(told)).not.toContain('Ada')
        expect(await journal.proveAudit()).toMatchObject({ rows: 10, fault: null })
      },
    )

    journalTest(
      open,
      'holds no secret, no address and nobody’s words of what is set up',
      async ({ journal }) => {
        const sealed = Buffer.from('sealed-secret')
        const by = journal.by(act('createDestination'), noon)
        await by.configure(
          {
            destinations: [
              sampleDestination('app', {
                to: { url: 'https://u:p@host.example/key', allowPrivate: false },
                headers: { 'x-who': 'Ada' },
                tenant: 'Ada',
              }),
            ],
            secrets: [
              { id: 'sec_1', owner: 'dst_app', sealed, notBefore: null, expiresAt: null, createdAt: noon },
            ],
            tokens: [
              { id: 'tok_2', name: 'ci', hash: sealed, scope: 'read', createdAt: noon, expiresAt: null },
            ],
          },
          noon,
        )
        await by.configure({ remove: ['sec_1', 'tok_2'] }, noon)
        const text = JSON.stringify(await outlines(journal))
        for (const told of ['dst_app', 'sec_1', 'tok_2', '"removed"', 'standard-webhooks', '"ci"'])
          expect(text).toContain(told)
        for (const hidden of ['host.example', 'Ada', 'x-who', 'sealed', 'hash'])
          expect(text).not.toContain(hidden)
      },
    )

    journalTest(
      open,
      'is proven behind its anchor once retention has removed the oldest rows',
      async ({ journal }) => {
        await fill(journal, 'abcde')
        const limits = { payloadsBefore: 0, eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0, limit: 2 }
        while ((await journal.prune({ ...limits, auditBefore: noon + 3 })).more);
        expect((await journal.auditRows({ limit: 10 })).map(({ number }) => number)).toEqual([5, 4])
        expect(await journal.proveAudit()).toMatchObject({ rows: 2, fault: null, anchor: { number: 3 } })
        while ((await journal.prune({ ...limits, auditBefore: noon + 9 })).more);
        await fill(journal, 'f')
        expect(await journal.proveAudit()).toMatchObject({ rows: 1, fault: null, anchor: { number: 5 } })
      },
    )

    const swapped = `
      create temp table other as select * from audit where number in (3, 4);
      delete from audit where number in (3, 4);
      insert into audit select 7 - number, at, actor, operation, target, outline, hash from other;`
    test.each([
      [
        'an altered row',
        "update audit set actor = 'token tok_2' where number = 3",
        { number: 3, how: 'altered' },
      ],
      [
        'a time that was moved',
        'update audit set at = at + 1 where number = 1',
        { number: 1, how: 'altered' },
      ],
      [
        'fields with a moved border',
        "update audit set operation = 'createSource/', target = 'sources'",
        { number: 1, how: 'altered' },
      ],
      ['a removed row', 'delete from audit where number = 2', { number: 2, how: 'missing' }],
      ['the first removed', 'delete from audit where number = 1', { number: 1, how: 'missing' }],
      ['the last removed', 'delete from audit where number = 5', { number: 5, how: 'missing' }],
      ['reordered rows', swapped, { number: 3, how: 'altered' }],
      [
        'an inserted row',
        'insert into audit select 6, at, actor, operation, target, outline, hash from audit where number = 5',
        { number: 6, how: 'added' },
      ],
      [
        'a row put in between',
        'update audit set number = -number where number > 2; insert into audit select 3, at, actor, operation, target, outline, hash from audit where number = 2; update audit set number = 1 - number where number < 0',
        { number: 3, how: 'altered' },
      ],
      [
        'the last removed, and the end with it',
        'delete from audit where number = 5; update audit_ends set head = 4, head_hash = (select hash from audit where number = 4)',
        { number: 1, how: 'ends' },
      ],
      [
        'the oldest removed, and the anchor with them',
        'update audit_ends set anchor = 2, anchor_hash = (select hash from audit where number = 2); delete from audit where number < 3',
        { number: 3, how: 'ends' },
      ],
    ])('is not proven with %s, and names the place', async (_what, sql, fault) => {
      const subject: Subject = await open()
      try {
        await fill(subject.journal, 'abcde')
        await subject.tamper(sql)
        expect((await subject.journal.proveAudit()).fault).toEqual(fault)
        // What is written, and removed, afterwards hides nothing.
        await fill(subject.journal, 'f').catch(() => undefined)
        const limits = { payloadsBefore: 0, eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0, limit: 100 }
        while ((await subject.journal.prune({ ...limits, auditBefore: noon + 99 })).more);
        expect((await subject.journal.proveAudit()).fault).not.toBeNull()
      } finally {
        await subject.close()
      }
    })

    journalTest(open, 'commits changes together, each with a row of its own, or none', async (subject) => {
      const { journal } = subject
      await fill(journal, 'a')
      const before = await journal.since(null)
      const one = { act: act('updateSource', '/sources/a'), at: noon + 1 }
      const other = { act: act('createDestination', '/destinations'), at: noon + 2 }
      const delta = await journal.configureTogether([
        { ...one, change: { sources: [sampleSource('a', { state: 'enrolling' })] } },
        { ...other, change: { destinations: [sampleDestination('d')], remove: ['rte_none'] } },
      ])
      expect(delta).toMatchObject({ from: before.epoch, changes: before.changes + 1, removed: ['rte_none'] })
      expect([delta.sources[0]?.state, delta.destinations[0]?.name, delta.lanes.length]).toEqual([
        'enrolling',
        'd',
        1,
      ])
      // The name is taken: what comes with it is not made either.
      await expect(
        journal.configureTogether([
          { ...one, change: { sources: [sampleSource('b')] } },
          { ...other, change: { sources: [sampleSource('c', { name: 'a' })] } },
        ]),
      ).rejects.toThrow('taken')
      await subject.reopen()
      const after = await subject.journal.since(null)
      expect(after).toMatchObject({ epoch: delta.epoch, sources: [{ name: 'a' }] })
      const told = await subject.journal.auditRows({ limit: 2 })
      expect(told.map(({ number, at, operation, target }) => [number, at, operation, target])).toEqual([
        [3, noon + 2, 'createDestination', '/destinations'],
        [2, noon + 1, 'updateSource', '/sources/a'],
      ])
      const [made, changed] = await outlines(subject.journal)
      expect(made?.things?.map(({ id, change }) => [id, change])).toEqual([['dst_d', 'made']])
      expect(changed?.things).toEqual([
        { id: 'src_a', change: 'changed', fields: { state: ['live', 'enrolling'] } },
      ])
      expect(await subject.journal.proveAudit()).toMatchObject({ rows: 3, fault: null })
    })

    journalTest(open, 'keeps one chain however many write at once', async ({ journal, second }) => {
      const other = (await second?.()) ?? journal
      await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          const by = (at % 2 === 0 ? journal : other).by(act('some'), noon)
          if (at % 5 === 0) await by.configure({ sources: [sampleSource(`s${at}`)] }, noon)
          else await by.keepSignIn({ hash: `h${at}`, use: 'code', person: null, expiresAt: noon + 10 }, noon)
        }),
      )
      expect(await journal.proveAudit()).toMatchObject({ rows: 20, fault: null })
      expect(await other.proveAudit()).toMatchObject({ rows: 20, fault: null })
    })
  })
}
