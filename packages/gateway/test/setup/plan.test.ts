import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Configuration, changesNothing, nothingSetUp as nothing } from '../../src/model/configuration.ts'
import type { Refusal } from '../../src/model/refusal.ts'
import type { InlineScheme } from '../../src/model/scheme-ref.ts'
import { createConnection } from '../../src/setup/connection.ts'
import type { Declared } from '../../src/setup/declared.ts'
import { exported } from '../../src/setup/export.ts'
import { type Plan, plan, planInSlices } from '../../src/setup/plan.ts'
import { provideOperationalSource } from '../../src/setup/source.ts'
import { standingOf } from '../../src/setup/standing.ts'
import { applyChange, codeOf, context, noon, Stage } from './standing.ts'

const whole: Declared = {
  sources: [
    { name: 'rooms', scheme: 'webex', secrets: [{ value: 'the-secret-of-rooms' }], ratePerSecond: 5 },
    { name: 'own', scheme: 'publish' },
  ],
  destinations: [
    { name: 'app', beside: { url: 'https://app.example.com/hook' } },
    { name: 'queue', kind: 'pull', secret: `whsec_${'Q'.repeat(43)}=` },
  ],
  routes: [
    { source: 'rooms', destination: 'app', filter: 'type == "messages.created"' },
    { source: 'own', destination: 'queue' },
  ],
}

const ownScheme: InlineScheme = {
  ...{ kind: 'hmac', name: 'acme', hash: 'sha256', encoding: 'hex' },
  signature: { header: 'X-Acme-Signature' },
}

function planned(now: Configuration, wanted: Declared, prune = false): Plan {
  return plan(standingOf(now), wanted, { prune }, context())
}

function applied(now: Configuration, wanted: Declared, prune = false): Configuration {
  return applyChange(now, planned(now, wanted, prune).change)
}

/** The places that are wrong, with their codes. */
function faultsOf(now: Configuration, wanted: Declared): string[] {
  try {
    planned(now, wanted)
  } catch (error) {
    expect((error as Refusal).code).toBe('ERR_PLAN')
    return ((error as Refusal).faults ?? []).map(({ at, code }) => `${at} ${code}`)
  }
  return []
}

describe('a plan', () => {
  it('sends nothing round for ever, by what stands and what it makes, and may turn a way around', () => {
    const to = (name: string) => ({
      name: `to-${name}`,
      beside: { url: `https://hooks.example.com/in/${name}` },
    })
    const source = (name: string) => ({
      name,
      scheme: 'webex',
      secrets: [{ value: `the-secret-of-${name}` }],
    })
    const there = {
      sources: [source('one'), source('two')],
      destinations: [to('one'), to('two')],
      routes: [{ source: 'one', destination: 'to-two' }],
    }
    const back = [{ source: 'two', destination: 'to-one' }]
    const after = applied(nothing, there)
    expect(faultsOf(nothing, { ...there, routes: [...there.routes, ...back] })).toEqual(['/routes ERR_CYCLE'])
    expect(faultsOf(after, { routes: back })).toEqual(['/routes ERR_CYCLE'])
    expect(planned(after, { routes: back }, true).steps).toHaveLength(2)
  })

  it('lets others go first, however much is wanted, and comes to the same', async () => {
    const destinations = Array.from({ length: 3000 }, (_, at) => ({
      ...{
        name: `d${at}`,
        beside: { url: `https://d${at}.example.com/` },
        secret: `whsec_${'Q'.repeat(43)}=`,
      },
    }))
    let turns = 0
    let over = false
    const count = (): void => {
      turns++
      if (!over) setImmediate(count)
    }
    setImmediate(count)
    const planned = await planInSlices(standingOf(nothing), { destinations }, { prune: false }, context())
    over = true
    expect(planned.steps).toEqual(
      plan(standingOf(nothing), { destinations }, { prune: false }, context()).steps,
    )
    expect(turns).toBeGreaterThan(5)
  })

  it('takes routes that stand with their destination as if they stood among the others', () => {
    const { routes = [], destinations = [], ...others } = whole
    const [app, queue] = destinations
    if (app === undefined || queue === undefined) throw new Error('There are two.')
    const inside: Declared = {
      ...others,
      destinations: [
        { ...app, routes: [{ source: 'rooms', filter: 'type == "messages.created"' }] },
        { ...queue, routes: [{ source: 'own' }] },
      ],
    }
    expect(planned(nothing, inside).steps).toEqual(planned(nothing, whole).steps)
    const after = applied(nothing, inside)
    expect(changesNothing(planned(after, inside, true).change)).toBe(true)
    expect(changesNothing(planned(after, whole, true).change)).toBe(true)

    // With its routes spoken of it keeps no others; those to others stay.
    const named = (now: Configuration, wanted: Declared): string[] =>
      planned(now, wanted, true).steps.map(({ action, noun, name }) => `${action} ${noun} ${name}`)
    const more = applied(after, { routes: [...routes, { source: 'own', destination: 'app' }] })
    const all = { ...inside, destinations: inside.destinations?.map((one) => ({ ...one })) }
    expect(named(more, all)).toEqual(['remove route own → app'])
    expect(named(more, { ...others, destinations: [app, { ...queue, routes: [] }] })).toEqual([
      'remove route own → queue',
    ])
    expect(named(more, { ...others, destinations: [app, queue] })).toEqual([])

    const wrong = {
      ...whole,
      destinations: [app, { ...queue, routes: [{ source: 'nobody' }, { source: 'own', filter: 'type ==' }] }],
    }
    expect(faultsOf(nothing, wrong)).toEqual([
      '/destinations/1/routes/0/source ERR_NOT_FOUND',
      '/destinations/1/routes/1/filter ERR_FILTER',
    ])
    const twice = { ...whole, destinations: [app, { ...queue, routes: [{ source: 'own' }] }] }
    expect(faultsOf(nothing, twice)).toEqual(['/destinations/1/routes/0 ERR_CONFLICT'])
  })

  it('makes all that is wanted in one change, and then nothing', () => {
    const { steps, made } = planned(nothing, whole)
    expect(steps.map(({ action, noun, name }) => `${action} ${noun} ${name}`)).toEqual([
      'create source rooms',
      'create source own',
      'create destination app',
      'create destination queue',
      'create route rooms → app',
      'create route own → queue',
    ])
    // One that was given is known already.
    expect(made).toEqual([{ destination: 'app', secret: expect.stringMatching(/^whsec_/) }])
    const after = applied(nothing, whole)
    expect([after.secrets.size, after.routes.size]).toEqual([3, 2])
    const again = planned(after, whole, true)
    expect(again).toMatchObject({ steps: [], made: [] })
    expect(changesNothing(again.change)).toBe(true)
  })

  it('of what stands, a scheme of one’s own among it, changes nothing; another scheme needs its secrets', () => {
    const acme: Declared = {
      sources: [{ name: 'acme', scheme: ownScheme, secrets: [{ value: 'the-secret-of-acme' }] }],
      destinations: [{ name: 'own', scheme: ownScheme, beside: { url: 'https://app.example.com/' } }],
    }
    const before = applied(nothing, acme)
    const again = exported(standingOf(before))
    expect([again.sources, again.destinations].map((all) => all?.[0]?.scheme)).toEqual([ownScheme, ownScheme])
    expect(planned(before, again, true).steps).toEqual([])
    const other: Declared = { sources: [{ name: 'acme', scheme: 'webex' }] }
    expect(faultsOf(before, other)).toEqual(['/sources/0/scheme ERR_FIXED'])
    const elsewhere: Declared = { destinations: [{ name: 'own', scheme: 'github' }] }
    expect(faultsOf(before, elsewhere)).toEqual(['/destinations/0/scheme ERR_FIXED'])
  })

  it('makes no shared secret of a public key: new ones come with the scheme, and the old go at once', () => {
    // Its 32 bytes alone, which look like any secret.
    const known = generateKeyPairSync('ed25519')
      .publicKey.export({ format: 'der', type: 'spki' })
      .subarray(-32)
      .toString('base64')
    const paired = {
      kind: 'public-key',
      name: 'acme',
      algorithm: 'ed25519',
      encoding: 'hex',
      signature: { header: 'x-sig' },
    } as const
    const before = applied(nothing, {
      sources: [{ name: 'acme', scheme: paired, secrets: [{ value: known }] }],
    })
    const wanted = (value: string): Declared => ({
      sources: [{ name: 'acme', scheme: ownScheme, secrets: [{ value }] }],
    })
    expect(faultsOf(before, wanted(known))).toEqual(['/sources/0/secrets ERR_FIXED'])
    const rotated = { prune: false, overlapMs: 3_600_000 }
    const { change } = plan(standingOf(before), wanted('the-secret-of-acme'), rotated, context())
    expect(change.remove).toEqual([...before.secrets].map(({ id }) => id))
    expect([...applyChange(before, change).secrets]).toHaveLength(1)
  })

  it('changes what is spoken of alone, and names the fields', () => {
    const before = applied(nothing, whole)
    const { steps, change } = planned(before, {
      sources: [{ name: 'rooms', scheme: 'webex', ratePerSecond: null, toleranceSeconds: null }],
      destinations: [
        { name: 'app', beside: { url: 'https://new.example.com/' }, timeoutMs: 15_000, paused: true },
      ],
      routes: [{ source: 'rooms', destination: 'app', filter: null }],
    })
    expect(steps.map(({ name, fields }) => [name, ...fields])).toEqual([
      ['rooms', 'ratePerSecond'],
      ['app', 'url', 'paused'],
      ['rooms → app', 'filter'],
    ])
    expect(change).toMatchObject({ secrets: [], remove: [] })
    const policyOf = (at: Configuration) => at.sources.one('name', 'rooms')?.policy
    expect(policyOf(applyChange(before, change))).toEqual({ ...policyOf(before), ratePerSecond: null })
  })

  it('brings the secrets of a source in line, and gives a destination the one that is wanted', () => {
    const before = applied(nothing, whole)
    const secret = `whsec_${'U'.repeat(43)}=`
    const wanted: Declared = {
      sources: [
        {
          name: 'rooms',
          scheme: 'webex',
          secrets: [{ value: 'the-secret-of-rooms', expiresAt: 5 }, { value: 'next-of-rooms' }],
        },
      ],
      destinations: [{ name: 'app', secret }],
    }
    const { steps, made } = planned(before, wanted)
    expect(steps.map(({ fields }) => fields)).toEqual([['secrets'], ['secret']])
    expect(made).toEqual([])
    expect(JSON.stringify(steps)).not.toMatch(/whsec|-of-rooms/)
    const after = applied(before, wanted)
    expect(planned(after, wanted).steps).toEqual([])
    expect([...after.secrets].map(({ expiresAt }) => expiresAt).sort()).toEqual([5, null, null, null])
    const fewer = applied(after, {
      sources: [{ name: 'rooms', scheme: 'webex', secrets: [{ value: 'next-of-rooms' }] }],
    })
    expect(fewer.secrets.size).toBe(3)
  })

  it('takes away what is not wanted only when asked to, of the lists that are given', () => {
    const before = applied(nothing, whole)
    const less: Declared = {
      destinations: whole.destinations?.slice(0, 1),
      routes: whole.routes?.slice(0, 1),
    }
    expect(planned(before, less).steps).toEqual([])
    expect(planned(before, {}, true).steps).toEqual([])
    const { steps } = planned(before, less, true)
    expect(steps.map(({ action, name }) => `${action} ${name}`)).toEqual([
      'remove own → queue',
      'remove queue',
    ])
    const after = applied(before, less, true)
    expect(after.routes.size).toBe(1)
    expect([...after.sources].map(({ deletedAt }) => deletedAt)).toEqual([null, null])
    expect(planned(after, less, true).steps).toEqual([])
  })

  it('leaves what is the gateway’s own and what belongs to connections', () => {
    const stage = new Stage()
    stage.run(provideOperationalSource, {})
    stage.run(createConnection, {
      connection: {
        ...{ id: 'con_1', provider: 'webex', api: 'https://webexapis.com/v1', settings: {}, createdAt: noon },
        sealedToken: new Uint8Array([1]),
      },
      ...{ token: 'a-bots-token', title: 'Webex', name: 'rooms', secret: 'made-for-the-webhook' },
      ...{ forwardSecret: '', filter: null },
    })
    expect(planned(stage.configuration, { sources: [] }, true).steps).toEqual([])
    expect(faultsOf(stage.configuration, whole)).toEqual(['/sources/0/secrets ERR_FIXED'])
  })

  it('tells all that is wrong, each at its place, and changes nothing', () => {
    const before = applied(nothing, whole)
    expect(
      faultsOf(before, {
        sources: [
          { name: 'own', scheme: 'publish', unsigned: true },
          { name: 'rooms', scheme: 'stripe' },
          { name: 'new', scheme: 'nope' },
          { name: 'bare', scheme: 'webex' },
          { name: 'rooms', scheme: 'webex' },
        ],
        destinations: [
          { name: 'app', kind: 'pull', scheme: 'webex', unsigned: true, beside: { url: 'nonsense' } },
          { name: 'inside', beside: { url: 'http://127.0.0.1/' } },
          { name: 'order', beside: { url: 'ftp://x' }, order: { key: ')', whenDead: 'skip' } },
          { name: 'inside', beside: { url: 'https://example.com/' } },
        ],
        routes: [
          { source: 'nobody', destination: 'nowhere' },
          { source: 'rooms', destination: 'queue', filter: ')' },
          // What is wrong with these two is told above.
          { source: 'bare', destination: 'inside' },
          { source: 'own', destination: 'queue', filter: null },
          { source: 'own', destination: 'queue' },
        ],
      }).sort(),
    ).toEqual(
      [
        '/sources/0/unsigned ERR_FIXED',
        '/sources/1/scheme ERR_FIXED',
        '/sources/2/scheme ERR_SCHEME_UNKNOWN',
        '/sources/3 ERR_SOURCE_WITHOUT_SECRET',
        '/sources/4/name ERR_CONFLICT',
        '/destinations/0/kind ERR_FIXED',
        '/destinations/0/scheme ERR_FIXED',
        '/destinations/0/unsigned ERR_FIXED',
        '/destinations/0/url ERR_DESTINATION_URL',
        '/destinations/1/url ERR_DESTINATION_PRIVATE',
        '/destinations/2/url ERR_DESTINATION_URL',
        '/destinations/2/order/key ERR_FILTER',
        '/destinations/3/name ERR_CONFLICT',
        '/routes/0/source ERR_NOT_FOUND',
        '/routes/0/destination ERR_NOT_FOUND',
        '/routes/1/filter ERR_FILTER',
        '/routes/4 ERR_CONFLICT',
      ].sort(),
    )
  })

  it('signs for what was unsigned, and not the other way round', () => {
    const beside = { url: 'https://app.example.com/' }
    const before = applied(nothing, { destinations: [{ name: 'app', beside, unsigned: true }] })
    expect(before.secrets.size).toBe(0)
    const signed = { destinations: [{ name: 'app', beside, unsigned: false }] }
    expect(planned(before, signed).made).toHaveLength(1)
    const after = applied(before, signed)
    expect(after.destinations.one('name', 'app')?.unsigned).toBe(false)
    expect(planned(after, signed).steps).toEqual([])
    expect(faultsOf(after, { destinations: [{ name: 'app', unsigned: true }] })).toEqual([
      '/destinations/0/unsigned ERR_FIXED',
    ])
  })

  it('costs what it plans: ten thousand destinations with their routes, and as many again', () => {
    const names = Array.from({ length: 10_000 }, (_, at) => `customer-${at}`)
    const many: Declared = {
      sources: [{ name: 'own', scheme: 'publish' }],
      destinations: names.map((name) => ({
        name,
        beside: { url: `https://${name}.example.com/` },
        unsigned: true,
      })),
      routes: names.map((name) => ({ source: 'own', destination: name })),
    }
    const after = applied(nothing, many)
    expect(after.routes.size).toBe(10_000)
    expect(planned(after, many, true).steps).toEqual([])
  })
})

describe('whatever is wanted', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined })
  const secrets = fc.uniqueArray(
    fc.constantFrom('first-secret-phrase', 'second-secret-phrase', 'third-secret-phrase'),
    {
      minLength: 1,
    },
  )
  const source = fc.record({
    name,
    scheme: fc.constantFrom('webex', 'seatable', 'publish'),
    secrets: maybe(secrets.map((values) => values.map((value) => ({ value })))),
    unsigned: maybe(fc.boolean()),
    onMismatch: maybe(fc.constantFrom('refuse' as const, 'hold' as const)),
    ratePerSecond: maybe(fc.constantFrom(1, 2, null)),
    params: maybe(fc.constant({})),
  })
  const destination = fc.record({
    name,
    kind: maybe(fc.constantFrom('push' as const, 'pull' as const)),
    beside: maybe(fc.constantFrom({ url: 'https://one.example.com/' }, { url: 'https://two.example.com/' })),
    secret: maybe(fc.constantFrom('a-secret-of-webex', 'b-secret-of-webex')),
    scheme: maybe(fc.constantFrom('webex', 'standard-webhooks')),
    unsigned: maybe(fc.boolean()),
    paused: maybe(fc.boolean()),
    tenant: maybe(fc.constantFrom('t', null)),
    types: maybe(fc.constantFrom([], ['order.*'])),
    shards: maybe(fc.constantFrom(1, 3)),
    headers: maybe(fc.constantFrom({}, { 'x-a': '1' })),
    order: maybe(fc.constantFrom(null, { key: 'json.id', whenDead: 'skip' as const })),
  })
  const route = fc.record({
    ...{ source: name, destination: name },
    filter: maybe(fc.constantFrom(null, 'type == "a"', 'type == "b"')),
  })
  const list = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { maxLength: 4 })
  /** Without what is refused anyway: names that are there twice. */
  const wanted: fc.Arbitrary<Declared> = fc.record({
    sources: maybe(list(source).map(byName)),
    destinations: maybe(list(destination).map(byName)),
    routes: maybe(list(route)),
  })

  it('once it is applied nothing is left to be done, and what is exported changes nothing', () => {
    let carriedOut = 0
    fc.assert(
      fc.property(fc.array(fc.tuple(wanted, fc.boolean()), { minLength: 1, maxLength: 4 }), (plans) => {
        let now = nothing
        for (const [declared, prune] of plans) {
          const code = codeOf(() => planned(now, declared, prune))
          if (code !== 'none') {
            expect(code).toBe('ERR_PLAN')
            continue
          }
          carriedOut += 1
          now = applied(now, declared, prune)
          expect(planned(now, declared, prune)).toMatchObject({ steps: [], made: [] })
          expect(changesNothing(planned(now, declared, prune).change)).toBe(true)
          const same = planned(now, exported(standingOf(now)), true)
          expect(same.steps).toEqual([])
          expect(changesNothing(same.change)).toBe(true)
        }
      }),
      { numRuns: 300, seed: 7 },
    )
    // It is no test where nearly all that is wanted is refused.
    expect(carriedOut).toBeGreaterThan(20)
  })
})

function byName<Item extends { readonly name: string }>(items: readonly Item[]): Item[] {
  return [...new Map(items.map((item) => [item.name, item])).values()]
}
