import pg from 'pg'
import { expect, test } from 'vitest'
import { noon, sampleSource } from '../journal/samples.ts'
import { withServer } from './with-server.ts'

const world = withServer()

test('a change by a gateway of before, which keeps no account of it, makes the others read all', async () => {
  const url = await world.server.database()
  const journal = await world.open({ url })
  const before = await journal.configure({ sources: [sampleSource('a')] }, noon)

  const old = new pg.Client(url)
  await old.connect()
  await old.query('begin')
  await old.query('update countersign.config set epoch = epoch + 1')
  await old.query('insert into countersign.source (number, id, doc) values (2, $1, $2)', [
    'src_b',
    JSON.stringify({ ...sampleSource('b'), number: 2 }),
  ])
  await old.query('commit')
  await old.end()

  const all = await journal.since(before.epoch)
  expect(all).toMatchObject({ from: null, epoch: await journal.epoch() })
  expect(all.sources.map(({ name }) => name)).toEqual(['a', 'b'])

  const next = await journal.configure({ sources: [sampleSource('c')] }, noon)
  expect(next).toMatchObject({ from: all.epoch, sources: [{ name: 'c', number: 3 }] })
  // Who read all after that change goes on by deltas; who had not heard of it reads all.
  expect((await journal.since(all.epoch)).sources.map(({ name }) => name)).toEqual(['c'])
  expect((await journal.since(before.epoch)).from).toBeNull()
})
