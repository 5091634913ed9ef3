import { expect, test } from 'vitest'
import type { ApiContext } from '../../src/api/operations/context.ts'
import type { Asked, LineAnswer } from '../../src/api/operations/operation.ts'
import { type SearchLine, searchOperation } from '../../src/api/operations/search.ts'
import { iso } from '../../src/api/shapes/times.ts'
import { nothingSetUp } from '../../src/model/configuration.ts'
import { admin, type Identity } from '../../src/model/identity.ts'

/** Over a store of two events, the older of which is of another source than the newer. */
function startSearch() {
  const stored = [1, 2].map((source) => ({ seq: source, tag: 1, source, receivedAt: source * 1000 }))
  const journal = {
    about: async () => ({ count: 1, exact: true }),
    blocks: async () => [0],
    searchBodies: async () => ({ items: [], looked: 1, reached: null }),
    events: async ({ after = -1, sources }: { after?: number; sources?: readonly number[] }) =>
      stored.filter(({ seq, source }) => seq > after && sources?.includes(source) !== false),
  }
  const sources = new Map([['src_2', { number: 2 }]])
  const live = { current: () => ({ configuration: { ...nothingSetUp, sources } }) }
  const operation = searchOperation({ journal, live } as unknown as ApiContext)
  return async (identity: Identity, signal: AbortSignal): Promise<SearchLine[]> => {
    const asked = { body: { text: 'a', limit: 10 }, identity, gone: () => signal }
    const { lines } = (await operation.handle(asked as unknown as Asked<never, never>)) as LineAnswer
    const told: SearchLine[] = []
    for await (const line of lines) told.push(line as SearchLine)
    return told
  }
}

const token = (id: string, sources?: ReadonlySet<string>): Identity => ({
  name: id,
  by: { kind: 'token', id },
  may: { ...admin.may, ...(sources && { sources }) },
})

test('who is limited to some sources is told how far it is by these alone', async () => {
  const search = startSearch()
  const to = async (identity: Identity) => {
    const leave = new AbortController()
    const [progress] = await search(identity, leave.signal)
    leave.abort()
    return progress?.kind === 'progress' ? progress.to : null
  }
  expect(await to(admin)).toBe(iso(1000))
  expect(await to(token('tok_two', new Set(['src_2'])))).toBe(iso(2000))
})

test('nobody has more than one of the places', async () => {
  const search = startSearch()
  const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()]
  const full = { code: 'ERR_SEARCHES_TOO_MANY' }
  await search(token('tok_one'), one.signal)
  await expect(search(token('tok_one'), three.signal)).rejects.toMatchObject(full)
  await search(token('tok_two'), two.signal)
  await expect(search(token('tok_three'), three.signal)).rejects.toMatchObject(full)
  one.abort()
  await search(token('tok_one'), three.signal)
  two.abort()
  three.abort()
})
