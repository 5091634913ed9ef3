import fc from 'fast-check'
import type { Configuration, ConfigurationChange } from '../../src/model/configuration.ts'
import { noon, sampleDestination, sampleSource } from './samples.ts'

const some = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { maxLength: 3 })
const small = fc.integer({ min: 0, max: 5 })
const deletedAt = fc.constantFrom(null, null, null, noon)

/** Changes of few things, so that they meet the same ones again; names follow from ids, so that none is refused. */
export const anyChange: fc.Arbitrary<ConfigurationChange> = fc.record({
  sources: some(
    fc.record({ n: small, deletedAt, ratePerSecond: small }).map(({ n, deletedAt, ratePerSecond }) => {
      const { policy } = sampleSource('')
      return sampleSource(`s${n}`, { deletedAt, policy: { ...policy, ratePerSecond } })
    }),
  ),
  destinations: some(
    fc.record({ n: small, deletedAt, shards: fc.integer({ min: 1, max: 3 }), tenant: small }).map((one) => {
      const { policy } = sampleDestination('')
      const { deletedAt, shards } = one
      return sampleDestination(`d${one.n}`, {
        deletedAt,
        tenant: `t${one.tenant}`,
        policy: { ...policy, shards },
      })
    }),
  ),
  routes: some(
    fc.record({ n: small, source: small, destination: small }).map(({ n, source, destination }) => ({
      id: `rte_${n}`,
      source: `src_s${source}`,
      destination: `dst_d${destination}`,
      filter: `type == "${source}"`,
      createdAt: noon + n,
    })),
  ),
  secrets: some(
    fc.record({ n: small, owner: small, sealed: fc.uint8Array({ maxLength: 4 }) }).map((one) => ({
      id: `sec_${one.n}`,
      owner: `dst_d${one.owner}`,
      sealed: one.sealed,
      notBefore: null,
      expiresAt: null,
      createdAt: noon + one.n,
    })),
  ),
  remove: some(
    fc.tuple(fc.constantFrom('rte', 'sec', 'tok', 'con'), small).map(([kind, n]) => `${kind}_${n}`),
  ),
})

/** All of a configuration, to be compared: also what each of its indexes finds. */
export function listed({ epoch, changes, ...tables }: Configuration): unknown {
  const { sources, destinations, routes, secrets, tokens, connections, lanes } = tables
  const numbers = Array.from({ length: 6 }, (_, n) => n)
  return {
    ...{ epoch, changes, sources: [...sources], destinations: [...destinations], routes: [...routes] },
    secrets: [...secrets].map((secret) => ({ ...secret, sealed: [...secret.sealed] })),
    ...{ tokens: [...tokens], connections: [...connections], lanes: [...lanes] },
    found: numbers.map((n) => [
      sources.get(`src_s${n}`)?.number,
      sources.one('name', `s${n}`)?.number,
      sources.one('path', `s${n}`)?.number,
      destinations.one('name', `d${n}`)?.number,
      destinations.all('tenant', `t${n}`).map(({ id }) => id),
      routes.all('source', `src_s${n}`).map(({ id }) => id),
      routes.all('destination', `dst_d${n}`).map(({ id }) => id),
      secrets.all('owner', `dst_d${n}`).map(({ id }) => id),
      lanes.all('destination', n).map(({ number }) => number),
    ]),
  }
}
