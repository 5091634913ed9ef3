import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vitest/config'
import own from '../../vitest.config.ts'
import { isOfData, remadeModule } from './remade-module.ts'
import { switched } from './switched.ts'

const sources = fileURLToPath(new URL('../../packages/countersign/src/', import.meta.url))
const folders = (env.MUTANTS_IN ?? '').split(',')

/** As the tests are run, on sources whose sites can be made wrong one at a time. */
export default mergeConfig(own, {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  plugins: [
    {
      name: 'switched-sources',
      enforce: 'pre',
      transform(text: string, id: string) {
        if (!id.startsWith(sources)) return undefined
        const file = id.slice(sources.length)
        const own = folders.some((folder) => file.startsWith(folder)) ? switched(text, file) : text
        return isOfData(file) ? remadeModule(own, file) : own
      },
    },
  ],
  test: {
    include: ['tools/mutate/some-{vectors,pages}.ts', 'packages/countersign/test/*.test.ts'],
    runner: fileURLToPath(new URL('runner.ts', import.meta.url)),
    // What is kept of other runs knows no sites.
    fsModuleCache: false,
    dangerouslyIgnoreUnhandledErrors: true,
    testTimeout: 600_000,
  },
})
