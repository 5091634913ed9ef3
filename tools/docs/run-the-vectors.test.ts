import { execFile, execFileSync } from 'node:child_process'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { scratchFolder } from '../../packages/gateway/test/harness/scratch-folder.ts'
import { parsePage } from './page.ts'
import { root } from './pages.ts'
import { snippetModules } from './snippet-modules.ts'

const path = 'docs/guides/run-the-vectors.md'
const before = process.cwd()
afterEach(() => process.chdir(before))

/** Runs the test of the page in a folder that has `vectors/github.json`. */
async function runIn(folder: string): Promise<void> {
  const page = await snippetModules(path)
  try {
    expect(page.count).toBe(1)
    process.chdir(folder)
    await page.load(0)
  } finally {
    await page.remove()
  }
}

test('the test of the page passes with the project’s vectors, and fails with one that is wrong', async () => {
  await runIn(root)
  const scratch = scratchFolder('countersign-vectors-guide-')
  try {
    const file = join(scratch, 'vectors/github.json')
    await mkdir(join(scratch, 'vectors'))
    await cp(join(root, 'vectors/github.json'), file)
    await runIn(scratch)
    const vectors: { id: string; expect: string }[] = JSON.parse(await readFile(file, 'utf8'))
    const [wrong, ...others] = vectors
    await writeFile(
      file,
      JSON.stringify([{ ...wrong, expect: 'invalid', code: 'ERR_SIGNATURE_MISMATCH' }, ...others]),
    )
    await expect(runIn(scratch)).rejects.toThrow(wrong?.id)
  } finally {
    process.chdir(before)
    await rm(scratch, { recursive: true, force: true })
  }
})

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
  const page = parsePage(path, await readFile(join(root, path), 'utf8'))
  const code = page.blocks.find(({ language }) => language === 'py')?.code ?? ''
  const all: { code?: string }[] = JSON.parse(await readFile(join(root, 'vectors/github.json'), 'utf8'))
  const vectors = all.filter(({ code }) => code?.startsWith('ERR_SECRET_') !== true)
  const { stdout } = await promisify(execFile)('python3', ['-c', code], { cwd: root })
  expect(stdout).toBe(`${vectors.length} passed, 0 failed\n`)
})
