import { execFile } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPages, root } from './pages.ts'
import { compileSnippets, snippetOf } from './snippets.ts'

// Inside the project, so that `countersign` resolves as it does for a user.
const folder = join(root, 'node_modules', '.cache', `docs-run-${process.pid}`)
beforeAll(() => mkdir(folder, { recursive: true }))
afterAll(() => rm(folder, { recursive: true, force: true }))

const runnable = readPages().flatMap((page) =>
  page.blocks.flatMap((block, index) => {
    if (block.language !== 'ts' || !block.marks.includes('run')) return []
    const next = page.blocks[index + 1]
    const output = next?.marks.includes('output') ? next.code : undefined
    return [{ ...snippetOf(page, block), output }]
  }),
)

describe('code blocks of the documentation marked `run`', () => {
  test('there are some', () => {
    expect(runnable.length).toBeGreaterThan(1)
  })

  test.each(runnable)('$where', async ({ fileName, code, output }) => {
    // Node strips no types below node_modules by itself.
    const file = join(folder, fileName.replace(/\.ts$/, '.mjs'))
    await writeFile(file, stripTypeScriptTypes(code))
    const { stdout } = await promisify(execFile)(process.execPath, [file])
    if (output !== undefined) expect(stdout).toBe(output)
  })
})

test('code blocks without the mark are run by a test beside this one, which names their page', () => {
  const tests = globSync('tools/docs/*.test.ts', { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .join('\n')
  const pages = readPages()
    // Written of the examples, which their own test runs.
    .filter(({ path }) => !path.startsWith('docs/frameworks/'))
    .filter(({ blocks }) => blocks.some(({ language, marks }) => language === 'ts' && !marks.includes('run')))
    .map(({ path }) => path)
  expect(pages.length).toBeGreaterThan(5)
  expect(pages.filter((path) => !tests.includes(`'${path}'`))).toEqual([])
})

describe('the compile check', () => {
  test('names page and line of a block that does not compile', async () => {
    const page = { path: 'docs/x.md', blocks: [], links: [], anchors: new Set<string>() }
    const code = "import { verify } from 'countersign'\nconst n: number = verify\n"
    const complaints = await compileSnippets(
      [snippetOf(page, { language: 'ts', marks: [], code, line: 10 })],
      root,
    )
    expect(complaints).toHaveLength(1)
    expect(complaints[0]).toMatch(/^docs\/x\.md:12: error TS2322/)
  })
})
