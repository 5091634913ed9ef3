import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['countersign-source'] },
  ssr: { resolve: { conditions: ['countersign-source'], externalConditions: ['countersign-source'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/**/*.test.ts', 'tools/**/*.test.ts'],
    env: {
      // Child processes that a test starts see the sources, as the tests themselves do.
      NODE_OPTIONS: '--conditions=countersign-source --disable-warning=ExperimentalWarning',
      // What they print is read, and would be colored where CI is set.
      NO_COLOR: '1',
    },
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
