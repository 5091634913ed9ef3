import { describe, expect, test } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { eraseNow, purgeAll, sampleErasure } from '../journal/conformance/erasures.ts'
import { appendOne, noon, sampleEvent, setUp } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

// Writing a table anew takes it for itself: what events are indexed under, only where some of that was erased.

const world = withServer()

/** Which file the values lie in: another one once they have been written anew. */
async function fileOf(url: string): Promise<unknown> {
  const [row] = await world.server.query("select pg_relation_filenode('countersign.path_value') as file", url)
  return row?.file
}

async function withOneIndexed(): Promise<{
  readonly url: string
  readonly journal: Journal
  readonly indexed: number
  readonly plain: number
}> {
  const url = await world.server.database()
  const journal = await world.open({ url })
  const { epoch } = await setUp(journal)
  const indexed = await appendOne(journal, sampleEvent({ epoch, values: [4711] }))
  const plain = await appendOne(journal, sampleEvent({ epoch }))
  return { url, journal, indexed, plain }
}

describe('an erasure', () => {
  test('of an event without values leaves their table as it is; of one with a value it does not', async () => {
    const { url, journal, indexed, plain } = await withOneIndexed()
    const before = await fileOf(url)
    const one = await journal.createErasure(sampleErasure())
    await eraseNow(journal, one, [plain])
    await purgeAll(journal, one.number)
    expect(await fileOf(url)).toBe(before)
    const two = await journal.createErasure(sampleErasure())
    await eraseNow(journal, two, [indexed])
    await purgeAll(journal, two.number)
    expect(await fileOf(url)).not.toBe(before)
  })

  test('goes on from part to part: one that found none takes nothing back of one that did', async () => {
    const { url, journal, indexed, plain } = await withOneIndexed()
    const before = await fileOf(url)
    const { number, upto } = await journal.createErasure(sampleErasure())
    const between = { event: indexed, rejection: 0 }
    const part = { number, rejections: [], now: noon }
    await journal.erase({
      ...part,
      from: { event: 0, rejection: 0 },
      to: between,
      events: [indexed],
      done: false,
    })
    await journal.erase({ ...part, from: between, to: upto, events: [plain], done: true })
    await purgeAll(journal, number)
    expect(await fileOf(url)).not.toBe(before)
  })

  test('of an event whose content ran out writes them anew, since its value may still lie there', async () => {
    const { url, journal, indexed } = await withOneIndexed()
    const before = await fileOf(url)
    const limits = { eventsBefore: 0, attemptsBefore: 0, ledgerBefore: 0, limit: 1000, now: noon }
    while ((await journal.prune({ ...limits, payloadsBefore: noon + 1e9 })).more);
    expect(await world.server.query('select 1 from countersign.path_value', url)).toEqual([])
    const one = await journal.createErasure(sampleErasure())
    await eraseNow(journal, one, [indexed])
    await purgeAll(journal, one.number)
    expect(await fileOf(url)).not.toBe(before)
  })

  test('of which a gateway of before did a part writes them anew: that one did not say what it found', async () => {
    const { url, journal, plain } = await withOneIndexed()
    const before = await fileOf(url)
    const { number, upto } = await journal.createErasure(sampleErasure())
    await world.server.query(`update countersign.erasure set event_cursor = 1 where number = ${number}`, url)
    const from = { event: 1, rejection: 0 }
    await journal.erase({ number, from, to: upto, events: [plain], rejections: [], done: true, now: noon })
    await purgeAll(journal, number)
    expect(await fileOf(url)).not.toBe(before)
  })
})
