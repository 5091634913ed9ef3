import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const script = join(import.meta.dirname, 'check-node.js')
const { problemOf } = (await import(script)) as {
  problemOf(file: string, platform: string, hashes?: Readonly<Record<string, string>>): string | null
}

test('the Node that was brought is the one that is recorded, as the Node of npm sees it', () => {
  expect(execFileSync(process.execPath, [script], { encoding: 'utf8' })).toBe('')
})

test('another file is told from it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cs-node-'))
  const file = join(folder, 'node')
  writeFileSync(file, 'a node')
  const hash = '4e2b7f1b4a2a9e4d'
  expect(problemOf(file, 'linux-x64', { 'linux-x64': hash })).toContain('is not the Node that is recorded')
  expect(problemOf(file, 'linux-x64')).toMatch(/SHA-256 is [0-9a-f]{64}\.$/)
  expect(problemOf(file, 'plan9-mips')).toBe(null)
  rmSync(folder, { recursive: true })
})
