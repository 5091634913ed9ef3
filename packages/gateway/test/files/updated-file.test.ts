import { describe, expect, test } from 'vitest'
import { FilesRefused } from '../../src/files/files-refused.ts'
import { updatedFile } from '../../src/files/updated-file.ts'

const text = `# What the shop is set up as.
sources:
  - name: shop # ours
    scheme: shopify
    secrets:
      - env: SHOP_SECRET # at the provider: admin, notifications
    params:
      topic: orders/paid

  # Was made for a trial.
  - { name: old, scheme: webex }
destinations:
  - name: app
    url: "https://app.example.com/" # behind the balancer
    ratePerSecond: 50
    headers: { x-key: { env: APP_KEY }, x-old: a }
---
# Who gets what.
routes:
  - source: shop
    destination: app
    filter: type == "a" # until spring
`

const standing = {
  sources: [{ name: 'shop', scheme: 'shopify', params: { topic: 'orders/paid' }, unsigned: false }],
  destinations: [
    {
      ...{ name: 'app', url: 'https://other.example.com/', ratePerSecond: null, timeoutMs: 15_000 },
      ...{ headers: { 'x-key': 'k', 'x-new': 'b' }, secret: { env: 'APP_SECRET' } },
    },
    { name: 'second', url: 'https://second.example.com/' },
  ],
  routes: [{ source: 'shop', destination: 'app', filter: null }],
  connections: [],
}

describe('a file that is brought up to what stands', () => {
  const updated = updatedFile({ path: 'x.yaml', text }, standing)

  test('has what it names as it is by now, with every comment, and what it left unsaid is still unsaid', () => {
    expect(updated.text).toBe(`# What the shop is set up as.
sources:
  - name: shop # ours
    scheme: shopify
    secrets:
      - env: SHOP_SECRET # at the provider: admin, notifications
    params:
      topic: orders/paid
destinations:
  - name: app
    url: "https://other.example.com/" # behind the balancer
    ratePerSecond: null
    headers: { x-key: { env: APP_KEY }, x-new: b }
  - name: second
    url: https://second.example.com/
---
# Who gets what.
routes:
  - source: shop
    destination: app
    filter: null # until spring
`)
  })

  test('says what it said otherwise', () => {
    expect(updated.steps).toEqual([
      { action: 'remove', noun: 'source', name: 'old', fields: [] },
      { action: 'update', noun: 'destination', name: 'app', fields: ['url', 'ratePerSecond', 'headers'] },
      { action: 'create', noun: 'destination', name: 'second', fields: [] },
      { action: 'update', noun: 'route', name: 'shop → app', fields: ['filter'] },
    ])
  })

  test('is left to the byte where nothing differs, however it is written', () => {
    const odd = 'sources: [ {name:   shop,\n  scheme: "shopify"} ]   # so\n'
    const one = { ...standing, destinations: [], routes: [] }
    expect(updatedFile({ path: 'x.yaml', text: odd }, one)).toEqual({ text: odd, steps: [] })
    expect(updatedFile({ path: 'x.yaml', text: updated.text }, standing)).toEqual({
      ...{ text: updated.text, steps: [] },
    })
  })

  test('of several routes between two, those that stand keep their places', () => {
    const routes = (...filters: (string | null)[]) =>
      filters.map((filter) => ({ source: 'a', destination: 'b', filter }))
    const from =
      'routes:\n  - { source: a, destination: b, filter: one } # 1\n  - { source: a, destination: b } # 2\n'
    const empty = { sources: [], destinations: [], connections: [] }
    const { text: to } = updatedFile({ path: 'x', text: from }, { ...empty, routes: routes('two', null) })
    expect(to).toBe(
      'routes:\n  - { source: a, destination: b, filter: two } # 1\n  - { source: a, destination: b } # 2\n',
    )
  })

  test('does not name the source that a connection of it brings', () => {
    const from = 'connections:\n  - { name: bot, provider: webex } # it\n'
    const bot = { sources: [{ name: 'bot', scheme: 'webex' }], destinations: [], routes: [] }
    const of = (connections: readonly object[]) =>
      updatedFile({ path: 'x', text: from }, { ...bot, connections: connections as never })
    expect(of([{ name: 'bot', provider: 'webex' }]).steps).toEqual([])
    expect(updatedFile({ path: 'x', text: '' }, { ...bot, connections: [] }).text).toBe(
      'sources:\n  - name: bot\n    scheme: webex\n',
    )
  })

  test.each([
    ['no YAML', 'sources: [', /^x\.yaml:1:\d+: /],
    ['an item that is none', 'sources:\n  - shop\n', /^x\.yaml:2:5: an item must be written out/],
    ['a list that is none', 'sources: 1', /"sources" must be a list/],
    ['no lists by name', '- name: shop', /^x\.yaml:1:1: must hold lists by name/],
    [
      'an anchor that goes with its item',
      'sources:\n  - { name: gone, params: &p { a: b } }\n  - { name: shop, other: *p }\n',
      /anchors .* tie together/,
    ],
    [
      'an anchor whose users differ',
      'destinations:\n  - { name: app, headers: &h { a: b } }\n  - { name: second, headers: *h }\n',
      /anchors .* tie together/,
    ],
  ])('is refused for %s, and nothing is written', (_what, from, problem) => {
    const two = {
      ...standing,
      destinations: [
        { name: 'app', headers: { a: 'c' } },
        { name: 'second', headers: { a: 'b' } },
      ],
    }
    let refused: unknown
    try {
      updatedFile({ path: 'x.yaml', text: from }, two)
    } catch (error) {
      refused = error
    }
    expect(refused).toBeInstanceOf(FilesRefused)
    expect((refused as FilesRefused).problems[0]).toMatch(problem)
  })
})
