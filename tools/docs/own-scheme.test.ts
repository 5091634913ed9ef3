import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { launcher } from '../../packages/gateway/test/harness/start-gateway.ts'
import { parsePage } from './page.ts'
import { root } from './pages.ts'

/** What a shell prints that runs the code, whether it ends well or not. */
async function shell(code: string, cwd: string): Promise<string> {
  const env = {
    ...process.env,
    PATH: [cwd, process.env.PATH].join(delimiter),
    ACME_SECRET: 'the-secret-of-acme',
    NO_COLOR: '1',
  }
  try {
    return (await promisify(execFile)('sh', ['-c', code], { cwd, env })).stdout
  } catch (error) {
    return (error as { stdout: string }).stdout
  }
}

test('a scheme of one’s own is derived and tried as the page says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-own-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'countersign'), `#!/bin/sh\nexec "${process.execPath}" "${launcher}" "$@"\n`)
  await chmod(join(folder, 'countersign'), 0o755)
  const path = 'docs/guides/your-own-scheme.md'
  const { blocks } = parsePage(path, await readFile(join(root, path), 'utf8'))
  const shown = blocks.flatMap(({ language, code }, at) => {
    const next = blocks[at + 1]
    return language === 'sh' && next?.marks.includes('output') ? [[code, next.code] as const] : []
  })
  expect(shown).toHaveLength(3)
  for (const [code, output] of shown) expect(await shell(code, folder)).toBe(output)
})
