import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { serviceUnit } from '../../src/deploy/systemd.ts'
import { connectionsWithin, openFilesFor } from '../../src/keeper/descriptors.ts'
import { doorwayLimits } from '../../src/keeper/doorway.ts'

const { connections } = doorwayLimits
const guide = readFileSync(new URL('../../../../docs/guides/production.md', import.meta.url), 'utf8')
const unit = serviceUnit(
  {
    version: '1.0.0',
    publicUrl: null,
    port: 10007,
    maxBodyBytes: 1,
    stopSeconds: 30,
    postgres: false,
    trustedProxies: [],
    variables: {},
  },
  {
    scope: 'system',
    node: '/usr/bin/node',
    program: '/opt/countersign.js',
    settingsFile: '/etc/countersign/settings.json',
    keyFile: '/etc/countersign/key',
    sockets: ['countersign.socket'],
  },
)

/** Files of a gateway beside those for its callers: what goes out, the store, the console's. */
const beside = 8192

test('the unit raises the limit of open files far enough for the whole door and what goes out beside it', () => {
  const limit = Number(/^LimitNOFILE=(\d+)$/m.exec(unit)?.[1])
  expect(connectionsWithin(limit, connections)).toBe(connections)
  expect(limit).toBeGreaterThanOrEqual(openFilesFor(connections) + beside)
  expect(guide).toContain(`\`LimitNOFILE=${limit}\``)
})

test('so many as the guide calls enough are enough, and one less is not', () => {
  const enough = Number(/is ample, ([\d,]+) are\s+enough/.exec(guide)?.[1]?.replace(',', ''))
  expect(guide).toContain(`up to ${connections.toLocaleString('en')} connections`)
  expect(enough).toBe(openFilesFor(connections))
  expect(connectionsWithin(enough, connections)).toBe(connections)
  expect(connectionsWithin(enough - 1, connections)).toBe(connections - 1)
})

test('a limit that is not known is none, and the smallest leaves a few', () => {
  expect(connectionsWithin(null, connections)).toBe(connections)
  expect(connectionsWithin(20, connections)).toBe(16)
})
