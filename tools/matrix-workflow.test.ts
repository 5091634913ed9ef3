import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const text = readFileSync(join(root, '.github/workflows/matrix.yml'), 'utf8')
const variables = ['COUNTERSIGN_TEST_FRAMEWORKS', 'COUNTERSIGN_TEST_SDKS']

test('the weekly job asks for all frameworks and SDKs, of every test that has more of them', () => {
  for (const variable of variables) expect(text).toContain(`${variable}: all\n`)
  const paths = text
    .slice(text.indexOf('npx vitest run'))
    .split(/\s+/)
    .filter((word) => word.includes('/'))
  const asking = globSync('{packages,tools,examples}/**/*.test.ts', {
    cwd: root,
    exclude: ['**/node_modules'],
  })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => {
      const code = readFileSync(join(root, file), 'utf8')
      return variables.some((variable) => code.includes(`process.env.${variable}`))
    })
  expect(asking.length).toBeGreaterThan(5)
  expect(asking.filter((file) => !paths.some((path) => file.startsWith(path)))).toEqual([])
  // Nor does it name what is not there: vitest runs the others without a word.
  for (const path of paths)
    expect(globSync([path, `${path}/**/*.test.ts`], { cwd: root }), path).not.toEqual([])
})
