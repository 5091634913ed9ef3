import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Suites that run longest, however short their files are. */
const longest =
  /test\/(journal\/(postgres|sqlite|sqlite\/small)|crash\/crash|main\/(start-stop|pull))\.test\.ts$/

/** Vitest begins with the largest files. The longest runs are begun first: one that is begun last runs alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rest = await super.sort(files)
    return rest.toSorted((a, b) => Number(longest.test(b.moduleId)) - Number(longest.test(a.moduleId)))
  }
}

export default defineConfig({
  resolve: {
    conditions: ['countersign-source'],
    alias: { 'fast-check': fileURLToPath(new URL('tools/seeded-properties.ts', import.meta.url)) },
  },
  // Nest's, of which the example of its page is made.
  oxc: { decorator: { legacy: true } },
  ssr: { resolve: { conditions: ['countersign-source'], externalConditions: ['countersign-source'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/**/*.test.ts', 'tools/**/*.test.ts'],
    env: {
      // Child processes that a test starts see the sources, as the tests themselves do.
      NODE_OPTIONS: '--conditions=countersign-source --disable-warning=ExperimentalWarning',
      // They are some two thousand processes and threads, and each would strip the types of the same sources again:
      // a command takes 0.5 s instead of 0.9, a gateway and a journal start in half the time. A source that has
      // changed is compiled anew: https://nodejs.org/api/module.html#module-compile-cache.
      NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/compiled', import.meta.url)),
      // What they print is read, and would be colored where CI is set.
      NO_COLOR: '1',
    },
    pool: 'forks',
    // What the gateway requires while it runs is found in the sources, too.
    execArgv: ['--conditions=countersign-source', '--disable-warning=ExperimentalWarning'],
    // Vitest's own default leaves one core free, which is half of two.
    maxWorkers: Math.max(2, availableParallelism()),
    sequence: { sequencer: LongestFirst },
    // What is waited for comes soon on a machine that has nothing else to do. Vitest's own patience is a second.
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
