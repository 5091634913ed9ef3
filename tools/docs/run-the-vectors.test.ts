import { execFile, execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parsePage } from './page.ts'
import { root } from './pages.ts'

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.warn('python3 is not on this machine: the runner of run-the-vectors.md is not run')
    return false
  }
}

test.runIf(hasPython())('the runner of the page on vectors passes every one of its scheme', async () => {
  const path = 'docs/guides/run-the-vectors.md'
  const page = parsePage(path, await readFile(join(root, path), 'utf8'))
  const code = page.blocks.find(({ language }) => language === 'py')?.code ?? ''
  const all: { code?: string }[] = JSON.parse(await readFile(join(root, 'vectors/github.json'), 'utf8'))
  const vectors = all.filter(({ code }) => code?.startsWith('ERR_SECRET_') !== true)
  const { stdout } = await promisify(execFile)('python3', ['-c', code], { cwd: root })
  expect(stdout).toBe(`${vectors.length} passed, 0 failed\n`)
})
