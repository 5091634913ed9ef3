import { afterAll, beforeAll, expect, it } from 'vitest'
import { endOthers } from '../../src/model/end-others.ts'
import type { SealedSecret } from '../../src/model/secret.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => gateway.remove())

const minute = 60_000
const strong = (n: number): string => `a secret of enough bytes ${n}`

it('a rotation brings ends forward and moves none back', () => {
  const secret = (expiresAt: number | null): SealedSecret => ({
    ...{ id: `sec_${expiresAt}`, owner: 'src_1', sealed: new Uint8Array(), notBefore: null, createdAt: 0 },
    expiresAt,
  })
  const ended = endOthers([secret(null), secret(999), secret(1000), secret(1001)], 1000)
  expect(ended.map(({ id, expiresAt }) => [id, expiresAt])).toEqual([
    ['sec_null', 1000],
    ['sec_1001', 1000],
  ])
})

it.each(['source', 'destination'])(
  'of the secrets of a %s: one that ends sooner keeps its end',
  async (noun) => {
    const made =
      noun === 'source'
        ? { name: 'rotated', scheme: 'webex', secrets: [strong(0)] }
        : { name: 'rotated', url: 'https://example.com/hook', scheme: 'standard-webhooks' }
    await gateway.api('POST', `/${noun}s`, made)
    const path = `/${noun}s/rotated/secrets`
    const value = (n: number) => (noun === 'source' ? { value: strong(n) } : {})
    const soon = new Date(Date.now() + 5 * minute).toISOString()
    const late = new Date(Date.now() + 600 * minute).toISOString()
    const ids: Record<string, string> = {}
    for (const [name, expiresAt] of [
      ['soon', soon],
      ['late', late],
    ] as const) {
      const given = { ...(noun === 'source' ? value(name.length) : {}), expiresAt }
      ids[name] = (await gateway.api('POST', path, given)).body.id
    }
    const fresh = await gateway.api('POST', path, { ...value(9), expireOthersAfterSeconds: 3600 })
    const { items } = (await gateway.api('GET', path)).body
    const endOf = (id: string | undefined): string | null =>
      items.find((one: { id: string }) => one.id === id).expiresAt
    const end = new Date(Date.parse(fresh.body.createdAt) + 60 * minute).toISOString()
    expect(endOf(ids.soon)).toBe(soon)
    expect(endOf(ids.late)).toBe(end)
    expect(endOf(fresh.body.id)).toBeNull()
  },
)

it('a weak secret is taken and warned of; a strong one and a made one are not', async () => {
  const weak = { name: 'weak', scheme: 'webex', secrets: ['changeme'] }
  const source = await gateway.api('POST', '/sources', weak)
  expect(source.status).toBe(201)
  expect(source.body.warnings).toHaveLength(2)
  expect(JSON.stringify(source.body)).not.toContain('changeme')
  expect((await gateway.api('GET', '/sources/weak')).body).not.toHaveProperty('warnings')
  const added = await gateway.api('POST', '/sources/weak/secrets', { value: 'short' })
  expect(added.body.warnings).toHaveLength(1)
  const to = { name: 'weak', url: 'https://example.com/hook', scheme: 'webex' }
  expect(
    (await gateway.api('POST', '/destinations', { ...to, secret: 'secret' })).body.warnings,
  ).toHaveLength(2)
  const strongOnes = await gateway.api('POST', '/destinations', { ...to, name: 'made' })
  expect(strongOnes.body).not.toHaveProperty('warnings')
})
