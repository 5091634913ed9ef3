import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileFilter, type EventView } from '../../src/configuration/filter.ts'
import { type NeedyRoute, RouteIndex } from '../../src/configuration/route-index.ts'

function view(more: Partial<EventView> = {}): EventView {
  return { source: 's', type: 'a', verdict: 'verified', size: 100, headers: {}, json: () => ({}), ...more }
}

function indexOf(filters: readonly (string | null)[]): RouteIndex {
  return RouteIndex.empty.changed(filters.map(routeOf), [])
}

function routeOf(filter: string | null, at: number): NeedyRoute {
  const needs = filter === null ? [] : (compileFilter(filter).needs ?? [])
  return {
    route: { id: `rte_${at}`, source: 'src_s', destination: `dst_${at}`, filter, createdAt: at },
    needs,
  }
}

const candidates = (filters: readonly (string | null)[], event: EventView): readonly number[] =>
  indexOf(filters)
    .candidates(event)
    .map(({ id }) => Number(id.slice(4)))

describe('the index of routes', () => {
  test('meets an event with those alone that may take it, in their order', () => {
    const filters = [
      null,
      'json.room == "b"',
      'json.room == "a"',
      'type.startsWith("a")',
      '"a" == json["room"] && json.n > 1',
      'json.room in ["c", "a"]',
      'json.room == "b" || json.room == "a"',
      'headers["x-kind"] == "other"',
      '!(json.room == "a")',
      'json.room == "b" ? true : false',
    ]
    expect(candidates(filters, view({ json: () => ({ room: 'a' }) }))).toEqual([
      0, 2, 3, 4, 5, 6,
      // Whether the header is there, the filter says.
      7, 8, 9,
    ])
  })

  test('tells routes apart by what differs among them', () => {
    const filters = ['x', 'y', 'z'].map((room) => `type == "a" && json.room == "${room}"`)
    expect(candidates(filters, view({ json: () => ({ room: 'y' }) }))).toEqual([1])
  })

  test.each([
    ['no text', { room: 7 }],
    ['nothing', {}],
    ['an object', { room: { a: 1 } }],
    ['a list above it', ['room']],
    ['null', null],
  ])('leaves it to the filters where there is %s', (_what, body) => {
    expect(candidates(['json.room == "a"', 'json.room == "b"'], view({ json: () => body }))).toEqual([0, 1])
  })

  test('does not find what an object inherits, and takes a body that is no JSON', () => {
    expect(candidates(['json.constructor.name == "Object"'], view())).toEqual([0])
    const broken = view({ json: () => JSON.parse('{') })
    expect(candidates(['json.room == "a"', 'type == "b"'], broken)).toEqual([0])
  })

  test('lets the same events pass as every filter asked by itself', () => {
    const text = fc.constantFrom('a', 'b', '', 'é', '__proto__')
    const place = fc.constantFrom(
      'type',
      'source',
      'json.room',
      'json["room"]',
      'json.deep.room',
      'headers["x-kind"]',
      'headers.kind',
    )
    const leaf = fc.oneof(
      fc.tuple(place, text).map(([path, value]) => `${path} == ${JSON.stringify(value)}`),
      fc.tuple(place, text).map(([path, value]) => `${JSON.stringify(value)} == ${path}`),
      fc.tuple(place, fc.array(text)).map(([path, values]) => `${path} in ${JSON.stringify(values)}`),
      fc.constantFrom('true', 'json.n > 1.0', 'has(json.room)', 'json.missing == 1', 'type != "a"'),
    )
    const { filter } = fc.letrec<{ filter: string }>((tie) => ({
      filter: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.tuple(tie('filter'), tie('filter')).map(([one, other]) => `(${one} && ${other})`),
        fc.tuple(tie('filter'), tie('filter')).map(([one, other]) => `(${one} || ${other})`),
        tie('filter').map((inner) => `!(${inner})`),
      ),
    }))
    const value = fc.oneof(text, fc.constantFrom(1, null, true, ['a'], { room: 'a' }))
    const body = fc.oneof(
      fc.record({ room: value, deep: fc.record({ room: value }), n: fc.integer() }, { requiredKeys: [] }),
      value,
    )
    const event = fc.record({
      type: text,
      source: text,
      json: body.map((made) => () => made),
      headers: fc.record({ 'x-kind': text, kind: text }, { requiredKeys: [] }),
    })
    fc.assert(
      fc.property(fc.array(filter, { minLength: 1, maxLength: 8 }), event, (filters, parts) => {
        const asked = view(parts)
        const passing = filters.flatMap((one, at) => (compileFilter(one)(asked) ? [at] : []))
        const found = candidates(filters, asked)
        const through = found.filter((at) => compileFilter(filters[at] ?? '')(asked))
        expect(through).toEqual(passing)
      }),
      { numRuns: 1_000 },
    )
  })
})
