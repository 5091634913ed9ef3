import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { expect, test } from 'vitest'
import { createCatalog } from '../../src/configuration/catalog.ts'
import { ReadyDestinations } from '../../src/configuration/ready-destinations.ts'
import { configured, type Delta, nothingSetUp } from '../../src/model/configuration.ts'
import { noon, sampleDestination } from '../journal/samples.ts'

const secret = (id: string) => ({
  ...{ id, owner: 'dst_a', sealed: Buffer.from(id), notBefore: null, expiresAt: null, createdAt: noon },
})
const nothing = {
  sources: [],
  destinations: [],
  routes: [],
  secrets: [],
  tokens: [],
  connections: [],
  lanes: [],
}
const first: Delta = {
  ...{ ...nothing, from: null, epoch: 1, changes: 1, removed: [] },
  destinations: ['a', 'b'].map((name, at) => ({ ...sampleDestination(name), number: at + 1 })),
  secrets: [secret('sec_1')],
  lanes: [
    { number: 8, destination: 1, shard: 1 },
    { number: 9, destination: 1, shard: 0 },
  ],
}

function world() {
  const unseal = (): Uint8Array => Buffer.from(`whsec_${Buffer.alloc(32, 1).toString('base64')}`)
  const catalog = createCatalog({ 'standard-webhooks': standardWebhooks })
  const before = configured(nothingSetUp, first)
  const old = ReadyDestinations.of(before, { unseal, catalog, onBroken: () => undefined })
  const after = configured(before, {
    ...{ ...nothing, from: 1, epoch: 2, changes: 2, secrets: [secret('sec_2')], removed: ['sec_1'] },
  })
  return { old, after }
}

test('each is put together once, for all snapshots in which it is the same', () => {
  const { old, after } = world()
  const [a, b] = [old.get(1), old.get(2)]
  expect([a?.destination.name, b?.destination.name, old.get(3)]).toEqual(['a', 'b', undefined])
  expect(a?.lanes.map(({ number }) => number)).toEqual([9, 8])
  const now = old.after(after, [1])
  expect([old.get(2), now.get(2), now.get(1) === a]).toEqual([b, b, false])
  expect(now.get(1)).toBe(now.get(1))
})

test('an older snapshot goes on with what it was made of, whoever asks first', () => {
  const { old, after } = world()
  const now = old.after(after, [1])
  const sealedOf = (ready: ReadyDestinations): string[] | undefined =>
    ready.get(1)?.secrets.map(({ id }) => id)
  expect([sealedOf(old), sealedOf(now), sealedOf(old), sealedOf(now)]).toEqual([
    ['sec_1'],
    ['sec_2'],
    ['sec_1'],
    ['sec_2'],
  ])
})

test('no more than so many are kept ready; the oldest is put together anew when it is asked for again', () => {
  const { old } = world()
  const many = Array.from({ length: 8_192 }, (_, at) => ({ ...sampleDestination(`d${at}`), number: at + 1 }))
  const ready = old.after(
    configured(nothingSetUp, { ...first, destinations: many, secrets: [], lanes: [] }),
    [1, 2],
  )
  const made = many.slice(0, 8_191).map(({ number }) => ready.get(number))
  expect(ready.get(1)).toBe(made[0])
  ready.get(8_192)
  expect(ready.get(1)).toBe(made[0])
  const more = ready.after(
    configured(nothingSetUp, {
      ...first,
      destinations: [...many, { ...sampleDestination('more'), number: 8_193 }],
    }),
    [],
  )
  expect(more.get(8_193)?.destination.name).toBe('more')
  expect(more.get(2)).toBe(made[1])
  const again = more.get(1)
  expect(again).not.toBe(made[0])
  expect(again?.destination.name).toBe('d0')
})
