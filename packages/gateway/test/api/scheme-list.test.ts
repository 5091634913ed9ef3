import { schemeNames } from 'countersign/schemes'
import { expect, it } from 'vitest'
import { schemeOperations } from '../../src/api/operations/scheme.ts'
import { createCatalog } from '../../src/configuration/catalog.ts'
import { schemes } from '../../src/configuration/named-schemes.ts'

it('the list of all schemes, most of which are loaded for it, leaves others their turns, and is made once', async () => {
  const catalog = createCatalog(schemes)
  let asked = 0
  const counted = {
    ...catalog,
    scheme: (ref: Parameters<typeof catalog.scheme>[0]) => {
      asked++
      return catalog.scheme(ref)
    },
  }
  const [list] = schemeOperations({ live: { catalog: counted } } as never)
  const answer = (): Promise<unknown> => list?.handle({} as never) as Promise<unknown>
  let turns = 0
  let going = true
  const turn = (): void => {
    turns++
    if (going) setImmediate(turn)
  }
  setImmediate(turn)
  const [one, other] = await Promise.all([answer(), answer()])
  going = false
  expect((one as { items: { name: string }[] }).items.map(({ name }) => name)).toEqual(schemeNames)
  expect(other).toEqual(one)
  expect(await answer()).toEqual(one)
  expect(asked).toBe(schemeNames.length)
  expect(turns).toBeGreaterThan(schemeNames.length / 8)
})
